// `inkling predict --explain`: what the network saw, the likeliest classes, why it was rejected,
// and which pixels spoke for the answer; for people and for programs.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "inkling/answer/reader.hpp"
#include "inkling/app/terminal.hpp"

namespace inkling {

struct Explained {
    /// Asks the reader again, with parts of the digit covered.
    Explained(const Reader& reader, const DigitAnswer& given);

    const DigitAnswer& answer;
    const std::vector<std::string>& classes;
    double reject_above;           ///< such a probability of being no digit; 1: never
    std::vector<float> saliency;   ///< of the answer, or of "no digit" where that is the answer
    std::vector<std::size_t> top;  ///< the three likeliest classes, at most

    [[nodiscard]] std::string name_of(std::size_t index) const;
};

/// The object "explanation" of `inkling predict --explain --json`; its keys are a contract.
nlohmann::ordered_json explanation_json(const Explained& explained);

std::string explanation_text(const Explained& explained, const Terminal& terminal);

}  // namespace inkling
