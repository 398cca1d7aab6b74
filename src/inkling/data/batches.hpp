// Orders and splits of a data set: which images are learned from, and in what order. Pure functions
// of a seed, the same on every machine.
#pragma once

#include <cstdint>
#include <vector>

#include "inkling/data/dataset.hpp"

namespace inkling {

/// The numbers 0 … n-1 in a random order that depends on (seed, epoch) only. Fisher and Yates.
std::vector<std::uint32_t> shuffled(std::size_t n, std::uint64_t seed, std::uint32_t epoch);

/// Indices into one ImageSet, each in ascending order; together they hold each index once.
struct Split {
    std::vector<std::uint32_t> train;
    std::vector<std::uint32_t> validation;
};

/// Sets `validation_count` images aside, at most all of them, chosen at random so that each class
/// has the share that it has in `set` (rounded by largest remainder).
Split split_validation(const ImageSet& set, std::size_t validation_count, std::uint64_t seed);

}  // namespace inkling
