// Sums over the ink of a picture of 28×28, by which a digit is centred, uprighted and scaled.
#pragma once

#include <cstdint>

namespace inkling {

/// Σ ink · xⁱ · yʲ, exact: whole numbers that 32 bits hold for any picture.
struct InkMoments {
    std::int32_t mass, x, y, xx, xy, yy;
};

}  // namespace inkling
