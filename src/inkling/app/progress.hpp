// Progress on stderr: one live line that is rewritten where a person watches, one plain line for
// each finished piece of work elsewhere.
#pragma once

#include <cstdint>
#include <string>

#include "inkling/app/terminal.hpp"
#include "inkling/train/trainer.hpp"

namespace inkling {

enum class ProgressStyle {
    none,   ///< nothing
    plain,  ///< a line for each epoch or file
    live,   ///< and a line that moves
};

/// `wish` is the value of --progress: "auto" is live on a terminal and plain elsewhere.
ProgressStyle progress_for(const std::string& wish, bool quiet, const Terminal& terminal);

/// A bar of `width` columns, `fraction` of it full.
std::string bar(double fraction, int width, const Terminal& terminal);
/// "12 s", "3 min 20 s", "1 h 04 min"; "0.42 s" below ten seconds.
std::string duration(double seconds);
/// "9.9 MB"
std::string byte_size(std::uint64_t bytes);

/// The line that moves while an epoch runs: bar, loss, accuracy, images/s and the time that is left
/// for all epochs. Never wider than the terminal: what matters least goes first.
std::string live_line(const StepRecord& step, const Terminal& terminal);
/// The line that stays when it is over.
std::string epoch_line(const EpochRecord& record, int epochs, const Terminal& terminal);

/// Shows both on stderr.
class TrainingProgress {
  public:
    TrainingProgress(ProgressStyle style, Terminal terminal, int epochs)
        : style_(style), terminal_(terminal), epochs_(epochs) {}
    ~TrainingProgress() { clear(); }
    TrainingProgress(const TrainingProgress&) = delete;
    TrainingProgress& operator=(const TrainingProgress&) = delete;

    void step(const StepRecord& record);
    void epoch(const EpochRecord& record);
    /// Takes the moving line away.
    void clear();

  private:
    ProgressStyle style_;
    Terminal terminal_;
    int epochs_;
    bool shown_ = false;
};

/// Shows the download of files on stderr.
class DownloadProgress {
  public:
    DownloadProgress(ProgressStyle style, Terminal terminal) : style_(style), terminal_(terminal) {}
    ~DownloadProgress() { clear(); }
    DownloadProgress(const DownloadProgress&) = delete;
    DownloadProgress& operator=(const DownloadProgress&) = delete;

    /// `total` is 0 where it is unknown.
    void update(const std::string& file, std::uint64_t done, std::uint64_t total);
    void clear();

  private:
    ProgressStyle style_;
    Terminal terminal_;
    std::string file_;
    int last_percent_ = -1;
    bool shown_ = false;
};

}  // namespace inkling
