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
    std::string name;                  ///< "hidden layer 1, 256 units"; "network 2, hidden …"
    std::vector<std::uint8_t> values;  ///< each unit, 0 dark to 255 the brightest of its layer
};

struct Explanation {
    std::size_t digit = 0;            ///< the most probable class
    bool rejected = false;            ///< it is taken for no digit, and that is explained
    std::vector<HiddenLayer> layers;  ///< of all networks that vote
    /// saliency_side² values, row by row: how much the probability of the answer falls when the
    /// picture is covered with paper there; 255 where it falls most.
    std::vector<std::uint8_t> saliency;
};

inline constexpr std::size_t saliency_side = 14;

/// Error of the model where its answer is no number.
Result<Explanation> explain(const Reader& reader, const FramedPixels& pixels);

}  // namespace inkling
