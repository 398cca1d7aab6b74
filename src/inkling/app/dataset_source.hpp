// A data set as the commands load it: with progress, and with what the user must be told.
#pragma once

#include "inkling/app/common_options.hpp"
#include "inkling/base/cancel.hpp"
#include "inkling/base/thread_pool.hpp"
#include "inkling/data/dataset.hpp"
#include "inkling/data/load.hpp"

namespace inkling {

struct LoadRequest {
    std::string dataset = "auto";
    std::string data_dir = {};
    bool want_train = true;
    bool want_test = true;
    ProgressStyle progress = ProgressStyle::none;
    const CancelToken* cancel = nullptr;
};

/// Loads it, and puts its notice on stderr in a frame that cannot be overlooked.
Result<Dataset> load_with_progress(const LoadRequest& request, ThreadPool& pool);

/// `text` in a frame, wrapped to the terminal.
std::string framed_notice(const std::string& text, const Terminal& terminal);

/// "mnist: 60,000 training images, 10,000 test images, 10 classes"
std::string described(const Dataset& dataset);

}  // namespace inkling
