// The result of `inkling evaluate`, for programs and for people.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "inkling/app/terminal.hpp"
#include "inkling/data/dataset.hpp"
#include "inkling/train/evaluation.hpp"

namespace inkling {

/// What was evaluated on what.
struct Evaluated {
    std::string model;
    const Dataset& dataset;
    const ImageSet& part;  ///< of `dataset`
    std::string split;     ///< its name: "train" or "test"
};

/// The object of `inkling evaluate --json`; its keys are a contract.
nlohmann::ordered_json evaluation_json(const Evaluation& evaluation);

std::string evaluation_text(const Evaluated& evaluated, const Evaluation& evaluation,
                            const Terminal& terminal);

}  // namespace inkling
