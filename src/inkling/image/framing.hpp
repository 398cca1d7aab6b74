// What is done to a digit after it was framed as MNIST is: size, place and slant made alike by the
// moments of its ink. A model names the framing that it was trained with, and the reader applies
// exactly that one; training composes it with its augmentation, so pixels are sampled once.
//
// Moment normalisation: R. G. Casey, "Moment normalization of handprinted characters", IBM Journal
// of Research and Development 14, 1970.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/image/affine.hpp"
#include "inkling/image/warp.hpp"

namespace inkling {

/// Pictures that a network may be fed of one digit.
inline constexpr std::size_t max_framings = 4;

enum class Framing {
    mnist,    ///< nothing more is done
    moments,  ///< slant taken away, height and (half) the width made alike, centred
    upright,  ///< slant taken away and centred
    gentle,   ///< half of the slant taken away, height and (a third of) the width made alike
};

std::string_view name_of(Framing framing);
Result<Framing> framing_named(std::string_view name);

/// Some networks see a digit in several framings at once: "moments,upright".
std::string name_of(const std::vector<Framing>& framings);
Result<std::vector<Framing>> framings_named(std::string_view names);

/// Where each pixel of the normalised picture lies on `digit`. The map that changes nothing where
/// there is no ink.
Affine framing_map(Framing framing, FramedSpan digit);

/// The digit in each of these framings, one 28×28 picture (plane) after the other: what a network
/// is fed. No framing at all is Framing::mnist. `planes` holds framed_size pixels for each. `shift`
/// says which point of the framed digit comes to lie at (0, 0).
void frame_planes(std::span<const Framing> framings, FramedSpan digit,
                  std::span<std::uint8_t> planes, Point shift = {});

}  // namespace inkling
