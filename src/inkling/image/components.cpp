#include "inkling/image/components.hpp"

#include <algorithm>
#include <cstdint>

namespace inkling {
namespace {

/// Union-find over runs.
class Sets {
  public:
    explicit Sets(std::size_t count) : parent_(count) {
        for (std::size_t i = 0; i < count; ++i) parent_[i] = static_cast<std::uint32_t>(i);
    }
    std::uint32_t find(std::uint32_t i) {
        while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
        return i;
    }
    /// The smaller number stays the root, so that the order of components is that of their runs.
    void join(std::uint32_t a, std::uint32_t b) {
        a = find(a);
        b = find(b);
        if (a < b)
            parent_[b] = a;
        else
            parent_[a] = b;
    }

  private:
    std::vector<std::uint32_t> parent_;
};

void join_rows(const RunTable& table, int y, Sets& sets) {
    std::uint32_t above = table.row_start[static_cast<std::size_t>(y) - 1];
    const std::uint32_t above_end = table.row_start[static_cast<std::size_t>(y)];
    std::uint32_t here = above_end;
    const std::uint32_t here_end = table.row_start[static_cast<std::size_t>(y) + 1];
    while (above < above_end && here < here_end) {
        const Run& a = table.runs[above];
        const Run& b = table.runs[here];
        if (a.first <= b.last && b.first <= a.last) sets.join(above, here);
        if (a.last < b.last)
            ++above;
        else
            ++here;
    }
}

}  // namespace

std::vector<Component> find_components(const RunTable& table, int least_area) {
    Sets sets(table.runs.size());
    for (int y = 1; y < table.height; ++y) join_rows(table, y, sets);
    std::vector<int> areas(table.runs.size(), 0);
    std::vector<std::uint32_t> counts(table.runs.size(), 0);
    for (std::uint32_t i = 0; i < table.runs.size(); ++i) {
        const std::uint32_t root = sets.find(i);
        areas[root] += table.runs[i].length();
        ++counts[root];
    }
    constexpr std::uint32_t none = ~0U;
    std::vector<std::uint32_t> index(table.runs.size(), none);
    std::vector<Component> components;
    for (std::uint32_t i = 0; i < table.runs.size(); ++i) {
        const std::uint32_t root = sets.find(i);
        if (areas[root] < least_area) continue;
        if (index[root] == none) {
            index[root] = static_cast<std::uint32_t>(components.size());
            components.emplace_back().runs.reserve(counts[root]);
            components.back().area = areas[root];
        }
        const Run& run = table.runs[i];
        Component& component = components[index[root]];
        component.box = united(component.box, {run.first, run.y, run.length(), 1});
        component.runs.push_back(run);
    }
    return components;
}

}  // namespace inkling
