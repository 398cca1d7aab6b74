// The number in one field of a form.
#pragma once

#include <string>
#include <vector>

#include "inkling/answer/page_answer.hpp"

namespace inkling {

struct FieldReading {
    std::vector<PageDigit> digits;  ///< empty: the field is empty
    bool valid = false;             ///< the digits fit the pattern; else they are what is written
    double confidence = 0;          ///< the least of its digits'; 0 where it is not valid

    [[nodiscard]] std::string text() const;
};

}  // namespace inkling
