#include "inkling/app/draw.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "inkling/base/text.hpp"
#include "inkling/image/half_blocks.hpp"

namespace inkling {

namespace {

/// A solid bar in eighths of a column.
std::string solid_bar(double share, int width, const Terminal& terminal) {
    static constexpr const char* eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const int parts = static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * width * 8));
    std::string text;
    for (int i = 0; i < parts / 8; ++i) text += terminal.unicode ? "█" : "#";
    if (terminal.unicode) text += eighths[parts % 8];
    return text;
}

std::string padded_to(const std::string& text, int width) {
    const int missing = std::max(0, width - display_width(text));
    return text + std::string(static_cast<std::size_t>(missing), ' ');
}

int widest(const std::vector<std::string>& lines) {
    int width = 0;
    for (const std::string& line : lines) width = std::max(width, display_width(line));
    return width;
}

}  // namespace

std::vector<std::string> drawn(std::span<const std::uint8_t> ink, int width,
                               const Terminal& terminal) {
    DrawOptions options = draw_options_for_terminal(terminal.colour);
    if (!terminal.unicode) options.style = DrawStyle::ascii;
    const std::string text = draw_half_blocks(ink, width, options);
    std::vector<std::string> lines;
    for (const std::string_view line : split(text, '\n')) lines.emplace_back(line);
    if (!lines.empty() && lines.back().empty()) lines.pop_back();
    return lines;
}

std::vector<std::string> probability_bars(std::span<const double> probabilities,
                                          const std::vector<std::string>& classes,
                                          const Terminal& terminal) {
    const auto best = std::max_element(probabilities.begin(), probabilities.end());
    std::vector<std::string> names;
    for (std::size_t i = 0; i < probabilities.size(); ++i)
        names.push_back(i < classes.size() ? printable(classes[i], 24) : std::to_string(i));
    const int name_width = widest(names);
    const int bar_width = std::clamp(terminal.width - name_width - 15, 8, 28);
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        const bool top = best == probabilities.begin() + static_cast<std::ptrdiff_t>(i);
        const std::string name = padded_to(names[i], name_width);
        const std::string filled = solid_bar(probabilities[i], bar_width, terminal);
        const std::string number = fmt::format("{:7.2f} %", 100 * probabilities[i]);
        lines.push_back(
            styled(terminal, top ? Ink::bold : Ink::plain, name) + "  " +
            styled(terminal, top ? Ink::green : Ink::cyan, padded_to(filled, bar_width)) +
            styled(terminal, top ? Ink::bold : Ink::plain, number));
    }
    return lines;
}

std::string beside(const std::vector<std::string>& left, const std::vector<std::string>& right,
                   const Terminal& terminal) {
    const int left_width = widest(left);
    std::string text;
    if (left_width + 4 + widest(right) > terminal.width) {
        for (const auto* column : {&left, &right})
            for (const std::string& line : *column) text += line + "\n";
        return text;
    }
    const std::size_t rows = std::max(left.size(), right.size());
    const std::size_t left_top = (rows - left.size()) / 2;
    const std::size_t right_top = (rows - right.size()) / 2;
    for (std::size_t row = 0; row < rows; ++row) {
        const bool in_left = row >= left_top && row - left_top < left.size();
        const bool in_right = row >= right_top && row - right_top < right.size();
        std::string line = padded_to(in_left ? left[row - left_top] : "", left_width + 4) +
                           (in_right ? right[row - right_top] : "");
        while (line.ends_with(' ')) line.pop_back();
        text += line + "\n";
    }
    return text;
}

}  // namespace inkling
