// The HTTP server: everything put together, from the listening socket to the last answer.
#pragma once

#include <functional>
#include <string>

#include "inkling/base/result.hpp"
#include "inkling/serve/model_slot.hpp"
#include "inkling/serve/options.hpp"

namespace inkling {

struct ServeHooks {
    ModelSlot::Load load_model;
    ModelSlot::Load load_page_model;                        ///< what whole pages are read with
    std::function<Status(const std::string& url)> started;  ///< it listens
    std::function<void(const std::string& line)> note;      ///< for the log; from any thread
};

/// Serves until SIGTERM or SIGINT; the value is the exit code. SIGHUP, or a change of the model's
/// file, loads the model again. File error: cannot listen, or the model or certificate is bad.
Result<int> serve(const ServeOptions& options, const ServeHooks& hooks);

}  // namespace inkling
