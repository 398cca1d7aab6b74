// Threads for what would hold up an event loop: decoding pictures, loading models, training.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace inkling {

class Workers {
  public:
    /// At most `threads`; fewer where the system refuses them.
    Workers(int threads, std::size_t max_waiting);
    ~Workers();
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    /// False where too much waits already. Without any thread, `work` runs at once.
    bool submit(std::function<void()> work);

  private:
    void serve();

    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<std::function<void()>> waiting_;
    std::size_t max_waiting_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace inkling
