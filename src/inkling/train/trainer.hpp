// Training: epochs of steps, validation, the best weights kept, checkpoints, and a report of each
// event to whoever shows progress.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "inkling/base/cancel.hpp"
#include "inkling/base/thread_pool.hpp"
#include "inkling/data/dataset.hpp"
#include "inkling/network/model.hpp"
#include "inkling/network/network.hpp"
#include "inkling/train/recipe.hpp"

namespace inkling {

/// Figures of one finished epoch.
struct EpochRecord {
    int epoch = 0;  ///< 1, 2, …
    double loss = 0;
    double accuracy = 0;
    double validation_loss = -1;      ///< negative: no validation images
    double validation_accuracy = -1;  ///< likewise
    double learning_rate = 0;         ///< of the last step
    double seconds = 0;               ///< training only
};

/// Progress within an epoch.
struct StepRecord {
    int epoch = 0;          ///< 1, 2, …
    int epochs = 0;         ///< of the whole run
    std::size_t done = 0;   ///< images of this epoch so far
    std::size_t total = 0;  ///< images of an epoch
    double loss = 0;        ///< mean of this epoch so far
    double accuracy = 0;    ///< likewise, on the (augmented) training images
    double seconds = 0;     ///< of this epoch so far
};

struct TrainerOptions {
    ThreadPool* pool = nullptr;           ///< required
    const CancelToken* cancel = nullptr;  ///< checked after each step
    /// Whose answers are learned where the recipe has a teacher; must outlive the training.
    const Model* teacher = nullptr;
    std::function<void(const StepRecord&)> on_step;    ///< a few times a second, not each step
    std::function<void(const EpochRecord&)> on_epoch;  ///< after validation
    std::function<void(const Network&)> on_network;    ///< after on_epoch: what would answer now
    std::string checkpoint_path;  ///< written after each epoch and when cancelled; empty: never
    bool resume = false;          ///< go on from checkpoint_path, exactly
};

struct TrainingResult {
    Network network;                   ///< the best weights, or their moving average
    std::vector<EpochRecord> history;  ///< epochs before a resume included
    bool interrupted = false;  ///< cancelled: a checkpoint was written, if one was asked for
    bool stopped_early = false;
    int best_epoch = 0;  ///< by validation loss, else the last
    double train_seconds = 0;
};

/// Trains a network from scratch on `train`, minus recipe.validation_count images drawn from it.
/// Data error: images or teacher do not fit, loss became NaN. File error: checkpoint.
Result<TrainingResult> train(const Recipe& recipe, const ImageSet& train,
                             const TrainerOptions& options);

/// Goes on with the weights of `network`, whose architecture stands instead of recipe.layers.
Result<TrainingResult> train_from(Network network, const Recipe& recipe, const ImageSet& train,
                                  const TrainerOptions& options);

}  // namespace inkling
