// Workers spin for some microseconds after each run, then sleep: a training step follows the last
// one at once, while an idle server must not burn a core. Both sides use std::atomic wait/notify.
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
    alignas(64) std::atomic<std::uint32_t> generation{0};
    alignas(64) std::atomic<std::uint32_t> pending{0};
    void (*call)(void*, int) = nullptr;
    void* context = nullptr;
    int parts = 0;
    bool stop = false;
    int spins = 0;
    std::vector<std::thread> threads;
};

ThreadPool::ThreadPool(int threads) {
    const int cpus = available_cpus();
    const int wanted = std::clamp(threads == 0 ? cpus : threads, 1, 256);
    if (wanted == 1) return;
    shared_ = std::make_unique<Shared>();
    // Spinning helps only where each thread has a CPU of its own.
    shared_->spins = wanted <= cpus ? 20000 : 0;
    for (int index = 1; index < wanted; ++index) {
        try {
            shared_->threads.emplace_back([this, index] {
                Shared& s = *shared_;
                std::uint32_t seen = 0;
                while (true) {
                    seen = wait_for_change(s.generation, seen, s.spins);
                    if (s.stop) return;
                    for (int i = index; i < s.parts; i += size_) s.call(s.context, i);
                    if (s.pending.fetch_sub(1, std::memory_order_acq_rel) == 1)
                        s.pending.notify_one();
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
    shared_->stop = true;
    shared_->generation.fetch_add(1, std::memory_order_release);
    shared_->generation.notify_all();
    for (std::thread& thread : shared_->threads) thread.join();
}

void ThreadPool::run_erased(int parts, void (*call)(void*, int), void* context) {
    Shared& s = *shared_;
    s.call = call;
    s.context = context;
    s.parts = parts;
    s.pending.store(static_cast<std::uint32_t>(size_ - 1), std::memory_order_relaxed);
    s.generation.fetch_add(1, std::memory_order_release);
    s.generation.notify_all();
    for (int i = 0; i < parts; i += size_) call(context, i);
    for (std::uint32_t left = s.pending.load(std::memory_order_acquire); left != 0;)
        left = wait_for_change(s.pending, left, s.spins);
}

}  // namespace inkling
