#include "inkling/train/thread_choice.hpp"

#include <gtest/gtest.h>

namespace inkling {
namespace {

using std::chrono::microseconds;

/// How many of 512 steps are run with one thread, where steps take so long.
int steps_with_one(ThreadChoice& choice, microseconds all, microseconds one) {
    int count = 0;
    for (int step = 0; step < 512; ++step) {
        const bool alone = choice.threads() == 1;
        count += alone ? 1 : 0;
        choice.took(alone ? one : all);
    }
    return count;
}

TEST(ThreadChoice, TakesTheFasterAndChangesItsMind) {
    ThreadChoice choice(4);
    EXPECT_EQ(choice.threads(), 4);
    EXPECT_LT(steps_with_one(choice, microseconds(100), microseconds(150)), 20);
    EXPECT_GT(steps_with_one(choice, microseconds(200), microseconds(150)), 490);
    EXPECT_LT(steps_with_one(choice, microseconds(100), microseconds(150)), 20);
}

TEST(ThreadChoice, SlowFirstStepsDoNotCount) {
    ThreadChoice choice(2);
    for (int step = 0; step < 16; ++step)
        choice.took(microseconds(step < 3 ? 9000 : step < 8 ? 100 : 150));
    EXPECT_EQ(choice.threads(), 2);
}

TEST(ThreadChoice, OneThreadHasNoChoice) {
    ThreadChoice choice(1);
    EXPECT_EQ(steps_with_one(choice, microseconds(1), microseconds(9)), 512);
}

}  // namespace
}  // namespace inkling
