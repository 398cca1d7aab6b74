#include "inkling/base/thread_pool.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <vector>

namespace inkling {
namespace {

TEST(ThreadPool, RunsEachPartOnce) {
    for (const int threads : {1, 2, 3, 7}) {
        ThreadPool pool(threads);
        EXPECT_EQ(pool.size(), threads);
        for (const int parts : {0, 1, 2, 5, 100}) {
            std::vector<std::atomic<int>> calls(static_cast<std::size_t>(parts));
            pool.run(parts, [&](int i) { ++calls[static_cast<std::size_t>(i)]; });
            for (const auto& count : calls) EXPECT_EQ(count, 1);
        }
    }
}

TEST(ThreadPool, ManyShortRunsSeeEachOthersWrites) {
    ThreadPool pool(3);
    std::vector<std::uint64_t> values(64, 1);
    for (int round = 0; round < 2000; ++round) {
        const std::vector<std::uint64_t> before = values;
        pool.run(64, [&](int i) {
            const auto k = static_cast<std::size_t>(i);
            values[k] = before[k] + before[(k + 1) % 64] * 3;
        });
        for (std::size_t k = 0; k < 64; ++k)
            ASSERT_EQ(values[k], before[k] + before[(k + 1) % 64] * 3);
    }
}

// Both parts are the same thread's; it cannot end the one that it begins with unless another thread
// takes the other.
TEST(ThreadPool, PartsOfALateThreadAreTakenByOthers) {
    ThreadPool pool(2);
    for (int round = 0; round < 100; ++round) {
        std::atomic<bool> first_done{false};
        std::atomic<int> calls{0};
        pool.run(4, [&](int part) {
            if (part == 1) {
                first_done = true;
                first_done.notify_all();
            }
            if (part == 3) first_done.wait(false);
            ++calls;
        });
        ASSERT_EQ(calls, 4);
    }
}

TEST(ThreadPool, RangesCoverAllWithoutOverlap) {
    ThreadPool pool(4);
    for (const std::size_t count : {0U, 1U, 7U, 8U, 9U, 1000U}) {
        std::vector<std::atomic<int>> hits(count);
        pool.for_ranges(count, 8, [&](std::size_t begin, std::size_t end) {
            EXPECT_EQ(begin % 8, 0U);
            for (std::size_t i = begin; i < end; ++i) ++hits[i];
        });
        for (const auto& hit : hits) EXPECT_EQ(hit, 1);
    }
}

TEST(ThreadPool, RespectsTheAffinityMask) {
    cpu_set_t old, one;
    ASSERT_EQ(sched_getaffinity(0, sizeof(old), &old), 0);
    CPU_ZERO(&one);
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (CPU_ISSET(cpu, &old)) {
            CPU_SET(cpu, &one);
            break;
        }
    }
    ASSERT_EQ(sched_setaffinity(0, sizeof(one), &one), 0);
    EXPECT_EQ(available_cpus(), 1);
    EXPECT_EQ(ThreadPool(0).size(), 1);
    ASSERT_EQ(sched_setaffinity(0, sizeof(old), &old), 0);
}

}  // namespace
}  // namespace inkling
