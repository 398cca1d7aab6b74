// What the other end of a stream can show: width, colour, live lines, block characters.
#pragma once

#include <functional>
#include <string>

namespace inkling {

struct Terminal {
    bool interactive = false;  ///< a person is there: lines may be rewritten
    bool colour = false;
    bool unicode = true;  ///< else 7-bit ASCII only
    int width = 80;       ///< columns
};

/// Looks a variable of the environment up; empty where it is not set.
using Environment = std::function<std::string(const std::string& name)>;
std::string environment_variable(const std::string& name);

/// The rules, apart from the system: `is_terminal` and `columns` (0: unknown) come from it.
/// NO_COLOR (not empty) and TERM=dumb turn colour off, TERM=dumb turns live lines off; a locale
/// that is named and not UTF-8 turns block characters off.
Terminal terminal_from(bool is_terminal, int columns, const Environment& environment);

/// The terminal behind file descriptor `fd` (1 or 2).
Terminal terminal_of(int fd);

/// SGR codes, where the terminal has colour.
enum class Ink { plain, bold, dim, red, green, yellow, cyan };
std::string styled(const Terminal& terminal, Ink ink, const std::string& text);

/// Columns that `text` (UTF-8, with SGR codes) takes; no wide characters are used here.
int display_width(const std::string& text);

}  // namespace inkling
