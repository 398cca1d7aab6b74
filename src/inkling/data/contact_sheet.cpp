#include "inkling/data/contact_sheet.hpp"

#include <algorithm>
#include <vector>

#include "inkling/image/tile_sheet.hpp"

namespace inkling {

GreyImage contact_sheet(const ImageSet& set, std::size_t classes, const SheetOptions& options) {
    if (set.empty() || classes == 0 || options.per_class == 0) return {};
    const int width = static_cast<int>(set.width);
    const int height = static_cast<int>(set.height);
    std::vector<GreyImage> cells(classes * options.per_class, blank_image(width, height, 0));
    std::vector<std::size_t> seen(classes);
    for (std::size_t i = 0; i < set.count; ++i) {
        const std::size_t row = set.labels[i];
        if (row >= classes) continue;
        const std::size_t number = seen[row]++;
        if (number < options.skip || number - options.skip >= options.per_class) continue;
        const auto ink = set.image(i);
        std::copy(ink.begin(), ink.end(),
                  cells[row * options.per_class + number - options.skip].pixels.begin());
    }
    return contact_sheet(cells, {.columns = static_cast<int>(options.per_class),
                                 .scale = std::max(static_cast<int>(options.scale), 1),
                                 .gap = 1,
                                 .gap_grey = 214,
                                 .invert = true});
}

}  // namespace inkling
