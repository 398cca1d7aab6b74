// Edges are looked for from side to side: strokes do not reach both, or leave no ink beside them.
#include <algorithm>
#include <cstdlib>
#include <vector>

#include "inkling/image/bands_impl.hpp"

namespace inkling {
namespace {

constexpr int least_range = 64;       // grey levels between the darkest and the lightest pixel
constexpr double edge_step = 0.25;    // of that range, from one side of an edge to the other
constexpr double edge_length = 0.75;  // of the picture, in which there is such a step
constexpr double least_band = 0.2;    // of the picture: what is narrower may be a stroke
constexpr double least_ink = 0.5;     // of the range, that is left without the bands

/// The picture, with rows in place of columns where `turned`.
struct View {
    const GreyImage& picture;
    bool turned = false;

    [[nodiscard]] int across() const { return turned ? picture.height : picture.width; }
    [[nodiscard]] int down() const { return turned ? picture.width : picture.height; }
    [[nodiscard]] std::size_t index(int i, int j) const {
        return turned ? picture.index(j, i) : picture.index(i, j);
    }
    [[nodiscard]] int at(int i, int j) const { return picture.pixels[index(i, j)]; }
};

struct Band {
    int first = 0;
    int last = 0;  ///< the first that is no longer in it
    int level = 0;
};

bool is_edge(const View& view, int i, int step) {
    const auto steps = [&](int j) { return std::abs(view.at(i, j) - view.at(i - 1, j)) >= step; };
    if (!steps(0) || !steps(view.down() - 1)) return false;
    int length = 0;
    for (int j = 0; j < view.down(); ++j) length += steps(j);
    return length >= edge_length * view.down();
}

/// The grey that half of the band is darker than.
int median_level(const View& view, const Band& band) {
    std::vector<int> greys;
    for (int i = band.first; i < band.last; ++i)
        for (int j = 0; j < view.down(); ++j) greys.push_back(view.at(i, j));
    const auto middle = greys.begin() + static_cast<std::ptrdiff_t>(greys.size() / 2);
    std::nth_element(greys.begin(), middle, greys.end());
    return *middle;
}

/// At least two, or none.
std::vector<Band> find_bands(const View& view, int range) {
    std::vector<Band> bands(1);
    const int step = std::max(1, static_cast<int>(edge_step * range));
    for (int i = 1; i < view.across(); ++i)
        if (is_edge(view, i, step)) {
            bands.back().last = i;
            bands.push_back({i, 0, 0});
        }
    bands.back().last = view.across();
    if (bands.size() == 1) return {};
    for (Band& band : bands) {
        if (band.last - band.first < least_band * view.across()) return {};
        band.level = median_level(view, band);
    }
    return bands;
}

std::optional<GreyImage> levelled(const View& view, int range) {
    const std::vector<Band> bands = find_bands(view, range);
    if (bands.empty()) return {};
    const Band& largest = *std::max_element(
        bands.begin(), bands.end(),
        [](const Band& a, const Band& b) { return a.last - a.first < b.last - b.first; });
    const bool dark_ink = largest.level >= 128;
    GreyImage result = view.picture;
    int most = 0;
    for (const Band& band : bands)
        for (int i = band.first; i < band.last; ++i)
            for (int j = 0; j < view.down(); ++j) {
                const int ink = std::abs(view.at(i, j) - band.level);
                most = std::max(most, ink);
                result.pixels[view.index(i, j)] =
                    static_cast<std::uint8_t>(dark_ink ? 255 - ink : ink);
            }
    if (most < least_ink * range) return {};
    return result;
}

}  // namespace

std::optional<GreyImage> without_bands(const GreyImage& picture) {
    if (picture.empty()) return {};
    const auto [low, high] = std::minmax_element(picture.pixels.begin(), picture.pixels.end());
    const int range = *high - *low;
    if (range < least_range) return {};
    if (auto result = levelled({picture, false}, range)) return result;
    return levelled({picture, true}, range);
}

}  // namespace inkling
