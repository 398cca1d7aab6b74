// Runs operations for an answer, and small helpers that all operations share.
#include <algorithm>

#include "inkling/base/thread_pool.hpp"
#include "inkling/network/operation.hpp"

namespace inkling {

Range Share::of(std::size_t count, std::size_t grain) const noexcept {
    const std::size_t grains = (count + grain - 1) / grain;
    const auto p = static_cast<std::size_t>(part), n = static_cast<std::size_t>(parts);
    return {std::min(count, grains * p / n * grain), std::min(count, grains * (p + 1) / n * grain)};
}

UpdateArgs WeightUpdate::at(std::size_t offset, std::size_t stride, bool decays) const noexcept {
    UpdateArgs args = all;
    args.weights += offset;
    if (args.state_1 != nullptr) args.state_1 += offset;
    if (args.state_2 != nullptr) args.state_2 += offset;
    args.stride = stride;
    if (!decays) {
        args.l2 = 0;
        args.shrink = 1;
    }
    return args;
}

void run_forward(std::span<const OperationPtr> operations, const Pass& pass, Workspace& workspace,
                 ThreadPool* pool) {
    const auto answer_rows = [&](std::size_t begin, std::size_t end) {
        for (const OperationPtr& operation : operations)
            operation->forward(pass, workspace, {{begin, end}, {0, operation->outputs()}});
    };
    if (pool == nullptr) {
        answer_rows(0, pass.rows);
    } else {
        constexpr std::size_t grain = 6;  // whole tiles of the matrix kernels
        pool->for_ranges(pass.rows, grain, answer_rows);
    }
}

}  // namespace inkling
