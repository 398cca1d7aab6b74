#include "inkling/serve/header_check.hpp"

#include <algorithm>
#include <cstddef>

namespace inkling {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view line_fault(std::string_view line, bool first) {
    if (line.find('\r') != std::string_view::npos) return "a carriage return without line feed";
    if (first || line.empty()) return {};
    if (line.front() == ' ' || line.front() == '\t') return "a folded header line";
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return "a header line without a name";
    if (line[colon - 1] == ' ' || line[colon - 1] == '\t') return "a space before the colon";
    return {};
}

}  // namespace

std::string_view header_fault(std::string_view block) {
    if (block.find('\0') != std::string_view::npos) return "a NUL byte in the header";
    for (bool first = true; !block.empty(); first = false) {
        const std::size_t end = block.find('\n');
        if (end == std::string_view::npos) return "a line that does not end";
        if (end == 0 || block[end - 1] != '\r') return "a line feed without carriage return";
        if (const auto fault = line_fault(block.substr(0, end - 1), first); !fault.empty())
            return fault;
        block.remove_prefix(end + 1);
    }
    return {};
}

bool is_plain_number(std::string_view text) {
    return !text.empty() && text.size() <= 15 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           (a == b || std::equal(a.begin(), a.end(), b.begin(),
                                 [](char x, char y) { return lower(x) == lower(y); }));
}

}  // namespace inkling
