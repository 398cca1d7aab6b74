// Everything that a training run needs to go on exactly where it stopped, in one safetensors file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "inkling/base/buffer.hpp"
#include "inkling/base/result.hpp"
#include "inkling/train/trainer.hpp"

namespace inkling {

/// Where in the run it stands, and all figures so far.
struct Progress {
    int epoch = 0;             ///< finished epochs
    std::size_t done = 0;      ///< images of the epoch under way
    double loss_sum = 0;       ///< over those images
    std::size_t correct = 0;   ///< of those images
    double epoch_seconds = 0;  ///< of the epoch under way
    double train_seconds = 0;
    double best_loss = 0;  ///< of validation
    int best_epoch = 0;
    std::vector<EpochRecord> history;
};

struct Checkpoint {
    std::string recipe;        ///< JSON; must be the same on resume, but for the number of threads
    std::string architecture;  ///< JSON
    std::string data_sha256;   ///< of the training images and labels
    Progress progress;
    std::int64_t optimizer_steps = 0;
    Buffer<float> weights;
    Buffer<float> best_weights;  ///< may be empty
    Buffer<float> average;       ///< may be empty
    Buffer<float> state_1;       ///< may be empty
    Buffer<float> state_2;       ///< may be empty
};

/// Atomic: the file holds the last checkpoint or this one.
Status save_checkpoint(const Checkpoint& checkpoint, const std::string& path);
/// Data error where it is no checkpoint; checksum error where it is damaged.
Result<Checkpoint> load_checkpoint(const std::string& path);

}  // namespace inkling
