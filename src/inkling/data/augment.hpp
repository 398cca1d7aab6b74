// Training images bent at random, so that a network does not learn pixels by heart: a new geometry
// for each image in each epoch, a pure function of (seed, epoch, image).
#pragma once

#include <cstdint>
#include <span>

#include "inkling/base/rng.hpp"
#include "inkling/data/elastic.hpp"
#include "inkling/image/framing.hpp"

namespace inkling {

/// Random geometry, uniform in ± the amount.
struct AugmentSpec {
    float rotate_degrees = 0;
    float scale = 0;  ///< 0.1: 0.9 … 1.1, each direction by itself
    float shear = 0;
    float shift_pixels = 0;
    float elastic_pixels = 0;  ///< root mean square of an elastic distortion
    float thickness = 0;       ///< share by which strokes grow or shrink by a pixel; at most 1

    [[nodiscard]] bool any() const {
        return rotate_degrees != 0 || scale != 0 || shear != 0 || shift_pixels != 0 ||
               elastic_pixels != 0 || thickness != 0;
    }
};

/// Bends digits and frames them, in one warp for each plane.
class Augmenter {
  public:
    /// `framings` as in frame_planes().
    Augmenter(const AugmentSpec& spec, std::vector<Framing> framings, std::uint64_t seed,
              ThreadPool& pool);

    /// One random variant of a 28×28 image in each framing, or just the framings where the
    /// augmentation is nothing.
    void operator()(FramedSpan image, Rng rng, std::span<std::uint8_t> planes) const;

    /// Pixels that the operator writes.
    [[nodiscard]] std::size_t planes_size() const { return framings_.size() * framed_size; }

  private:
    AugmentSpec spec_;
    std::vector<Framing> framings_;
    ElasticBank bank_;
};

}  // namespace inkling
