// What is written and shown at the end of each epoch: the line on stderr, the CSV log, TensorBoard.
#pragma once

#include <optional>

#include "inkling/app/epoch_log.hpp"
#include "inkling/app/progress.hpp"
#include "inkling/app/tensorboard.hpp"
#include "inkling/app/train_options.hpp"

namespace inkling {

class EpochOutputs {
  public:
    /// Opens the log and the event file that were asked for.
    static Result<EpochOutputs> open(const TrainOptions& options, bool resume);

    /// A file that cannot be written does not stop the training: it is told once, and finish()
    /// returns it.
    void add(const EpochRecord& record);
    /// Writes the whole log again, and the accuracy on the test images (negative: none).
    Status finish(const std::vector<EpochRecord>& history, double test_accuracy);

  private:
    void keep(Status status);

    std::optional<EpochLog> log_;
    std::optional<EventFile> events_;
    Status first_failure_;
};

}  // namespace inkling
