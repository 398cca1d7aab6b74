#include "inkling/image/page.hpp"

#include <algorithm>

#include "inkling/image/faint_impl.hpp"

namespace inkling {
namespace {

constexpr int least_area = 6;        // pixels: smaller specks are noise at any size
constexpr double soft_edge = 0.16;   // of the height of digits: over this length ...
constexpr double least_fall = 0.45;  // ... the ink of a stroke falls by this share of its level
constexpr double soft_from = 0.15;   // of the height: smaller parts are not tested

/// What looks like ink, but begins and ends softly, is the edge of a shadow.
void leave_out_shadows(const InkMap& map, std::vector<Component>& parts) {
    const double height = typical_height(parts);
    const int reach = std::max(2, static_cast<int>(soft_edge * height / 2));
    std::erase_if(parts, [&](const Component& part) {
        const int extent = std::max(part.box.width, part.box.height);
        return extent >= soft_from * height && edge_fall(map, part, reach) < least_fall * map.level;
    });
}

}  // namespace

Page prepare_page(const GreyImage& picture) {
    Page page;
    page.map = map_ink(picture);
    if (page.map.level <= 0) return page;
    page.rules = remove_rules(page.map);
    strengthen_faint(page.map, least_area);
    std::vector<Component> parts =
        find_components(find_runs(page.map.ink, page.map.threshold), least_area);
    leave_out_shadows(page.map, parts);
    page.lines = find_lines(std::move(parts));
    return page;
}

}  // namespace inkling
