// Ctrl-C and SIGTERM while long work runs: the first asks it to stop at the next good place, the
// second ends the program at once.
#pragma once

#include "inkling/base/cancel.hpp"

namespace inkling {

/// While one lives, SIGINT and SIGTERM cancel token(). Only one at a time.
class SignalGuard {
  public:
    SignalGuard();
    ~SignalGuard();
    SignalGuard(const SignalGuard&) = delete;
    SignalGuard& operator=(const SignalGuard&) = delete;

    [[nodiscard]] const CancelToken& token() const noexcept;
    /// 130 after SIGINT, 143 after SIGTERM, 0 when neither came.
    [[nodiscard]] int exit_code() const noexcept;
};

}  // namespace inkling
