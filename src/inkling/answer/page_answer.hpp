// What is read from a page: lines of digits with their places.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "inkling/image/box.hpp"

namespace inkling {

/// One digit on a page.
struct PageDigit {
    int digit = 0;          ///< 0 .. 9
    double confidence = 0;  ///< that it is a digit, and this one: 0 .. 1
    Box box;
    std::array<double, 10> probabilities{};  ///< of each digit; the rest to 1: that it is none
    std::vector<std::uint8_t> framed = {};   ///< the 28×28 that the network saw, where asked for
    bool after_space = false;                ///< begins another number than the digit before
};

/// Numbers beside each other.
struct PageLine {
    std::vector<PageDigit> digits;  ///< from left to right; at least one
    Box box;                        ///< around the digits
    double angle_degrees = 0;       ///< positive: falls to the right
    std::vector<Box> marks;         ///< ink of this line that is no digit: words, dashes, dots

    /// The digits, with a space between numbers; `?` for those below `least_confidence`.
    [[nodiscard]] std::string text(double least_confidence = 0) const;
};

struct PageOptions {
    bool keep_framed = false;  ///< fill PageDigit::framed
};

struct PageAnswer {
    int width = 0;  ///< of the picture
    int height = 0;
    bool dark_ink = true;
    std::vector<PageLine> lines;  ///< in reading order
};

}  // namespace inkling
