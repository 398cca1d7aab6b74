// Fork and join over a fixed number of threads. Work is split by the caller into parts whose
// results do not depend on which thread computes them: that is how the same seed gives the same
// bits for any number of threads.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

namespace inkling {

/// Number of CPUs that this process may use: affinity mask and cgroup quota respected; at least 1.
int available_cpus();

class ThreadPool {
  public:
    /// `threads` workers, the calling thread included; 0 means available_cpus(). Where the system
    /// refuses threads, the pool has fewer, but at least one. At most 256.
    explicit ThreadPool(int threads = 0);
    ~ThreadPool();
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    [[nodiscard]] int size() const noexcept { return size_; }

    /// Calls part(i) for each i in 0 .. parts-1 and returns when all are done. Thread t of n takes
    /// parts t, t+n, …, and those of other threads only when they are late; `part` must not throw.
    /// Only one run() at a time; a part must not call run() of its own pool.
    template <class F>
    void run(int parts, F&& part) {
        if (parts <= 1 || size_ == 1) {
            for (int i = 0; i < parts; ++i) part(i);
            return;
        }
        run_erased(
            parts, [](void* f, int i) { (*static_cast<std::remove_reference_t<F>*>(f))(i); },
            const_cast<void*>(static_cast<const void*>(&part)));
    }

    /// Splits 0 .. count-1 into one contiguous range per thread, each a multiple of `grain` but the
    /// last, and calls range(begin, end) for each that is not empty.
    template <class F>
    void for_ranges(std::size_t count, std::size_t grain, F&& range) {
        const std::size_t grains = (count + grain - 1) / grain;
        const std::size_t parts =
            grains < static_cast<std::size_t>(size_) ? grains : static_cast<std::size_t>(size_);
        run(static_cast<int>(parts), [&](int i) {
            const auto p = static_cast<std::size_t>(i);
            const std::size_t begin = grains * p / parts * grain;
            std::size_t end = grains * (p + 1) / parts * grain;
            if (end > count) end = count;
            if (begin < end) range(begin, end);
        });
    }

  private:
    struct Shared;
    void run_erased(int parts, void (*call)(void*, int), void* context);

    int size_ = 1;
    std::unique_ptr<Shared> shared_;
};

}  // namespace inkling
