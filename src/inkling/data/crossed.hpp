// Digits with a stray line across: a rule, a wave, a zigzag. For training a network to read what it
// is laid over all the same.
#pragma once

#include <cstddef>
#include <cstdint>

#include "inkling/base/thread_pool.hpp"
#include "inkling/data/dataset.hpp"

namespace inkling {

/// `count` of `digits` (28×28, not empty; drawn at random, with their labels), each with one line
/// laid over it and then framed as a reader frames a picture (frame_digit()): the line is ink, too.
/// A pure function of its arguments, whatever the pool.
ImageSet make_crossed(const ImageSet& digits, std::uint64_t seed, std::size_t count,
                      ThreadPool& pool);

}  // namespace inkling
