// What is known of a number before it is read: how many digits, which, and whether a check digit
// must fit. The lattice then takes the best reading that is valid, unless it is far from the best.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "inkling/answer/lattice.hpp"

namespace inkling {

/// Rules by which the last digit (or two) of a number follow from the others.
enum class CheckDigit {
    none,
    luhn,    ///< ISO/IEC 7812, payment cards: every second digit from the right counts twice
    ean,     ///< EAN-13, ISBN-13, GTIN: weights 1 and 3 from the right
    isbn10,  ///< weights 10 to 1, modulo 11; X as the last digit is not read
    mod97,   ///< ISO/IEC 7064 MOD 97-10, as in IBANs: the whole number leaves 1
};

/// "none", "luhn", "ean", "isbn13", "isbn10" or "mod97".
std::optional<CheckDigit> parse_check_digit(std::string_view name);

/// Whether the number, digits 0 .. 9, obeys the rule.
bool is_valid(CheckDigit check, std::span<const int> digits);

struct NumberPattern {
    int least_digits = 1;
    int most_digits = 40;
    std::array<bool, 10> allowed{true, true, true, true, true, true, true, true, true, true};
    CheckDigit check = CheckDigit::none;
};

/// A cell on a way, and the digit that it is read as.
struct ReadCell {
    std::size_t cell = 0;
    int digit = 0;
};

struct ValidWay {
    std::vector<ReadCell> cells;
    double score = 0;  ///< as a way of the lattice has it
};

/// The way of the highest score among those whose digits fit the pattern; nothing where none does.
std::optional<ValidWay> best_valid_way(std::span<const ScoredCell> cells,
                                       std::span<const Piece> pieces, double height,
                                       const NumberPattern& pattern);

}  // namespace inkling
