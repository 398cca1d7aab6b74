// Digits spoilt in fifteen ways, to measure how robust a model is: the corruptions of MNIST-C, with
// the parameters of its authors. Nothing is trained on them.
//
// N. Mu, J. Gilmer, "MNIST-C: a robustness benchmark for computer vision", arXiv:1906.02337; the
// parameters are those of https://github.com/google-research/mnist-c, corruptions.py.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "inkling/base/rng.hpp"
#include "inkling/data/dataset.hpp"
#include "inkling/image/warp.hpp"

namespace inkling {

class ThreadPool;

/// In the order of the paper.
enum class Corruption : std::uint32_t {
    identity,       ///< nothing is done
    shot_noise,     ///< Poisson, three quanta for full ink
    impulse_noise,  ///< 27 % of the pixels black or white
    glass_blur,     ///< pixels change places with neighbours, between two blurs
    motion_blur,    ///< drawn out by some three pixels, at most 45° from level
    shear,          ///< by 0.4 radians
    scale,          ///< to 70 %
    rotate,         ///< by 0.4 radians
    brightness,     ///< half of full ink added everywhere
    translate,      ///< three pixels along both axes
    stripe,         ///< the left and the right quarter inverted
    fog,            ///< a cloud three times as bright as the ink
    spatter,        ///< grey drops over it
    dotted_line,    ///< from side to side
    zigzag,         ///< from side to side
    canny_edges,    ///< nothing but the edges
};
inline constexpr std::size_t corruption_count = 16;

/// "shot noise"
std::string_view name_of(Corruption corruption);
std::array<Corruption, corruption_count> all_corruptions();

/// `digit` (0 paper .. 255 ink) spoilt; the same bits for the same state of `rng`, on any machine.
FramedPixels corrupted(Corruption corruption, FramedSpan digit, Rng rng);

/// All images spoilt, each by the dice of (seed, corruption, index). The images are 28×28.
ImageSet corrupted(Corruption corruption, const ImageSet& images, std::uint64_t seed,
                   ThreadPool& pool);

}  // namespace inkling
