#include "inkling/image/page.hpp"

#include <algorithm>

namespace inkling {
namespace {

constexpr int least_area = 6;  // pixels: smaller specks are noise at any size

}  // namespace

Page prepare_page(const GreyImage& picture) {
    Page page;
    page.map = map_ink(picture);
    if (page.map.level <= 0) return page;
    page.rules = remove_rules(page.map);
    page.lines =
        find_lines(find_components(find_runs(page.map.ink, page.map.threshold), least_area));
    return page;
}

}  // namespace inkling
