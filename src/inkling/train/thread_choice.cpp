#include "inkling/train/thread_choice.hpp"

#include <algorithm>

namespace inkling {

void ThreadChoice::took(std::chrono::nanoseconds time) noexcept {
    if (most_ == 1) return;
    if (trying_all() && step_ >= skipped) all_ = std::min(all_, time);
    if (trying_one() && step_ >= trial + skipped) one_ = std::min(one_, time);
    ++step_;
    if (step_ == 2 * trial) {
        prefers_one_ = one_ < all_;
        all_ = one_ = std::chrono::nanoseconds::max();
    }
    if (step_ == period) step_ = 0;
}

}  // namespace inkling
