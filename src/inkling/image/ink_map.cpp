#include "inkling/image/ink_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "inkling/base/check.hpp"
#include "inkling/image/page_paper_impl.hpp"

namespace inkling {
namespace {

constexpr double share_of_ink = 0.40;    // of the level of solid ink: the edge of a stroke
constexpr double deviations = 4;         // noise that rarely passes for ink
constexpr float corner_share = 0.1F;     // of the ink's level: a fainter shadow does no harm
constexpr double smoothing_from = 0.05;  // noise, as a share of the ink's level

using Histogram = std::array<std::uint32_t, 256>;

/// How many pixels have each level from `first` on; the other counts have no meaning. Most of a
/// page is paper, below it.
Histogram histogram_from(const GreyImage& image, std::uint8_t first) {
    std::array<Histogram, 8> parts{};  // eight, so that equal neighbours do not wait for each other
    constexpr std::size_t some = 32;
    const std::size_t size = image.pixels.size();
    const std::uint8_t* pixels = image.pixels.data();
    std::size_t begin = 0;
    for (; begin + some <= size; begin += some) {
        std::uint8_t most = 0;
        for (std::size_t i = 0; i < some; ++i) most = std::max(most, pixels[begin + i]);
        if (most < first) continue;
        for (std::size_t i = 0; i < some; ++i) ++parts[i % parts.size()][pixels[begin + i]];
    }
    for (; begin < size; ++begin) ++parts[0][pixels[begin]];
    for (std::size_t v = 0; v < 256; ++v)
        for (std::size_t p = 1; p < parts.size(); ++p) parts[0][v] += parts[p][v];
    return parts[0];
}

/// The level of solid ink: the median of what exceeds `floor`, weighted by its square, so that
/// edges, rules and stains count little.
double ink_level(const GreyImage& ink, double floor) {
    if (floor >= 256) return 0;
    const auto first = static_cast<std::size_t>(std::max(floor, 1.0));
    const Histogram histogram = histogram_from(ink, static_cast<std::uint8_t>(first));
    double total = 0;
    const auto weight = [&](std::size_t v) {
        return static_cast<double>(histogram[v]) * static_cast<double>(v * v);
    };
    for (std::size_t v = first; v < 256; ++v) total += weight(v);
    if (total <= 0) return 0;
    double below = 0;
    std::size_t level = first;
    while (level < 255 && (below += weight(level)) < total / 2) ++level;
    return static_cast<double>(level);
}

/// Noise of the picture: the median difference between neighbours, of which most lie on paper.
double noise_of(const GreyImage& picture) {
    Histogram differences{};
    std::uint64_t count = 0;
    const int step = std::max(picture.height / 200, 1);
    for (int y = 0; y < picture.height; y += step) {
        const auto row = picture.row(y);
        for (std::size_t x = 1; x < row.size(); ++x)
            ++differences[static_cast<std::size_t>(std::abs(row[x] - row[x - 1]))];
        count += row.size() - 1;
    }
    if (count == 0) return 0;
    // Within the median's bin the differences are taken to be spread evenly.
    double below = 0;
    std::size_t median = 0;
    const double half = static_cast<double>(count) / 2;
    while (median < 255 && below + differences[median] < half) below += differences[median++];
    const double share = (half - below) / std::max<double>(differences[median], 1);
    const double value = median == 0 ? 0 : static_cast<double>(median) - 0.5 + share;
    return value / 0.954;  // of a normal distribution of twice the variance
}

/// The light of most of the paper, 0 .. 255, where it is rather dark: noise counts more there.
double dim_paper(const BlockMeans& paper, bool dark) {
    std::vector<float> levels = paper.values;
    const auto fifth = levels.begin() + static_cast<std::ptrdiff_t>(dark ? levels.size() / 5
                                                                         : levels.size() * 4 / 5);
    std::nth_element(levels.begin(), fifth, levels.end());
    return std::max(dark ? *fifth : 255 - *fifth, 24.0F);
}

/// 3 × 3 pixels, weighted 1 2 1 in each direction.
void smooth(GreyImage& image) {
    const auto width = static_cast<std::size_t>(image.width);
    if (image.width < 3 || image.height < 3) return;
    std::vector<std::uint16_t> sums(width);
    std::vector<std::uint8_t> above(image.row(0).begin(), image.row(0).end());
    std::vector<std::uint8_t> here(above);
    for (int y = 0; y < image.height; ++y) {
        const auto below = image.row(std::min(y + 1, image.height - 1));
        for (std::size_t x = 0; x < width; ++x)
            sums[x] = static_cast<std::uint16_t>(above[x] + 2 * here[x] + below[x]);
        std::uint8_t* out = &image.at(0, y);
        above.swap(here);
        std::copy(below.begin(), below.end(), here.begin());
        for (std::size_t x = 1; x + 1 < width; ++x)
            out[x] = static_cast<std::uint8_t>((sums[x - 1] + 2 * sums[x] + sums[x + 1] + 8) >> 4);
        out[0] = static_cast<std::uint8_t>(sums[0] >> 2);
        out[width - 1] = static_cast<std::uint8_t>(sums[width - 1] >> 2);
    }
}

/// In its corners a shadow looks as narrow as ink: what is faint, but broader than strokes, goes.
/// Whether there was any.
bool take_shadow_corners(GreyImage& ink, double level) {
    const BlockMeans rest = page_paper(block_means(ink), false, 2);
    const float most = *std::max_element(rest.values.begin(), rest.values.end());
    if (most <= corner_share * static_cast<float>(level)) return false;
    ink = without_paper(ink, rest, false);
    return true;
}

}  // namespace

InkMap map_ink(const GreyImage& picture) {
    INKLING_CHECK(picture.width >= 1 && picture.height >= 1);
    InkMap map;
    const BlockMeans means = block_means(picture);
    map.dark = is_ink_dark(means);
    const BlockMeans paper = page_paper(means, map.dark);
    map.ink = without_paper(picture, paper, map.dark);
    map.noise = noise_of(picture) * 255 / dim_paper(paper, map.dark);
    map.level = ink_level(map.ink, std::max(least_contrast, 3 * map.noise));
    if (take_shadow_corners(map.ink, map.level))
        map.level = ink_level(map.ink, std::max(least_contrast, 3 * map.noise));
    if (map.noise > smoothing_from * map.level) {
        smooth(map.ink);
        map.noise /= 2.5;
        map.level = ink_level(map.ink, std::max(least_contrast, 4 * map.noise));
    }
    map.threshold = std::max({share_of_ink * map.level, deviations * map.noise, least_contrast});
    return map;
}

}  // namespace inkling
