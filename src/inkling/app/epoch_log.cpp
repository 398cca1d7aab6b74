#include "inkling/app/epoch_log.hpp"

#include <fmt/format.h>

#include "inkling/app/console.hpp"
#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"

namespace inkling {

namespace {

constexpr const char* header =
    "epoch,loss,accuracy,validation_loss,validation_accuracy,learning_rate,seconds";
constexpr std::uint64_t max_log_bytes = 16U << 20;

std::string csv_line(const EpochRecord& record) {
    const auto known = [](double value) {
        return value < 0 ? std::string{} : fmt::format("{:.6g}", value);
    };
    return fmt::format("{},{:.6g},{:.6g},{},{},{:.6g},{:.3f}", record.epoch, record.loss,
                       record.accuracy, known(record.validation_loss),
                       known(record.validation_accuracy), record.learning_rate, record.seconds);
}

std::optional<std::int64_t> epoch_of(std::string_view line) {
    return parse_integer(line.substr(0, line.find(',')));
}

}  // namespace

std::string epoch_csv(const std::vector<EpochRecord>& records) {
    std::string text = std::string(header) + "\n";
    for (const EpochRecord& record : records) text += csv_line(record) + "\n";
    return text;
}

Result<EpochLog> EpochLog::open(const std::string& path, bool resume) {
    std::vector<std::string> lines;
    if (resume && file_exists(path)) {
        INKLING_TRY(const Bytes bytes, read_file(path, {.max_bytes = max_log_bytes}));
        const std::string text(bytes.begin(), bytes.end());
        if (!text.starts_with(header))
            return file_error(printable(path) + ": exists and is not a log of inkling",
                              "give --log another name");
        for (const std::string_view line : split(text, '\n'))
            if (epoch_of(line)) lines.emplace_back(line);
    } else {
        INKLING_TRY_STATUS(check_writable(path));
    }
    return EpochLog(path, std::move(lines));
}

Status EpochLog::add(const EpochRecord& record) {
    // After kill -9 the log may be ahead of the checkpoint: the epoch is run, and written, again.
    while (!lines_.empty() && epoch_of(lines_.back()).value_or(0) >= record.epoch)
        lines_.pop_back();
    lines_.push_back(csv_line(record));
    return write();
}

Status EpochLog::finish(const std::vector<EpochRecord>& history) {
    lines_.clear();
    for (const EpochRecord& record : history) lines_.push_back(csv_line(record));
    return write();
}

Status EpochLog::write() const {
    std::string text = std::string(header) + "\n";
    for (const std::string& line : lines_) text += line + "\n";
    return write_file_atomic(path_, bytes_of(text));
}

}  // namespace inkling
