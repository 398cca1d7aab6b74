// Counter-based random numbers: the value is a pure function of (seed, stream, counter), so any
// thread can compute the numbers of any sample, in any order, with the same result.
//
// Philox4x32-10 of J. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
#pragma once

#include <array>
#include <cstdint>

namespace inkling {

/// One block of the generator: four random words from a 128-bit counter and a 64-bit key.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key);

/// What a stream of random numbers is for: streams of different purposes never overlap.
enum class Purpose : std::uint32_t {
    initialisation = 1,
    shuffle,
    dropout,
    augmentation,
    strokes,
    split,
    test,
    user,
    cells,
    corruptions,
    search,
};

/// A sequence of random numbers that belongs to (seed, purpose, a, b); for example the augmentation
/// of sample b in epoch a. Cheap to make: 32 bytes, no warm-up.
class Rng {
  public:
    explicit Rng(std::uint64_t seed, Purpose purpose = Purpose::user, std::uint32_t a = 0,
                 std::uint32_t b = 0)
        : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
          counter_{0, b, a, static_cast<std::uint32_t>(purpose)} {}

    /// The next 32 random bits. A stream holds 2^34 numbers.
    std::uint32_t next();
    /// Uniform in [0, 1), a multiple of 2^-24.
    float uniform() { return static_cast<float>(next() >> 8) * 0x1p-24F; }
    /// Uniform in [low, high).
    float uniform(float low, float high) { return low + (high - low) * uniform(); }
    /// Uniform in 0 .. n-1 without bias; n > 0.
    std::uint32_t below(std::uint32_t n);
    /// Normal with mean 0 and standard deviation 1 (Box and Muller).
    float normal();
    /// True with probability p.
    bool chance(float p) { return uniform() < p; }

  private:
    std::array<std::uint32_t, 2> key_;
    std::array<std::uint32_t, 4> counter_;
    std::array<std::uint32_t, 4> block_{};
    int left_ = 0;
};

}  // namespace inkling
