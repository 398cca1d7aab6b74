// How far `inkling read` has come, on stderr.
#pragma once

#include <chrono>
#include <cstddef>

#include "inkling/app/progress.hpp"

namespace inkling {

/// "137 of 1,000 pictures  12.3/s  1 min 10 s left"
std::string read_progress_line(std::size_t done, std::size_t total, double seconds);

class ReadProgress {
  public:
    ReadProgress(ProgressStyle style, std::size_t total)
        : style_(style), total_(total), start_(std::chrono::steady_clock::now()) {}
    ~ReadProgress() { clear(); }
    ReadProgress(const ReadProgress&) = delete;
    ReadProgress& operator=(const ReadProgress&) = delete;

    /// One more picture is done.
    void step();
    /// Takes the moving line away.
    void clear();

  private:
    ProgressStyle style_;
    std::size_t total_;
    std::size_t done_ = 0;
    std::chrono::steady_clock::time_point start_;
    bool shown_ = false;
};

}  // namespace inkling
