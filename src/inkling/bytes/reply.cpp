#include "inkling/bytes/reply_impl.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "inkling/base/text.hpp"

namespace inkling {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// 0 for what is no number.
std::uint64_t number(std::string_view text) {
    const auto value = parse_integer(trim(text));
    return value && *value > 0 ? static_cast<std::uint64_t>(*value) : 0;
}

}  // namespace

void Reply::header(std::string_view line) {
    if (line.starts_with("HTTP/")) {
        *this = Reply();
        const std::size_t space = line.find(' ');
        if (space != std::string_view::npos)
            status_ = static_cast<int>(number(line.substr(space + 1, 3)));
        return;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const std::string name = lower(line.substr(0, colon));
    const std::string_view value = trim(line.substr(colon + 1));
    if (name == "content-type") type_ = lower(value.substr(0, value.find(';')));
    if (name == "content-range") content_range(value);
    if (name == "content-length") {
        declared_bytes_ = number(value);
        if (status_ == 200) total_bytes_ = declared_bytes_;
    }
}

/// "bytes 100-199/200", or with status 416 "bytes */200".
void Reply::content_range(std::string_view value) {
    if (!value.starts_with("bytes ")) return;
    value.remove_prefix(6);
    range_start_ = number(value.substr(0, value.find('-')));
    const std::size_t slash = value.find('/');
    if (slash != std::string_view::npos) total_bytes_ = number(value.substr(slash + 1));
}

void Reply::body(std::span<const std::uint8_t> piece) {
    constexpr std::size_t start_bytes = 64;
    body_bytes_ += piece.size();
    const std::size_t missing = start_bytes - std::min(start_bytes, start_.size());
    start_.append(reinterpret_cast<const char*>(piece.data()), std::min(missing, piece.size()));
}

bool Reply::is_html() const {
    if (status_ == 0) return false;
    if (type_ == "text/html" || type_ == "application/xhtml+xml") return true;
    if (range_start_ > 0) return false;
    const std::string start = lower(trim(start_));
    return start.starts_with("<html") || start.starts_with("<!doctype html");
}

std::string Reply::describe_page() const {
    std::string_view start = trim(start_);
    start = start.substr(0, start.find_first_of(" >\r\n"));
    return fmt::format("got {}, {} bytes, starts '{}'", type_.empty() ? "HTML" : printable(type_),
                       with_commas(std::max(declared_bytes_, body_bytes_)),
                       printable(start.substr(0, 16)));
}

bool Reply::continues_at(std::uint64_t start) const noexcept {
    if (status_ == 0) return true;
    return status_ == 206 ? range_start_ == start : start == 0;
}

}  // namespace inkling
