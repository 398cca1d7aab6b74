// Several networks that are trained one after the other, each by itself, to vote as one model. Most
// recipes have one network: a committee of one.
#pragma once

#include <string>
#include <vector>

#include "inkling/network/model.hpp"
#include "inkling/train/trainer.hpp"

namespace inkling {

struct CommitteeResult {
    std::vector<TrainingResult> members;  ///< as far as training came

    [[nodiscard]] bool interrupted() const { return members.back().interrupted; }
    [[nodiscard]] bool stopped_early() const;
    /// Of all members, one after the other, with the epochs numbered through.
    [[nodiscard]] std::vector<EpochRecord> history(const Recipe& recipe) const;
    /// The epoch whose weights were kept; of a committee, which keeps several, the last.
    [[nodiscard]] int best_epoch(const Recipe& recipe) const;
    [[nodiscard]] double train_seconds() const;
};

/// Trains all networks of the recipe. Each member has a checkpoint of its own (checkpoint_of), so
/// an interrupted committee goes on where it was. Records number the epochs through. Errors: train.
Result<CommitteeResult> train_committee(const Recipe& recipe, const ImageSet& train,
                                        const TrainerOptions& options);

/// Goes on with the networks of `start`, whose architectures, framings and committee stand in place
/// of the recipe's; where `start` rejects, so must the recipe (going_on_from).
Result<CommitteeResult> train_committee_from(const Model& start, const Recipe& recipe,
                                             const ImageSet& train, const TrainerOptions& options);

/// The recipe with the framings and the committee of `model`; a model that rejects needs negatives
/// to go on with, and gets them where the recipe has none.
Result<Recipe> going_on_from(const Model& model, Recipe recipe);

/// Where member `i` keeps its state: `path` itself, "PATH.2", "PATH.3", …
std::string checkpoint_of(const std::string& path, std::size_t i);

/// The model that answers with what was learned; its classes and facts are left to the caller.
Model model_of(const Recipe& recipe, const CommitteeResult& result);

}  // namespace inkling
