// `inkling train --search N`: many recipes tried on a validation split, and the best one told as a
// command line.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "inkling/app/signals.hpp"
#include "inkling/app/train_options.hpp"
#include "inkling/train/search.hpp"

namespace inkling {

/// Exit code. The test images are not looked at.
Result<int> run_search(const TrainOptions& options, const SignalGuard& signals);

/// All that is told at the end.
struct SearchOutcome {
    std::vector<TrialResult> results;  ///< at least one, in the order of their numbers
    std::vector<std::string> options;  ///< of each trial
    std::size_t validation_images = 0;
    std::string log_path;
    std::string command;  ///< that trains by the best recipe, on all images
};

/// The trials, best first.
std::vector<TrialResult> ranked(std::vector<TrialResult> results);
/// Its keys are a contract.
nlohmann::ordered_json search_json(const SearchOutcome& outcome);
std::string search_text(const SearchOutcome& outcome);

}  // namespace inkling
