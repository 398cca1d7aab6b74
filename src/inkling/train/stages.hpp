// How a training step is cut into stages: in each, threads work apart, and all wait at its end. A
// stage is split over rows of the batch or over columns of the layers; which of the two decides
// about speed, never about a bit of the result.
#pragma once

#include <span>
#include <vector>

#include "inkling/network/operation.hpp"

namespace inkling {

/// Operations first … last, in the order of the pass: rising on the way forward, falling on the way
/// back.
struct Stage {
    bool by_columns = false;
    std::size_t first = 0;
    std::size_t last = 0;
};

/// Forward through operations 0 … operations.size()-1.
std::vector<Stage> forward_stages(std::span<const OperationPtr> operations,
                                  const Workspace& workspace);
/// Backward through operations operations.size()-1 … 1; the first one has nothing below it.
std::vector<Stage> backward_stages(std::span<const OperationPtr> operations,
                                   const Workspace& workspace);

/// What a thread shares of a stage.
struct StageRun {
    std::span<const OperationPtr> operations;
    const Pass& pass;
    Workspace& workspace;
    void forward(const Stage& stage, Share share) const noexcept;
    void backward(const Stage& stage, Share share) const noexcept;
};

/// Rows of the batch that belong to a share: even numbers, so that two threads have the same work.
Range rows_of(Share share, std::size_t rows) noexcept;

}  // namespace inkling
