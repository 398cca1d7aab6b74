// The data set "cells": what reading a page asks the network about. Lines are written, prepared by
// the code that prepares pages, and cut into the same cells: whole digits, pieces of them, pairs,
// marks. Eleven classes: the digits, and "none".
#pragma once

#include <cstdint>

#include "inkling/base/thread_pool.hpp"
#include "inkling/data/dataset.hpp"

namespace inkling {

/// How many lines to write for each part.
struct CellCounts {
    std::uint32_t train_lines = 80'000;
    std::uint32_t test_lines = 2'000;
};

/// Cells of lines written with digits of `digits` (28×28; may be empty) and of the pen models. The
/// bits depend on the seed alone, not on the pool.
Dataset make_cells(const Dataset& digits, std::uint64_t seed, const CellCounts& counts,
                   ThreadPool& pool);

}  // namespace inkling
