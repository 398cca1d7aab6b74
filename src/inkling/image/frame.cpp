#include "inkling/image/frame.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <utility>
#include <vector>

#include "inkling/base/check.hpp"
#include "inkling/image/bands_impl.hpp"
#include "inkling/image/dotted_impl.hpp"
#include "inkling/image/hollow_impl.hpp"
#include "inkling/image/ink_impl.hpp"
#include "inkling/image/noise_impl.hpp"
#include "inkling/image/resize.hpp"

namespace inkling {
namespace {

constexpr int working_side = 768;   // pictures are analysed at this size or smaller
constexpr float full_ink = 250;     // the darkest pixels of a framed digit reach this at least
constexpr std::size_t darkest = 5;  // how many pixels that means, at least
// Breadth of strokes in framed pixels. One in a hundred of MNIST's digits is thinner than `thin`;
// thin pens on large pictures would come out at half of MNIST's breadth, and be misread twice as
// often.
constexpr double thin = 1.6;
constexpr double very_thin = 1.4;
constexpr double thin_window = 2;

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

struct Cells {
    int columns = 0;
    int rows = 0;
    std::vector<float> ink;

    [[nodiscard]] float at(int x, int y) const {
        if (x < 0 || y < 0 || x >= columns || y >= rows) return 0;
        return ink[static_cast<std::size_t>(y * columns + x)];
    }
};

/// Area averages of the box on cells of which the longer side takes 20; `window` as in Grid.
Cells averaged(const GreyImage& ink, const Box& box, double window) {
    Grid grid;
    // A window that is broader than its cell makes the ink longer by as much.
    grid.pitch = std::max(box.width, box.height) / (framed_ink_side - (window - 1));
    grid.window = window;
    const double growth = (window - 1) / 2 * grid.pitch;
    grid.left = box.left - growth;
    grid.top = box.top - growth;
    const auto cells = [&](int length) {
        return std::clamp(static_cast<int>(std::ceil((length + 2 * growth) / grid.pitch - 1e-6)), 1,
                          framed_ink_side);
    };
    grid.columns = cells(box.width);
    grid.rows = cells(box.height);
    return {grid.columns, grid.rows, area_means(ink, box, grid)};
}

/// The mean breadth of the strokes in cells: twice the area by the length of the outline, which is
/// the sum of all slopes, so that neither blur nor grey matters.
double stroke_breadth(const Cells& cells) {
    double area = 0;
    double outline = 0;
    // Two rows with a cell of paper at each end.
    std::array<double, framed_ink_side + 2> above{}, here{};
    std::array<double, framed_ink_side + 1> slopes{};
    const auto columns = static_cast<std::size_t>(cells.columns);
    for (int y = -1; y < cells.rows; ++y) {
        above = here;
        for (std::size_t x = 0; x < columns; ++x)
            here[x + 1] =
                y + 1 < cells.rows ? static_cast<double>(cells.at(static_cast<int>(x), y + 1)) : 0;
        for (std::size_t x = 0; x <= columns; ++x) {
            const double across = (above[x + 1] - above[x] + here[x + 1] - here[x]) / 2;
            const double down = (here[x] - above[x] + here[x + 1] - above[x + 1]) / 2;
            slopes[x] = across * across + down * down;
        }
        for (std::size_t x = 0; x <= columns; ++x) {
            area += above[x];
            outline += std::sqrt(slopes[x]);
        }
    }
    return outline > 0 ? 2 * area / outline : 0;
}

/// How broad the window must be for strokes of this breadth: 1 for all but very thin ones.
double window_for(double breadth) {
    const double thinness = (thin - breadth) / (thin - very_thin);
    return 1 + (thin_window - 1) * std::clamp(thinness, 0.0, 1.0);
}

/// Thin pens fade when they are averaged; MNIST's strokes are black. `rank` pixels may become
/// darker than full ink, and are cut to it.
void strengthen(std::vector<float>& ink, std::size_t rank) {
    const auto full = std::count_if(ink.begin(), ink.end(), [](float v) { return v >= full_ink; });
    if (static_cast<std::size_t>(full) >= std::min(rank, ink.size())) return;
    std::vector<float> sorted;
    sorted.reserve(ink.size());
    std::copy_if(ink.begin(), ink.end(), std::back_inserter(sorted),
                 [](float value) { return value > 0; });
    sorted.resize(std::max(sorted.size(), std::min(rank, ink.size())), 0.0F);
    const auto place = sorted.begin() + static_cast<std::ptrdiff_t>(std::min(rank, sorted.size()));
    std::nth_element(sorted.begin(), place - 1, sorted.end(), std::greater<>());
    float level = *(place - 1);
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

/// What stands between the ink and whoever looks for it is taken away. Clean pictures stay as they
/// are.
GreyImage mended(GreyImage picture) {
    for (const auto& mend :
         {without_bands, without_impulses, without_dotted_rule, filled_outlines, without_grain})
        if (auto better = mend(picture)) picture = std::move(*better);
    return picture;
}

}  // namespace

FramedPixels frame_ink(const GreyImage& ink, const Box& box) {
    INKLING_CHECK(!box.empty());
    Cells cells = averaged(ink, box, 1);
    std::size_t rank = darkest;
    // Only averaging makes strokes thin: ink that is 20 pixels long already stays as it is.
    const bool is_averaged = std::max(box.width, box.height) > framed_ink_side;
    if (const double window = window_for(stroke_breadth(cells)); is_averaged && window > 1) {
        cells = averaged(ink, box, window);
        const auto inked = std::count_if(cells.ink.begin(), cells.ink.end(),
                                         [](float value) { return value > 0; });
        rank = std::max(rank, static_cast<std::size_t>(inked / 5));
    }
    strengthen(cells.ink, rank);

    double mass = 0;
    double moment_x = 0;
    double moment_y = 0;
    for (int y = 0; y < cells.rows; ++y)
        for (int x = 0; x < cells.columns; ++x) {
            const double value = cells.at(x, y);
            mass += value;
            moment_x += value * x;
            moment_y += value * y;
        }
    FramedPixels framed{};
    if (mass <= 0) return framed;
    const int left = place(moment_x / mass, cells.columns);
    const int top = place(moment_y / mass, cells.rows);
    for (int y = 0; y < cells.rows; ++y)
        for (int x = 0; x < cells.columns; ++x)
            framed[static_cast<std::size_t>((top + y) * framed_side + left + x)] =
                static_cast<std::uint8_t>(cells.at(x, y) + 0.5F);
    return framed;
}

Result<FramedDigit> frame_digit(const GreyImage& picture) {
    INKLING_CHECK(picture.width >= 1 && picture.height >= 1);
    const int factor = shrink_factor(picture.width, picture.height);
    if (factor == 1) {
        INKLING_TRY(const Ink ink, find_ink(mended(picture)));
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
