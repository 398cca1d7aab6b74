// The model that answers, which can be replaced while requests run: each keeps the one it began
// with.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "inkling/answer/reader.hpp"
#include "inkling/base/result.hpp"

namespace inkling {

struct ServedModel {
    Reader reader;
    std::string name;      ///< the path, or "built-in model"
    std::string sha256;    ///< of the file
    std::size_t size = 0;  ///< of the file, bytes
};

using ServedModelPtr = std::shared_ptr<const ServedModel>;

class ModelSlot {
  public:
    using Load = std::function<Result<ServedModel>()>;

    ModelSlot(ServedModelPtr first, Load load)
        : model_(first), loaded_(std::move(first)), load_(std::move(load)) {}

    [[nodiscard]] ServedModelPtr current() const {
        const std::lock_guard lock(swapping_);
        return model_;
    }
    /// From now on `model` answers, until restore() or reload().
    void adopt(ServedModelPtr model) {
        const std::lock_guard lock(swapping_);
        model_.swap(model);
    }
    /// The model that was loaded last answers again.
    void restore() {
        const std::lock_guard lock(swapping_);
        model_ = loaded_;
    }
    /// Whether one answers that was not loaded from where the first came.
    [[nodiscard]] bool is_adopted() const {
        const std::lock_guard lock(swapping_);
        return model_ != loaded_;
    }

    /// Loads again from where the first came. On an error the old model stays.
    Status reload() {
        const std::lock_guard lock(reloading_);
        INKLING_TRY(ServedModel fresh, load_());
        const std::lock_guard swap(swapping_);
        model_ = loaded_ = std::make_shared<const ServedModel>(std::move(fresh));
        return {};
    }

  private:
    mutable std::mutex swapping_;
    ServedModelPtr model_;
    ServedModelPtr loaded_;
    Load load_;
    std::mutex reloading_;
};

}  // namespace inkling
