#include "inkling/serve/access.hpp"

#include <algorithm>

#include "inkling/serve/header_check.hpp"

namespace inkling {

namespace {

/// Takes the same time for every wrong token of the right length.
bool same_secret(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
    return difference == 0;
}

bool has_token(const AccessPolicy& policy, std::string_view authorization) {
    constexpr std::string_view scheme = "Bearer ";
    return authorization.size() > scheme.size() &&
           equal_ignoring_case(authorization.substr(0, scheme.size()), scheme) &&
           same_secret(authorization.substr(scheme.size()), policy.token);
}

/// "http://example.org:80" → "example.org:80".
std::string_view host_of_origin(std::string_view origin) {
    const std::size_t slashes = origin.find("://");
    return slashes == std::string_view::npos ? std::string_view() : origin.substr(slashes + 3);
}

bool is_port(std::string_view text) {
    return !text.empty() && text.size() <= 5 && is_plain_number(text);
}

}  // namespace

bool names_this_machine(std::string_view host) {
    std::string_view name = host;
    const std::size_t colon = host.rfind(':');
    if (host.starts_with("[")) {
        const std::size_t end = host.find(']');
        if (end == std::string_view::npos) return false;
        name = host.substr(0, end + 1);
        const auto rest = host.substr(end + 1);
        if (!rest.empty() && (rest.front() != ':' || !is_port(rest.substr(1)))) return false;
    } else if (colon != std::string_view::npos) {
        name = host.substr(0, colon);
        if (!is_port(host.substr(colon + 1))) return false;
    }
    if (equal_ignoring_case(name, "localhost") || name == "[::1]") return true;
    return name.starts_with("127.") && name.size() <= 15 &&
           std::all_of(name.begin(), name.end(),
                       [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

AccessVerdict check_access(const AccessPolicy& policy, const Request& request, Need need) {
    if (request.hosts > 1 || (request.hosts == 0 && !request.http_1_0))
        return {400, "HTTP/1.1 wants exactly one Host field"};
    if (policy.loopback && request.hosts == 1 && !names_this_machine(request.host))
        return {421, "this server answers to localhost and 127.0.0.1 only"};
    if (!request.origin.empty() &&
        !equal_ignoring_case(host_of_origin(request.origin), request.host))
        return {403, "requests of other sites' pages are refused"};
    if (need == Need::nothing) return {};
    if (!policy.token.empty()) {
        if (has_token(policy, request.authorization)) return {};
        return {401, "wants the server's token: Authorization: Bearer TOKEN"};
    }
    const bool local =
        request.local_peer && (request.hosts == 0 || names_this_machine(request.host));
    if (need == Need::owner && !local)
        return {403, "only from this machine, or with a token (inkling serve --token)"};
    return {};
}

}  // namespace inkling
