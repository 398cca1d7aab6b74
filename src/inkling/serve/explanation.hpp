// Why the network answered as it did: what its hidden layers do, and which part of the picture the
// answer hangs on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "inkling/answer/reader.hpp"
#include "inkling/image/frame.hpp"

namespace inkling {

struct HiddenLayer {
    std::string name;                  ///< "hidden layer 1, 256 units"
    std::vector<std::uint8_t> values;  ///< each unit, 0 dark to 255 the brightest of its layer
};

struct Explanation {
    std::size_t digit = 0;  ///< the class that it explains: the most probable one
    std::vector<HiddenLayer> layers;
    /// saliency_side² values, row by row: how much the probability of the digit falls when the
    /// picture is covered with paper there; 255 where it falls most.
    std::vector<std::uint8_t> saliency;
};

inline constexpr std::size_t saliency_side = 14;

/// The hidden layers are those of the first network, where several vote.
Explanation explain(const Reader& reader, const FramedPixels& pixels);

}  // namespace inkling
