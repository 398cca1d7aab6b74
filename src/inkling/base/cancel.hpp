// A flag by which one thread (or a signal handler) asks long work to stop at the next good place.
#pragma once

#include <atomic>

namespace inkling {

class CancelToken {
  public:
    /// Safe in a signal handler.
    void cancel() noexcept { cancelled_.store(true, std::memory_order_relaxed); }
    [[nodiscard]] bool cancelled() const noexcept {
        return cancelled_.load(std::memory_order_relaxed);
    }

  private:
    std::atomic<bool> cancelled_{false};
    static_assert(std::atomic<bool>::is_always_lock_free);
};

}  // namespace inkling
