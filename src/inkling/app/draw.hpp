// Pictures in the terminal: digits, and bars of probabilities beside them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "inkling/app/terminal.hpp"

namespace inkling {

/// `ink` (0 paper to 255 ink, rows of `width` pixels) as lines of half-blocks, two rows in each, in
/// the best style that the terminal has.
std::vector<std::string> drawn(std::span<const std::uint8_t> ink, int width,
                               const Terminal& terminal);

/// One line a class: name, bar, per cent. The most probable class is bold.
std::vector<std::string> probability_bars(std::span<const double> probabilities,
                                          const std::vector<std::string>& classes,
                                          const Terminal& terminal);

/// Two columns of lines beside each other where the terminal is wide enough, else one after the
/// other. Ends with a newline.
std::string beside(const std::vector<std::string>& left, const std::vector<std::string>& right,
                   const Terminal& terminal);

}  // namespace inkling
