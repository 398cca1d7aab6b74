// The result of `inkling evaluate --compare`, for programs and for people.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "inkling/app/model_source.hpp"
#include "inkling/app/terminal.hpp"
#include "inkling/train/comparison.hpp"

namespace inkling {

/// Two models, how good each is on one part of one data set, and how they differ there.
struct Compared {
    struct Side {
        const LoadedModel& model;
        const Evaluation& evaluation;
    };
    std::string dataset;
    std::string split;
    Side first;
    Side second;
    Comparison comparison;
};

/// Its keys are a contract.
nlohmann::ordered_json comparison_json(const Compared& compared);

/// Ends with one sentence: which model is better, or that this does not show it.
std::string comparison_text(const Compared& compared, const Terminal& terminal);

}  // namespace inkling
