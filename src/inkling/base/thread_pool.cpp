// Workers spin for some microseconds after each run, then sleep: a training step follows the last
// one at once, while an idle server must not burn a core. Both sides use std::atomic wait/notify.
//
// Each thread takes its own parts first, then those of threads that are late: on a busy machine
// nobody waits for a worker that has no processor.
#include "inkling/base/thread_pool.hpp"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <thread>
#include <vector>

#include "inkling/base/cgroup_impl.hpp"

namespace inkling {

namespace {

void relax() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

/// Waits until `value` differs from `old`, spinning first; returns the new value.
std::uint32_t wait_for_change(const std::atomic<std::uint32_t>& value, std::uint32_t old,
                              int spins) {
    for (int i = 0; i < spins; ++i) {
        const std::uint32_t now = value.load(std::memory_order_acquire);
        if (now != old) return now;
        relax();
    }
    std::uint32_t now = value.load(std::memory_order_acquire);
    while (now == old) {
        value.wait(old, std::memory_order_acquire);
        now = value.load(std::memory_order_acquire);
    }
    return now;
}

}  // namespace

int available_cpus() {
    cpu_set_t set;
    CPU_ZERO(&set);
    int count = 0;
    if (sched_getaffinity(0, sizeof(set), &set) == 0) count = CPU_COUNT(&set);
    if (count <= 0) count = static_cast<int>(std::thread::hardware_concurrency());
    return std::max(1, std::min(count, cgroup_cpus("/sys/fs/cgroup")));
}

struct ThreadPool::Shared {
    /// The parts of one thread that nobody has taken yet: the number of the run above, how many are
    /// left below. One word, so that a thread that is late by a whole run takes nothing.
    struct alignas(64) Slot {
        std::atomic<std::uint64_t> ticket{0};
    };

    alignas(64) std::atomic<std::uint32_t> generation{0};
    alignas(64) std::atomic<std::uint32_t> pending{0};  ///< parts not yet done
    std::atomic<void (*)(void*, int)> call{nullptr};
    std::atomic<void*> context{nullptr};
    std::atomic<bool> stop{false};
    int spins = 0;
    std::vector<Slot> slots;
    std::vector<std::thread> threads;

    /// Runs the parts of thread `index` of run `number`, then those of the others.
    void work(std::size_t index, std::uint32_t number) {
        const std::size_t count = slots.size();
        for (std::size_t k = 0; k < count; ++k) {
            const std::size_t owner = (index + k) % count;
            std::uint32_t done = 0;
            for (std::uint32_t left = take(owner, number); left != 0; left = take(owner, number)) {
                // Whoever holds a part knows that its run goes on: these are the run's.
                call.load(std::memory_order_relaxed)(context.load(std::memory_order_relaxed),
                                                     static_cast<int>(owner + count * (left - 1)));
                ++done;
            }
            if (done != 0 && pending.fetch_sub(done, std::memory_order_acq_rel) == done)
                pending.notify_one();
        }
    }

    /// How many parts of `owner` were left, the one taken included; 0: none.
    std::uint32_t take(std::size_t owner, std::uint32_t number) {
        std::atomic<std::uint64_t>& ticket = slots[owner].ticket;
        std::uint64_t now = ticket.load(std::memory_order_acquire);
        while (now >> 32 == number && static_cast<std::uint32_t>(now) != 0)
            if (ticket.compare_exchange_weak(now, now - 1, std::memory_order_acq_rel,
                                             std::memory_order_acquire))
                return static_cast<std::uint32_t>(now);
        return 0;
    }
};

ThreadPool::ThreadPool(int threads) {
    const int cpus = available_cpus();
    const int wanted = std::clamp(threads == 0 ? cpus : threads, 1, 256);
    if (wanted == 1) return;
    shared_ = std::make_unique<Shared>();
    // Spinning helps only where each thread has a CPU of its own.
    shared_->spins = wanted <= cpus ? 20000 : 0;
    shared_->slots = std::vector<Shared::Slot>(static_cast<std::size_t>(wanted));
    for (int index = 1; index < wanted; ++index) {
        try {
            shared_->threads.emplace_back([this, index] {
                Shared& s = *shared_;
                std::uint32_t seen = 0;
                while (true) {
                    seen = wait_for_change(s.generation, seen, s.spins);
                    if (s.stop.load(std::memory_order_relaxed)) return;
                    s.work(static_cast<std::size_t>(index), seen);
                }
            });
        } catch (const std::exception&) {
            break;  // the system has no more threads or memory to give: work with those we have
        }
    }
    size_ = static_cast<int>(shared_->threads.size()) + 1;
}

ThreadPool::~ThreadPool() {
    if (!shared_) return;
    shared_->stop.store(true, std::memory_order_relaxed);
    shared_->generation.fetch_add(1, std::memory_order_release);
    shared_->generation.notify_all();
    for (std::thread& thread : shared_->threads) thread.join();
}

void ThreadPool::run_erased(int parts, void (*call)(void*, int), void* context) {
    Shared& s = *shared_;
    const std::uint32_t number = s.generation.load(std::memory_order_relaxed) + 1;
    s.call.store(call, std::memory_order_relaxed);
    s.context.store(context, std::memory_order_relaxed);
    s.pending.store(static_cast<std::uint32_t>(parts), std::memory_order_relaxed);
    const auto all = static_cast<std::uint64_t>(parts), count = s.slots.size();
    for (std::size_t owner = 0; owner < count; ++owner)
        s.slots[owner].ticket.store(std::uint64_t{number} << 32 | (all + count - 1 - owner) / count,
                                    std::memory_order_release);
    s.generation.store(number, std::memory_order_release);
    s.generation.notify_all();
    s.work(0, number);
    for (std::uint32_t left = s.pending.load(std::memory_order_acquire); left != 0;)
        left = wait_for_change(s.pending, left, s.spins);
}

}  // namespace inkling
