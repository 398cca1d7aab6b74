// The number in one field of a form.
#pragma once

#include <string>
#include <vector>

#include "inkling/answer/page_answer.hpp"

namespace inkling {

/// Readings that yielded more are worth a look.
inline constexpr double surely_yielded = 3;

struct FieldReading {
    std::vector<PageDigit> digits;  ///< empty: the field is empty
    bool valid = false;             ///< the digits fit the pattern; else they are what is written
    double confidence = 0;          ///< the least of its digits'; 0 where it is not valid
    /// How much likelier the best reading is, which does not fit: a logarithm of odds, 0 where the
    /// best one fits.
    double yielded = 0;

    [[nodiscard]] std::string text() const;
};

}  // namespace inkling
