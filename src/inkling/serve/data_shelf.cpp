#include "inkling/serve/data_shelf.hpp"

#include <algorithm>

#include "inkling/base/text.hpp"
#include "inkling/base/thread_pool.hpp"
#include "inkling/data/load.hpp"
#include "inkling/data/registry.hpp"

namespace inkling {

Result<DatasetPtr> DataShelf::dataset(const std::string& name) {
    const auto names = dataset_names();
    if (std::find(names.begin(), names.end(), name) == names.end())
        return usage_error("no data set '" + printable(name, 40) + "'");
    const std::lock_guard lock(mutex_);
    if (dataset_ != nullptr && name_ == name) return dataset_;
    dataset_ = nullptr;  // its memory goes before that of the next comes
    DataOptions options;
    options.data_dir = data_dir_;
    options.allow_download = false;
    options.seed = 1;
    INKLING_TRY(Dataset loaded, load_dataset(name, options));
    if (loaded.train.empty() || loaded.test.empty() || loaded.train.image_size() != 784)
        return data_error(name + ": wants training and test images of 28×28");
    dataset_ = std::make_shared<const Dataset>(std::move(loaded));
    name_ = name;
    return dataset_;
}

Result<EvaluationPtr> DataShelf::evaluation(const std::string& name, const ServedModel& model) {
    INKLING_TRY(const DatasetPtr data, dataset(name));
    const std::lock_guard lock(evaluating_);
    const std::string key = name + " " + model.sha256;
    if (evaluated_ == key) return evaluation_;
    ThreadPool pool(0);
    auto fresh = evaluate(model.reader.predictor(), data->test, pool);
    if (!fresh) return std::move(fresh).error().within(printable(model.name));
    evaluation_ = std::make_shared<const Evaluation>(std::move(*fresh));
    evaluated_ = key;
    return evaluation_;
}

}  // namespace inkling
