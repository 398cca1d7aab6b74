// Where a training run writes to: looked at before it starts, so that nothing fails after an hour.
#pragma once

#include <optional>
#include <string>

#include "inkling/app/train_options.hpp"
#include "inkling/bytes/file.hpp"

namespace inkling {

struct TrainPaths {
    std::string model;
    std::string checkpoint;
    std::string teacher_checkpoint;  ///< empty: no teacher is trained first
    bool resume = false;             ///< there is a checkpoint, and it is to be gone on with
    FileLock lock;                   ///< no other training writes to this model
};

/// Checks all that will be written and takes the lock of the model. File error: a folder that is
/// missing or not writable, a file that is read or written twice, another training that runs.
Result<TrainPaths> prepare_paths(const TrainOptions& options, const Recipe& recipe);

}  // namespace inkling
