// One training at a time, on a thread of its own, told about as it goes: to whoever listens.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "inkling/base/cancel.hpp"
#include "inkling/serve/data_shelf.hpp"
#include "inkling/serve/http_message.hpp"
#include "inkling/train/recipe.hpp"
#include "inkling/train/trainer.hpp"

namespace inkling {

class TrainJob {
  public:
    explicit TrainJob(DataShelf& shelf) : shelf_(shelf) {}
    /// Stops what runs.
    ~TrainJob();
    TrainJob(const TrainJob&) = delete;
    TrainJob& operator=(const TrainJob&) = delete;

    /// False where one runs already.
    bool start(const std::string& dataset, const Recipe& recipe);
    void stop();
    /// {"state", "dataset", "epochs", "message"} as JSON text.
    std::string state();
    /// Sends what has happened so far, then what happens next, until the training ends.
    void listen(std::shared_ptr<EventSink> sink);
    /// What was trained last, as a model; null where there is none.
    ServedModelPtr result();

  private:
    void run(const std::string& dataset, const Recipe& recipe);
    Status train_on(const Dataset& data, Recipe recipe);
    void tell(std::string_view event, const std::string& json, bool keep);
    void tell_epoch(const Dataset& data, const EpochRecord& record, const Network& network);
    void end(std::string_view state, const std::string& message);
    std::string state_locked() const;
    std::shared_ptr<CancelToken> token();

    DataShelf& shelf_;
    std::mutex mutex_;
    std::string state_ = "idle";
    std::string dataset_;
    std::string message_;
    int epochs_ = 0;
    std::vector<std::shared_ptr<const std::string>> past_;  ///< events of this training
    std::shared_ptr<const std::string> picture_;            ///< its last event of that name
    std::vector<std::shared_ptr<EventSink>> listeners_;
    ServedModelPtr result_;
    std::shared_ptr<CancelToken> cancel_ = std::make_shared<CancelToken>();
    std::thread thread_;
};

}  // namespace inkling
