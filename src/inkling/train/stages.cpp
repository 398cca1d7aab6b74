#include "inkling/train/stages.hpp"

#include <algorithm>

namespace inkling {

namespace {

/// Columns that pass through all operations of a stage before the next ones: they stay in the
/// second-level cache on their way.
constexpr std::size_t strip = 256;

/// Operations in the order of a pass.
class Way {
  public:
    Way(std::span<const OperationPtr> operations, const Workspace& workspace, bool back)
        : operations_(operations), workspace_(workspace), back_(back) {}

    [[nodiscard]] std::size_t size() const { return operations_.size() - (back_ ? 1 : 0); }
    [[nodiscard]] std::size_t index(std::size_t i) const {
        return back_ ? operations_.size() - 1 - i : i;
    }

    /// Cuts the way into stages.
    [[nodiscard]] std::vector<Stage> stages() const {
        std::vector<Stage> stages;
        for (std::size_t i = 0; i < size();) {
            const bool by_columns = !at(i).splits_rows() || wants_columns(i);
            std::size_t end = i + 1;
            while (end < size() &&
                   (by_columns ? goes_along(end) : at(end).splits_rows() && !wants_columns(end)))
                ++end;
            stages.push_back({by_columns, index(i), index(end - 1)});
            i = end;
        }
        return stages;
    }

  private:
    [[nodiscard]] const Operation& at(std::size_t i) const { return *operations_[index(i)]; }
    /// Can follow in a stage that is split over columns.
    [[nodiscard]] bool goes_along(std::size_t i) const {
        return at(i).splits_columns() && at(i).reach() != Reach::row;
    }
    /// A matrix product whose columns go on through operations that need whole columns, or whose
    /// weights are many.
    [[nodiscard]] bool wants_columns(std::size_t i) const {
        if (at(i).reach() != Reach::row || !at(i).splits_columns()) return false;
        if (at(i).prefers_columns(workspace_)) return true;
        std::size_t next = i + 1;
        while (next < size() && goes_along(next) && at(next).splits_rows()) ++next;
        return next < size() && goes_along(next);
    }

    std::span<const OperationPtr> operations_;
    const Workspace& workspace_;
    bool back_;
};

/// Calls f for each strip of these columns.
template <class F>
void in_strips(Range columns, F&& f) {
    for (std::size_t c = columns.begin; c < columns.end; c += strip)
        f(Range{c, std::min(c + strip, columns.end)});
}

}  // namespace

std::vector<Stage> forward_stages(std::span<const OperationPtr> operations,
                                  const Workspace& workspace) {
    return Way(operations, workspace, false).stages();
}
std::vector<Stage> backward_stages(std::span<const OperationPtr> operations,
                                   const Workspace& workspace) {
    return Way(operations, workspace, true).stages();
}

Range rows_of(Share share, std::size_t rows) noexcept {
    return share.of(rows, 2);
}

void StageRun::forward(const Stage& stage, Share share) const noexcept {
    const auto run = [&](Block block) {
        for (std::size_t i = stage.first; i <= stage.last; ++i) {
            if (!stage.by_columns) block.columns = {0, operations[i]->outputs()};
            operations[i]->forward(pass, workspace, block);
        }
    };
    if (stage.by_columns)
        return in_strips(share.of(operations[stage.first]->outputs(), lane_count),
                         [&](Range columns) {
                             run({{0, pass.rows}, columns});
                         });
    const Range rows = rows_of(share, pass.rows);
    if (rows.size() > 0) run({rows, {}});
}

void StageRun::backward(const Stage& stage, Share share) const noexcept {
    const auto run = [&](Block block) {
        for (std::size_t i = stage.first; i >= stage.last; --i) {
            if (!stage.by_columns) block.columns = {0, operations[i]->inputs()};
            operations[i]->backward(pass, workspace, block);
        }
    };
    if (stage.by_columns)
        return in_strips(share.of(operations[stage.first]->inputs(), lane_count),
                         [&](Range columns) {
                             run({{0, pass.rows}, columns});
                         });
    const Range rows = rows_of(share, pass.rows);
    if (rows.size() > 0) run({rows, {}});
}

}  // namespace inkling
