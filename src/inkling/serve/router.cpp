#include "inkling/serve/router.hpp"

#include "inkling/base/check.hpp"
#include "inkling/serve/header_check.hpp"
#include "inkling/serve/metrics.hpp"

namespace inkling {

namespace {

/// Cuts the part before the next '/' off `path`, which begins with one.
std::string_view next_part(std::string_view& path) {
    path.remove_prefix(1);
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(part.size());
    return part;
}

bool matches(std::string_view pattern, std::string_view path) {
    while (!pattern.empty() && !path.empty() && path.front() == '/') {
        const std::string_view wanted = next_part(pattern);
        const std::string_view part = next_part(path);
        if (wanted.starts_with("{") ? part.empty() : wanted != part) return false;
    }
    return pattern.empty() && path.empty();
}

/// "text/html; charset=utf-8" → "text/html".
std::string_view media_type(std::string_view field) {
    std::string_view type = field.substr(0, field.find(';'));
    while (type.ends_with(' ') || type.ends_with('\t')) type.remove_suffix(1);
    return type;
}

bool accepts(BodyKind kind, const Request& request) {
    const std::string_view type = media_type(request.content_type);
    const bool bytes = equal_ignoring_case(type, "application/octet-stream");
    if (kind == BodyKind::picture)
        return bytes || (type.size() > 6 && equal_ignoring_case(type.substr(0, 6), "image/"));
    if (equal_ignoring_case(type, "application/json")) return true;
    return kind == BodyKind::tensor &&
           (bytes || (type.empty() && !request.tensor_header_length.empty()));
}

}  // namespace

std::string_view path_part(const Request& request, std::size_t index) {
    std::string_view rest = request.path, part;
    for (std::size_t i = 0; i <= index && !rest.empty(); ++i) part = next_part(rest);
    return part;
}

void Router::add(Route route) {
    INKLING_CHECK(routes_.size() < max_routes);
    routes_.push_back(std::move(route));
}

Router::Match Router::find(std::string_view method, std::string_view path) const {
    Match match;
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        const Route& route = routes_[i];
        if (!matches(route.path, path)) continue;
        if (route.method == method || (method == "HEAD" && route.method == "GET")) {
            match.route = &route;
            match.index = i;
            return match;
        }
        match.allowed += (match.allowed.empty() ? "" : ", ") + route.method;
        if (route.method == "GET") match.allowed += ", HEAD";
    }
    return match;
}

std::vector<std::string> Router::names() const {
    std::vector<std::string> names;
    for (const Route& route : routes_) names.push_back(route.name);
    return names;
}

BodyVerdict check_body(BodyKind kind, const Request& request, std::size_t json_limit,
                       std::size_t picture_limit) {
    BodyVerdict verdict;
    verdict.limit = kind == BodyKind::picture ? picture_limit : json_limit;
    if (kind == BodyKind::none) return verdict;
    if (!request.content_encoding.empty() &&
        !equal_ignoring_case(request.content_encoding, "identity")) {
        verdict.status = 415;
        verdict.why = "Content-Encoding is not supported: send the body as it is";
    } else if (!accepts(kind, request)) {
        verdict.status = 415;
        const std::string wanted = kind == BodyKind::picture ? "image/png, image/jpeg …"
                                   : kind == BodyKind::json
                                       ? "application/json"
                                       : "application/json or application/octet-stream";
        verdict.why = "wants Content-Type " + wanted;
    }
    return verdict;
}

}  // namespace inkling
