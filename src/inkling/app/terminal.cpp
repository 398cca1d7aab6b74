#include "inkling/app/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "inkling/base/text.hpp"

namespace inkling {

namespace {

/// What the locale says of the character set. An unset or "C" locale says nothing: containers and
/// remote shells are like that, while the terminal at the other end speaks UTF-8.
bool locale_allows_unicode(const Environment& environment) {
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        std::string value = environment(name);
        if (value.empty()) continue;
        if (value == "C" || value == "POSIX") return true;
        std::transform(value.begin(), value.end(), value.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
    }
    return true;
}

}  // namespace

std::string environment_variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::string{} : std::string(value);
}

Terminal terminal_from(bool is_terminal, int columns, const Environment& environment) {
    const std::string term = environment("TERM");
    const bool dumb = term.empty() || term == "dumb";
    Terminal terminal;
    terminal.interactive = is_terminal && !dumb;
    terminal.colour = terminal.interactive && environment("NO_COLOR").empty();
    terminal.unicode = locale_allows_unicode(environment);
    if (columns <= 0) {
        const auto value = parse_integer(environment("COLUMNS"));
        if (value && *value > 0 && *value <= 10'000) columns = static_cast<int>(*value);
    }
    if (columns > 0) terminal.width = std::max(columns, 20);
    return terminal;
}

Terminal terminal_of(int fd) {
    const bool is_terminal = ::isatty(fd) == 1;
    winsize size{};
    const int columns = is_terminal && ::ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
    return terminal_from(is_terminal, columns, environment_variable);
}

std::string styled(const Terminal& terminal, Ink ink, const std::string& text) {
    static constexpr std::array codes = {"0", "1", "2", "31", "32", "33", "36"};
    if (!terminal.colour || ink == Ink::plain) return text;
    return std::string("\x1b[") + codes[static_cast<std::size_t>(ink)] + "m" + text + "\x1b[0m";
}

int display_width(const std::string& text) {
    int width = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\x1b') {
            while (i < text.size() && text[i] != 'm') ++i;
            continue;
        }
        if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) ++width;
    }
    return width;
}

}  // namespace inkling
