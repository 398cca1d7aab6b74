// Puts the images of simultaneous requests into one call of the network. One for each event loop:
// requests that arrive together are answered together, and nobody waits unless asked to.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "inkling/predict/predictor.hpp"
#include "inkling/serve/metrics.hpp"
#include "inkling/serve/model_slot.hpp"

namespace inkling {

/// Images that want an answer: `rows` of 784 grey levels or of 784 numbers.
struct InferJob {
    std::string_view pixels = {};  ///< valid until `done`; or
    std::vector<float> values = {};
    std::size_t rows = 0;
    /// For each row the probabilities of the classes and, where the model can reject, that of none
    /// of them; called from flush().
    std::function<void(const ServedModel&, std::span<const float>)> done;
};

struct BatcherOptions {
    ModelSlot& model;
    Metrics& metrics;
    std::atomic<std::size_t>& queued;  ///< images that wait, over all loops
    std::size_t max_batch;
    int max_wait_microseconds;
    std::size_t max_queue;
    /// Arranges for flush() to be called after so long; 0: as soon as what is ready was looked at.
    std::function<void(int microseconds)> schedule;
};

class Batcher {
  public:
    explicit Batcher(BatcherOptions options) : options_(std::move(options)) {}

    /// False where the queue is full; the job is then left as it was.
    [[nodiscard]] bool submit(InferJob& job);
    /// Answers all jobs.
    void flush();

  private:
    struct Place {
        std::size_t job;
        std::size_t row;
    };
    void answer(std::span<InferJob> jobs, const ServedModel& model);
    void fill(std::span<InferJob> jobs, std::span<const Place> places);

    BatcherOptions options_;
    std::vector<InferJob> jobs_;
    std::size_t rows_ = 0;
    bool scheduled_ = false;
    ServedModelPtr scratch_model_;
    std::optional<Predictor::Scratch> scratch_;
    std::vector<std::uint8_t> pictures_;  // max_batch of them
    std::vector<Place> places_;           // of these
    std::vector<float> results_;          // of jobs that are not complete
};

}  // namespace inkling
