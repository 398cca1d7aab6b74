#include "inkling/app/progress.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "inkling/app/console.hpp"
#include "inkling/base/text.hpp"

namespace inkling {

namespace {

constexpr const char* rewrite = "\r\x1b[2K";

/// "9 s", "3 min 20 s".
std::string whole_seconds(double seconds) {
    const auto whole = static_cast<std::int64_t>(std::llround(seconds));
    if (whole < 60) return fmt::format("{} s", whole);
    if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

std::string percent(double share) {
    return fmt::format("{:.2f} %", 100 * share);
}

std::string rate(double images_per_second) {
    if (images_per_second >= 1e5) return fmt::format("{:.0f}k images/s", images_per_second / 1000);
    return with_commas(static_cast<std::uint64_t>(images_per_second)) + " images/s";
}

/// Leaves parts out from the end until the line fits.
std::string fitted(std::vector<std::string> parts, int width) {
    while (true) {
        const std::string line = fmt::format("{}", fmt::join(parts, "  "));
        if (parts.size() == 1 || display_width(line) < width) return line;
        parts.pop_back();
    }
}

}  // namespace

ProgressStyle progress_for(const std::string& wish, bool quiet, const Terminal& terminal) {
    if (quiet || wish == "never") return ProgressStyle::none;
    if (wish == "always") return ProgressStyle::live;
    return terminal.interactive ? ProgressStyle::live : ProgressStyle::plain;
}

std::string bar(double fraction, int width, const Terminal& terminal) {
    const double share = std::clamp(fraction, 0.0, 1.0);
    const int halves = static_cast<int>(std::lround(share * width * 2));
    const int full = halves / 2;
    const bool half = halves % 2 == 1;
    std::string done, rest;
    for (int i = 0; i < full; ++i) done += terminal.unicode ? "━" : "#";
    if (half) done += terminal.unicode ? "╸" : "=";
    for (int i = full + (half ? 1 : 0); i < width; ++i)
        rest += terminal.unicode && terminal.colour ? "━" : terminal.unicode ? "─" : ".";
    return styled(terminal, Ink::cyan, done) +
           (rest.empty() ? "" : styled(terminal, Ink::dim, rest));
}

std::string duration(double seconds) {
    return seconds < 9.995 ? fmt::format("{:.2f} s", seconds) : whole_seconds(seconds);
}

std::string byte_size(std::uint64_t bytes) {
    if (bytes < 1000) return fmt::format("{} B", bytes);
    if (bytes < 1'000'000) return fmt::format("{:.1f} kB", static_cast<double>(bytes) / 1e3);
    if (bytes < 1'000'000'000) return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
    return fmt::format("{:.2f} GB", static_cast<double>(bytes) / 1e9);
}

std::string live_line(const StepRecord& step, const Terminal& terminal) {
    const int digits = static_cast<int>(std::to_string(step.epochs).size());
    const double share =
        step.total == 0 ? 0 : static_cast<double>(step.done) / static_cast<double>(step.total);
    const double speed = step.seconds > 0 ? static_cast<double>(step.done) / step.seconds : 0;
    const double left =
        static_cast<double>(step.total - std::min(step.done, step.total)) +
        static_cast<double>(step.epochs - step.epoch) * static_cast<double>(step.total);
    std::vector<std::string> parts = {
        fmt::format("epoch {:>{}}/{}", step.epoch, digits, step.epochs),
        fmt::format("{:3.0f} %", std::floor(100 * share)),
        fmt::format("loss {:.4f}", step.loss),
        "accuracy " + percent(step.accuracy),
        speed > 0 ? "ETA " + whole_seconds(std::ceil(left / speed)) : "ETA …",
        rate(speed),
    };
    // The bar takes the columns that are left over, within reason.
    int used = 0;
    for (const std::string& part : parts) used += display_width(part) + 2;
    const int room = std::min(terminal.width - used - 1, 30);
    if (room >= 6) parts[0] += "  " + bar(share, room, terminal);
    return fitted(std::move(parts), terminal.width);
}

std::string epoch_line(const EpochRecord& record, int epochs, const Terminal& terminal) {
    const int digits = static_cast<int>(std::to_string(epochs).size());
    std::vector<std::string> parts = {
        fmt::format("epoch {:>{}}/{}", record.epoch, digits, epochs),
        fmt::format("loss {:.4f}", record.loss),
        "accuracy " + percent(record.accuracy),
    };
    if (record.validation_accuracy >= 0) {
        parts.push_back("validation " +
                        styled(terminal, Ink::bold, percent(record.validation_accuracy)));
        if (record.validation_loss >= 0)
            parts.push_back(fmt::format("(loss {:.4f})", record.validation_loss));
    }
    parts.push_back(styled(terminal, Ink::dim, duration(record.seconds)));
    return terminal.interactive ? fitted(std::move(parts), terminal.width)
                                : fmt::format("{}", fmt::join(parts, "  "));
}

void TrainingProgress::step(const StepRecord& record) {
    if (style_ != ProgressStyle::live) return;
    write_note(rewrite + live_line(record, terminal_));
    shown_ = true;
}

void TrainingProgress::epoch(const EpochRecord& record) {
    clear();
    if (style_ != ProgressStyle::none) write_note(epoch_line(record, epochs_, terminal_) + "\n");
}

void TrainingProgress::clear() {
    if (shown_) write_note(rewrite);
    shown_ = false;
}

void DownloadProgress::update(const std::string& file, std::uint64_t done, std::uint64_t total) {
    if (style_ == ProgressStyle::none) return;
    const bool fresh = file != file_;
    file_ = file;
    if (style_ == ProgressStyle::plain) {
        const std::string size = total == 0 ? "" : " (" + byte_size(total) + ")";
        if (fresh) write_note("downloading " + printable(file) + size + "\n");
        return;
    }
    const double share = total == 0 ? 0 : static_cast<double>(done) / static_cast<double>(total);
    // A thousand updates a second are for nobody.
    const int now = total == 0 ? static_cast<int>(done / 100'000) : static_cast<int>(200 * share);
    if (!fresh && now == last_percent_) return;
    last_percent_ = now;
    std::vector<std::string> parts = {"downloading " + printable(file, 60)};
    if (total != 0) parts.push_back(bar(share, 24, terminal_));
    parts.push_back(total == 0 ? byte_size(done) : byte_size(done) + " of " + byte_size(total));
    write_note(rewrite + fitted(std::move(parts), terminal_.width));
    shown_ = true;
}

void DownloadProgress::clear() {
    if (shown_) write_note(rewrite);
    shown_ = false;
}

}  // namespace inkling
