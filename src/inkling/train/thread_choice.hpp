// How many threads a training step is shared between: all, or one where that is faster. Small
// layers on cores that are far from each other, or that others use, gain nothing from a second
// thread. The choice is made by the clock; the bits of the result do not depend on it.
#pragma once

#include <chrono>

namespace inkling {

class ThreadChoice {
  public:
    /// `most`: how many there are.
    explicit ThreadChoice(int most) : most_(most) {}

    /// For the step that begins now.
    [[nodiscard]] int threads() const noexcept {
        if (trying_all()) return most_;
        return trying_one() || prefers_one_ ? 1 : most_;
    }
    /// The step has taken so long.
    void took(std::chrono::nanoseconds time) noexcept;

  private:
    // Of every 512 steps, a few are run with all threads and a few with one. The first of either
    // kind do not count: the weights have to move to another cache.
    static constexpr int period = 512, skipped = 3, counted = 5, trial = skipped + counted;

    [[nodiscard]] bool trying_all() const noexcept { return step_ < trial; }
    [[nodiscard]] bool trying_one() const noexcept { return step_ >= trial && step_ < 2 * trial; }

    int most_;
    int step_ = 0;
    bool prefers_one_ = false;
    /// The fastest step of each kind in this trial.
    std::chrono::nanoseconds all_ = std::chrono::nanoseconds::max();
    std::chrono::nanoseconds one_ = std::chrono::nanoseconds::max();
};

}  // namespace inkling
