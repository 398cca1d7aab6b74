#include "inkling/data/contact_sheet.hpp"

#include <algorithm>
#include <vector>

#include "inkling/image/tile_sheet.hpp"

namespace inkling {

namespace {

constexpr std::size_t row_of_one_class = 20;

bool all_of_one_class(const ImageSet& set) {
    return std::all_of(set.labels.begin(), set.labels.end(),
                       [&](std::uint8_t label) { return label == set.labels[0]; });
}

}  // namespace

GreyImage contact_sheet(const ImageSet& set, std::size_t classes, const SheetOptions& options) {
    if (set.empty() || classes == 0 || options.per_class == 0) return {};
    const int width = static_cast<int>(set.width);
    const int height = static_cast<int>(set.height);
    const bool one_class = all_of_one_class(set);
    const std::size_t rows = one_class ? 1 : classes;
    const std::size_t columns =
        one_class ? std::min(options.per_class, row_of_one_class) : options.per_class;
    std::vector<GreyImage> cells(rows * options.per_class, blank_image(width, height, 0));
    std::vector<std::size_t> seen(rows);
    for (std::size_t i = 0; i < set.count; ++i) {
        if (set.labels[i] >= classes) continue;
        const std::size_t row = one_class ? 0 : set.labels[i];
        const std::size_t number = seen[row]++;
        if (number < options.skip || number - options.skip >= options.per_class) continue;
        const auto ink = set.image(i);
        std::copy(ink.begin(), ink.end(),
                  cells[row * options.per_class + number - options.skip].pixels.begin());
    }
    return contact_sheet(cells, {.columns = static_cast<int>(columns),
                                 .scale = std::max(static_cast<int>(options.scale), 1),
                                 .gap = 1,
                                 .gap_grey = 214,
                                 .invert = true});
}

}  // namespace inkling
