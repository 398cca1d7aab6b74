// The data set that the page works with, loaded once; and how the model that answers does on it.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "inkling/data/dataset.hpp"
#include "inkling/serve/model_slot.hpp"
#include "inkling/train/evaluation.hpp"

namespace inkling {

using DatasetPtr = std::shared_ptr<const Dataset>;
using EvaluationPtr = std::shared_ptr<const Evaluation>;

class DataShelf {
  public:
    explicit DataShelf(std::string data_dir) : data_dir_(std::move(data_dir)) {}

    /// By a name of the registry, auto or strokes: never a path, for strangers may ask. Nothing is
    /// downloaded. Waits while another thread loads. Usage error: no such name. Others as
    /// load_dataset().
    Result<DatasetPtr> dataset(const std::string& name);
    /// Of the test part.
    Result<EvaluationPtr> evaluation(const std::string& name, const ServedModel& model);

  private:
    std::string data_dir_;
    std::mutex mutex_;
    std::string name_;
    DatasetPtr dataset_;
    std::mutex evaluating_;
    std::string evaluated_;  ///< data set and model
    EvaluationPtr evaluation_;
};

}  // namespace inkling
