#include "inkling/app/saliency_picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "inkling/app/draw.hpp"
#include "inkling/image/half_blocks.hpp"

namespace inkling {

namespace {

using Colour = std::array<std::uint8_t, 3>;

// Told apart by people with any kind of colour vision, on white and on black.
constexpr Colour spoke_for = {230, 97, 1};
constexpr Colour spoke_against = {124, 90, 190};
constexpr float strongest = 0.85F;   // of the colour: the ink still shows
constexpr float least_most = 0.05F;  // a fall of the logarithm that takes the full colour at least
constexpr std::size_t scale = 8;     // of the PNG
constexpr std::size_t gap = scale;   // between its two pictures
constexpr auto side = static_cast<std::size_t>(framed_side);

/// -1 to 1: the root, so that what is weaker shows as well.
std::vector<float> strengths(std::span<const float> saliency) {
    float most = least_most;
    for (const float value : saliency) most = std::max(most, std::fabs(value));
    std::vector<float> result;
    for (const float value : saliency)
        result.push_back(std::copysign(std::sqrt(std::fabs(value) / most), value));
    return result;
}

/// SGR parameters of a colour; `layer` is 38 (foreground) or 48 (background).
std::string colour_code(int layer, const std::uint8_t* rgb, bool true_colour) {
    if (true_colour) return fmt::format("\x1b[{};2;{};{};{}m", layer, rgb[0], rgb[1], rgb[2]);
    // The palette's cube of 6 × 6 × 6 colours: 0, 95, 135, 175, 215, 255.
    const auto level = [](int value) {
        return value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40;
    };
    return fmt::format("\x1b[{};5;{}m", layer,
                       16 + 36 * level(rgb[0]) + 6 * level(rgb[1]) + level(rgb[2]));
}

}  // namespace

RgbImage saliency_picture(const FramedPixels& ink, std::span<const float> saliency,
                          bool light_paper) {
    const std::vector<float> strength = strengths(saliency);
    RgbImage picture{framed_side, framed_side, std::vector<std::uint8_t>(3 * framed_size)};
    for (std::size_t i = 0; i < framed_size; ++i) {
        const Colour& hue = strength[i] < 0 ? spoke_against : spoke_for;
        const float share = strongest * std::fabs(strength[i]);
        const float grey = light_paper ? 255.0F - ink[i] : ink[i];
        for (std::size_t c = 0; c < 3; ++c)
            picture.pixels[3 * i + c] = static_cast<std::uint8_t>(
                std::lround(grey * (1 - share) + static_cast<float>(hue[c]) * share));
    }
    return picture;
}

std::vector<std::string> drawn_saliency(const FramedPixels& ink, std::span<const float> saliency,
                                        const Terminal& terminal) {
    const DrawOptions options = draw_options_for_terminal(terminal.colour);
    const bool true_colour = options.style == DrawStyle::grey24;
    if (!terminal.unicode || (!true_colour && options.style != DrawStyle::grey256)) {
        std::vector<std::uint8_t> levels;
        for (const float value : strengths(saliency))
            levels.push_back(static_cast<std::uint8_t>(std::lround(255 * std::max(value, 0.0F))));
        return drawn(levels, framed_side, terminal);
    }
    const RgbImage picture = saliency_picture(ink, saliency, options.light_background);
    std::vector<std::string> lines;
    for (std::size_t y = 0; y < side; y += 2) {
        std::string line;
        for (std::size_t x = 0; x < side; ++x) {
            const std::uint8_t* upper = picture.pixels.data() + 3 * (y * side + x);
            line += colour_code(38, upper, true_colour) +
                    colour_code(48, upper + 3 * side, true_colour) + "▀";
        }
        lines.push_back(line + "\x1b[0m");
    }
    return lines;
}

void SaliencySheet::add(const FramedPixels& ink, std::span<const float> saliency) {
    const std::array panels = {saliency_picture(ink, std::vector<float>(framed_size), true),
                               saliency_picture(ink, saliency, true)};
    constexpr std::size_t width = 2 * side * scale + gap;
    const std::size_t first_row = empty() ? 0 : static_cast<std::size_t>(sheet_.height) + gap;
    sheet_.width = static_cast<int>(width);
    sheet_.height = static_cast<int>(first_row + side * scale);
    sheet_.pixels.resize(3 * width * static_cast<std::size_t>(sheet_.height), 255);
    for (std::size_t panel = 0; panel < panels.size(); ++panel)
        for (std::size_t y = 0; y < side * scale; ++y)
            for (std::size_t x = 0; x < side * scale; ++x)
                std::copy_n(panels[panel].pixels.data() + 3 * (y / scale * side + x / scale), 3,
                            sheet_.pixels.data() +
                                3 * ((first_row + y) * width + panel * (side * scale + gap) + x));
}

}  // namespace inkling
