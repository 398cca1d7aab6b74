// Elastic distortion: smooth random fields by which a picture is bent as if it were on rubber.
// P. Simard, D. Steinkraus and J. Platt, "Best practices for convolutional neural networks applied
// to visual document analysis", ICDAR 2003.
#pragma once

#include <cstdint>

#include "inkling/base/buffer.hpp"
#include "inkling/base/rng.hpp"
#include "inkling/base/thread_pool.hpp"
#include "inkling/image/warp.hpp"

namespace inkling {

/// Fields that wrap around, made once for a run; each sample bends by a random window of one of
/// them, so that a few fields give many thousand bends. Their root mean square is 1 pixel.
class ElasticBank {
  public:
    ElasticBank() = default;
    /// A pure function of the seed, whatever the pool.
    ElasticBank(std::uint64_t seed, ThreadPool& pool);

    /// A random window, `amount` pixels strong (root mean square). Views into the bank.
    [[nodiscard]] WarpField window(Rng& rng, float amount) const;

  private:
    Buffer<std::int8_t> values_;
};

}  // namespace inkling
