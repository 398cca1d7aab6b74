// Runs operations over a batch: as many as possible in one go for each thread's share of the rows,
// with a pause only where a layer must see the whole batch.
#include "inkling/base/thread_pool.hpp"
#include "inkling/network/operation.hpp"

namespace inkling {

namespace {

/// Rows per share: whole tiles of the matrix kernels.
constexpr std::size_t row_grain = 6;

template <class F>
void split(ThreadPool* pool, std::size_t count, std::size_t grain, F&& work) {
    if (pool == nullptr) {
        work(std::size_t{0}, count);
    } else {
        pool->for_ranges(count, grain, work);
    }
}

}  // namespace

void run_forward(std::span<const OperationPtr> operations, const Pass& pass, Workspace& workspace,
                 ThreadPool* pool) {
    std::size_t first = 0;
    while (first < operations.size()) {
        if (operations[first]->needs_batch())
            split(pool, operations[first]->outputs(), lane_count,
                  [&](std::size_t begin, std::size_t end) {
                      operations[first]->batch_forward(pass, workspace, {begin, end});
                  });
        std::size_t last = first + 1;
        while (last < operations.size() && !operations[last]->needs_batch()) ++last;
        split(pool, pass.rows, row_grain, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = first; i < last; ++i)
                operations[i]->forward(pass, workspace, {begin, end});
        });
        first = last;
    }
}

}  // namespace inkling
