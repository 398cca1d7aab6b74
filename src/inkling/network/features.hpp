// The fixed front end of a network: what it is fed in place of grey levels. Blocks of feature maps,
// side by side; nothing in it is learned, and it is saved with the network like any layer.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "inkling/base/result.hpp"

namespace inkling {

enum class FeatureKind {
    gradient,      ///< slopes of the ink in `directions` directions: directions · grid² values
    second_order,  ///< slopes of the maps of slopes: 32 · grid² values
    hessian,       ///< bends of the ink: 8 · grid² values
};

struct FeatureBlock {
    FeatureKind kind = FeatureKind::gradient;
    std::size_t grid = 7;        ///< cells along one side, 2 … 14
    std::size_t directions = 8;  ///< gradient: 8 or 16
    std::size_t plane = 0;       ///< which of the pictures of a sample (framings) it looks at

    [[nodiscard]] std::size_t channels() const;
    [[nodiscard]] std::size_t size() const { return grid * grid * channels(); }
};

/// First layer of a network of 28×28 pictures, in place of Flatten.
struct Features {
    std::vector<FeatureBlock> blocks;

    [[nodiscard]] std::size_t size() const;
};

/// "gradient:7x8+second:6@1+hessian:6": kind, grid, directions and, where it is not the first, the
/// plane. "gradient" alone is gradient:7x8.
std::string name_of(const Features& features);
Result<Features> features_named(std::string_view text);

}  // namespace inkling
