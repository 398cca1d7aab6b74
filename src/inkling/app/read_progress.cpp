#include "inkling/app/read_progress.hpp"

#include <fmt/format.h>

#include "inkling/app/console.hpp"
#include "inkling/base/text.hpp"

namespace inkling {

namespace {

constexpr const char* rewrite = "\r\x1b[K";
constexpr std::size_t plain_step = 100;  // pictures to a line where nobody watches

}  // namespace

std::string read_progress_line(std::size_t done, std::size_t total, double seconds) {
    const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
    std::string line = fmt::format("{} of {} pictures", with_commas(done), with_commas(total));
    if (done == 0 || rate <= 0) return line;
    line += fmt::format("  {:.1f}/s", rate);
    if (done < total) line += "  " + duration(static_cast<double>(total - done) / rate) + " left";
    return line;
}

void ReadProgress::step() {
    ++done_;
    if (style_ == ProgressStyle::none || total_ < 2) return;
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
    const std::string line = read_progress_line(done_, total_, passed.count());
    if (style_ == ProgressStyle::live) {
        write_note(rewrite + line);
        shown_ = true;
    } else if (done_ % plain_step == 0) {
        write_note(line + "\n");
    }
}

void ReadProgress::clear() {
    if (shown_) write_note(rewrite);
    shown_ = false;
}

}  // namespace inkling
