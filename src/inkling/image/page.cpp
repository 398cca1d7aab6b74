#include "inkling/image/page.hpp"

#include <algorithm>

namespace inkling {
namespace {

constexpr int least_area = 6;        // pixels: smaller specks are noise at any size
constexpr double soft_edge = 0.16;   // of the height of digits: over this length ...
constexpr double least_fall = 0.45;  // ... the ink of a stroke falls by this share of its level
constexpr double soft_from = 0.15;   // of the height: smaller parts are not tested

/// How much ink ends at the left and right edges of a component, as a share of the level of ink:
/// the mean fall from `reach` pixels inside to as many outside.
double edge_fall(const InkMap& map, const Component& part, int reach) {
    double fall = 0;
    for (const Run& run : part.runs) {
        const auto row = map.ink.row(run.y);
        const auto at = [&](int x) {
            return static_cast<int>(
                row[static_cast<std::size_t>(std::clamp(x, 0, map.ink.width - 1))]);
        };
        const int inside = std::min(reach, run.length() / 2);
        fall += at(run.first + inside) - at(run.first - reach);
        fall += at(run.last - 1 - inside) - at(run.last - 1 + reach);
    }
    return fall / (2 * map.level * static_cast<double>(part.runs.size()));
}

/// What looks like ink, but begins and ends softly, is the edge of a shadow.
void leave_out_shadows(const InkMap& map, std::vector<Component>& parts) {
    const double height = typical_height(parts);
    const int reach = std::max(2, static_cast<int>(soft_edge * height / 2));
    std::erase_if(parts, [&](const Component& part) {
        const int extent = std::max(part.box.width, part.box.height);
        return extent >= soft_from * height && edge_fall(map, part, reach) < least_fall;
    });
}

}  // namespace

Page prepare_page(const GreyImage& picture) {
    Page page;
    page.map = map_ink(picture);
    if (page.map.level <= 0) return page;
    page.rules = remove_rules(page.map);
    std::vector<Component> parts =
        find_components(find_runs(page.map.ink, page.map.threshold), least_area);
    leave_out_shadows(page.map, parts);
    page.lines = find_lines(std::move(parts));
    return page;
}

}  // namespace inkling
