// What a training run ends with: the figures as JSON for programs, and for people with an example
// digit, drawn and answered.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "inkling/app/terminal.hpp"
#include "inkling/data/dataset.hpp"
#include "inkling/network/model.hpp"
#include "inkling/train/evaluation.hpp"
#include "inkling/train/recipe.hpp"
#include "inkling/train/trainer.hpp"

namespace inkling {

/// One test image and what the network says to it.
struct Example {
    std::uint32_t index = 0;
    int label = 0;
    int prediction = 0;
    std::vector<double> probabilities;  ///< of all classes
};

/// All that is known at the end of a run. `evaluation` and `example` are empty where the data set
/// has no test images.
struct TrainOutcome {
    const Dataset* dataset = nullptr;
    const Recipe* recipe = nullptr;
    const Model* model = nullptr;
    std::vector<EpochRecord> history;
    int best_epoch = 0;
    double validation_accuracy = -1;  ///< 0..1; negative: no validation images
    bool stopped_early = false;
    double train_seconds = 0;
    int threads = 0;
    std::optional<Evaluation> evaluation;
    std::optional<Example> example;
    std::string model_path;
    std::string model_sha256;
    std::size_t model_bytes = 0;
};

/// The test image that is shown: drawn by the seed, so that a run shows the same one again.
Result<Example> example_of(const Predictor& predictor, const ImageSet& test, std::uint64_t seed);

/// The object of `inkling train --json`; its keys are a contract.
nlohmann::ordered_json train_json(const TrainOutcome& outcome);

/// The end of the run for a person; `brief` leaves out all but the figures.
std::string train_text(const TrainOutcome& outcome, const Terminal& terminal, bool brief);

/// "98.12 % (95 % interval 97.84 to 98.37 %; 188 of 10,000 wrong)"
std::string accuracy_text(std::size_t wrong, std::size_t images);
std::string accuracy_text(const Evaluation& evaluation);

}  // namespace inkling
