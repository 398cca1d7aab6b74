#include "inkling/image/frame.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "inkling/base/check.hpp"
#include "inkling/image/ink_impl.hpp"
#include "inkling/image/resize.hpp"

namespace inkling {
namespace {

constexpr int working_side = 768;   // pictures are analysed at this size or smaller
constexpr float full_ink = 250;     // the darkest pixels of a framed digit reach this at least
constexpr std::size_t darkest = 5;  // how many pixels that means

int shrink_factor(int width, int height) {
    return (std::max(width, height) + working_side - 1) / working_side;
}

/// `box`, found on a picture that is `factor` times smaller, on the picture itself; with `margin`.
Box grown(const Box& box, int factor, int margin, const GreyImage& picture) {
    const int left = std::max(box.left * factor - margin, 0);
    const int top = std::max(box.top * factor - margin, 0);
    return {left, top, std::min(box.right() * factor + margin, picture.width) - left,
            std::min(box.bottom() * factor + margin, picture.height) - top};
}

/// Thin pens fade when they are averaged; MNIST's strokes are black.
void strengthen(std::vector<float>& ink) {
    std::vector<float> sorted = ink;
    const std::size_t rank = std::min(darkest, sorted.size()) - 1;
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(rank),
                     sorted.end(), std::greater<>());
    float level = sorted[rank];
    if (level <= 0) level = *std::max_element(ink.begin(), ink.end());
    if (level <= 0 || level >= full_ink) return;
    for (float& value : ink) value = std::min(value * (255 / level), 255.0F);
}

/// Where a length of `cells`, whose centre of mass is at `moment`, begins on the 28 pixels.
int place(double moment, int cells) {
    // Halfway counts as the first of the two places, in spite of rounding.
    const int start = static_cast<int>(std::ceil(framed_side / 2.0 - 0.5 - moment - 1e-6));
    return std::clamp(start, 0, framed_side - cells);
}

}  // namespace

FramedPixels frame_ink(const GreyImage& ink, const Box& box) {
    INKLING_CHECK(!box.empty());
    Grid grid;
    grid.left = box.left;
    grid.top = box.top;
    grid.pitch = static_cast<double>(std::max(box.width, box.height)) / framed_ink_side;
    const auto cells = [&](int length) {
        return std::clamp(static_cast<int>(std::ceil(length / grid.pitch - 1e-6)), 1,
                          framed_ink_side);
    };
    grid.columns = cells(box.width);
    grid.rows = cells(box.height);
    std::vector<float> means = area_means(ink, box, grid);
    strengthen(means);

    double mass = 0;
    double moment_x = 0;
    double moment_y = 0;
    for (std::size_t i = 0; i < means.size(); ++i) {
        mass += means[i];
        moment_x += static_cast<double>(means[i]) * static_cast<double>(i % grid.columns);
        moment_y += static_cast<double>(means[i]) * static_cast<double>(i / grid.columns);
    }
    FramedPixels framed{};
    if (mass <= 0) return framed;
    const int left = place(moment_x / mass, grid.columns);
    const int top = place(moment_y / mass, grid.rows);
    for (int y = 0; y < grid.rows; ++y)
        for (int x = 0; x < grid.columns; ++x)
            framed[static_cast<std::size_t>((top + y) * framed_side + left + x)] =
                static_cast<std::uint8_t>(means[static_cast<std::size_t>(y * grid.columns + x)] +
                                          0.5F);
    return framed;
}

Result<FramedDigit> frame_digit(const GreyImage& picture) {
    INKLING_CHECK(picture.width >= 1 && picture.height >= 1);
    const int factor = shrink_factor(picture.width, picture.height);
    if (factor == 1) {
        INKLING_TRY(const Ink ink, find_ink(picture));
        return FramedDigit{frame_ink(ink.levels, ink.box), ink.dark, ink.box};
    }
    // Large pictures: find the ink on a small copy, then look closely there.
    INKLING_TRY(const Ink overview, find_ink(shrunk(picture, factor)));
    const int margin = std::max(overview.box.width, overview.box.height) * factor / 6 + factor;
    const Box around = grown(overview.box, factor, margin, picture);
    const int close_factor = shrink_factor(around.width, around.height);
    auto ink = find_ink(shrunk(cropped(picture, around), close_factor), overview.dark);
    if (!ink)
        return FramedDigit{frame_ink(overview.levels, overview.box), overview.dark,
                           grown(overview.box, factor, 0, picture)};
    Box box = grown(ink->box, close_factor, 0, picture);
    box.left += around.left;
    box.top += around.top;
    box.width = std::min(box.width, picture.width - box.left);
    box.height = std::min(box.height, picture.height - box.top);
    return FramedDigit{frame_ink(ink->levels, ink->box), ink->dark, box};
}

}  // namespace inkling
