#include "inkling/image/half_blocks.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

namespace inkling {
namespace {

constexpr std::string_view upper_half = "\u2580";
constexpr std::string_view lower_half = "\u2584";
constexpr std::string_view full_block = "\u2588";
constexpr std::string_view reset = "\x1b[0m";

std::string_view environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view{} : std::string_view{value};
}

bool speaks_utf8() {
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const std::string_view value = environment(name);
        if (value.empty()) continue;
        for (const std::string_view utf8 : {"UTF-8", "utf8", "UTF8", "utf-8"})
            if (value.find(utf8) != std::string_view::npos) return true;
        return false;
    }
    return false;
}

/// The SGR parameter of a colour: `layer` is 38 (foreground) or 48 (background).
std::string colour_code(int layer, std::uint8_t grey, DrawStyle style) {
    const std::string start = "\x1b[" + std::to_string(layer);
    if (style == DrawStyle::grey24) {
        const std::string level = std::to_string(grey);
        return start + ";2;" + level + ";" + level + ";" + level + "m";
    }
    // The palette: 16 is black, 232 to 255 are greys from 8 to 238 in steps of 10, 231 is white.
    int index = 16;
    if (grey >= 247)
        index = 231;
    else if (grey >= 4)
        index = 232 + std::min((grey - 3) / 10, 23);
    return start + ";5;" + std::to_string(index) + "m";
}

void draw_line_in_grey(const std::uint8_t* upper, const std::uint8_t* lower, int width,
                       const DrawOptions& options, std::string& text) {
    const std::uint8_t flip = options.light_background ? 255 : 0;
    std::string foreground;
    std::string background;
    const auto change = [&](std::string& current, int layer, std::uint8_t grey) {
        std::string code = colour_code(layer, grey, options.style);
        if (code != current) text += current = std::move(code);
    };
    for (int x = 0; x < width; ++x) {
        const auto top = static_cast<std::uint8_t>(upper[x] ^ flip);
        const auto bottom = static_cast<std::uint8_t>(lower[x] ^ flip);
        change(background, 48, bottom);
        if (top == bottom) {  // a space, so that paper stays blank where text is copied
            text += ' ';
            continue;
        }
        change(foreground, 38, top);
        text += upper_half;
    }
    text += reset;
}

void draw_line_in_blocks(const std::uint8_t* upper, const std::uint8_t* lower, int width,
                         std::string& text) {
    constexpr int ink_from = 96;
    for (int x = 0; x < width; ++x) {
        const bool top = upper[x] >= ink_from;
        const bool bottom = lower[x] >= ink_from;
        text += top && bottom ? full_block : top ? upper_half : bottom ? lower_half : " ";
    }
}

void draw_line_in_ascii(const std::uint8_t* upper, const std::uint8_t* lower, int width,
                        std::string& text) {
    constexpr std::string_view ramp = " .:-=+*#%@";
    for (int x = 0; x < width; ++x) {
        const int ink = (upper[x] + lower[x]) / 2;
        text += ramp[static_cast<std::size_t>(ink * 10 / 256)];
    }
}

}  // namespace

DrawOptions draw_options_for_terminal(bool colour) {
    DrawOptions options;
    const std::string_view terminal = environment("TERM");
    const std::string_view depth = environment("COLORTERM");
    const std::string_view palette = environment("COLORFGBG");  // such as "0;15"
    const std::string_view background = palette.substr(palette.rfind(';') + 1);
    options.light_background = background == "7" || background == "15";
    if (!speaks_utf8())
        options.style = DrawStyle::ascii;
    else if (!colour || !environment("NO_COLOR").empty() || terminal.empty() || terminal == "dumb")
        options.style = DrawStyle::blocks;
    else if (depth == "truecolor" || depth == "24bit" ||
             terminal.find("direct") != std::string_view::npos)
        options.style = DrawStyle::grey24;
    else if (terminal.find("256color") != std::string_view::npos)
        options.style = DrawStyle::grey256;
    return options;
}

std::string draw_half_blocks(std::span<const std::uint8_t> ink, int width,
                             const DrawOptions& options) {
    std::string text;
    if (width < 1) return text;
    const auto pitch = static_cast<std::size_t>(width);
    const std::size_t rows = ink.size() / pitch;
    const std::vector<std::uint8_t> paper(pitch);
    for (std::size_t y = 0; y < rows; y += 2) {
        const std::uint8_t* upper = ink.data() + y * pitch;
        const std::uint8_t* lower = y + 1 < rows ? upper + pitch : paper.data();
        switch (options.style) {
            case DrawStyle::ascii:
                draw_line_in_ascii(upper, lower, width, text);
                break;
            case DrawStyle::blocks:
                draw_line_in_blocks(upper, lower, width, text);
                break;
            case DrawStyle::grey256:
            case DrawStyle::grey24:
                draw_line_in_grey(upper, lower, width, options, text);
                break;
        }
        text += '\n';
    }
    return text;
}

std::string draw_half_blocks(const GreyImage& ink, const DrawOptions& options) {
    return draw_half_blocks(ink.pixels, ink.width, options);
}

}  // namespace inkling
