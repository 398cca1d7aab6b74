#include "inkling/app/search_log.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <optional>

#include "inkling/app/console.hpp"
#include "inkling/base/text.hpp"

namespace inkling {

namespace {

constexpr std::string_view header =
    "trial,validation_accuracy,validation_loss,best_epoch,seconds,learning_rate,batch_size,layers,"
    "front_end,rotate,scale,shear,shift,elastic,thickness,command\n";
constexpr std::uint64_t max_log_bytes = 16U << 20;
constexpr std::size_t result_columns = 5;

std::string quoted(const std::string& word) {
    std::string text = "\"";
    for (const char c : word) text += c == '"' ? std::string("\"\"") : std::string(1, c);
    return text + "\"";
}

/// A training that came to nothing has no loss.
std::string line_of(const TrialResult& result, const std::string& columns) {
    return fmt::format("{},{:.6f},{},{},{:.3f},{}\n", result.number, result.accuracy,
                       result.diverged() ? "" : fmt::format("{:.9g}", result.loss),
                       result.best_epoch, result.seconds, columns);
}

/// The result in `line`, where what follows it is `columns`.
std::optional<TrialResult> result_in(std::string_view line, const std::string& columns) {
    std::vector<std::string_view> cells;
    for (std::size_t i = 0; i < result_columns; ++i) {
        const std::size_t comma = line.find(',');
        if (comma == std::string_view::npos) return {};
        cells.push_back(line.substr(0, comma));
        line.remove_prefix(comma + 1);
    }
    const auto number = parse_integer(cells[0]), epoch = parse_integer(cells[3]);
    const auto accuracy = parse_number(cells[1]), seconds = parse_number(cells[4]);
    const auto loss = cells[2].empty() ? std::optional(0.0) : parse_number(cells[2]);
    if (!number || !accuracy || !loss || !epoch || !seconds || line != columns) return {};
    return TrialResult{static_cast<std::uint32_t>(*number), *accuracy, *loss,
                       static_cast<int>(*epoch), *seconds};
}

std::string lock_path(const std::string& path) {
    const std::filesystem::path file(path);
    return (file.parent_path() / ("." + file.filename().string() + ".lock")).string();
}

}  // namespace

std::string trial_columns(const Recipe& recipe, const std::string& command) {
    const AugmentSpec& a = recipe.augment;
    return fmt::format("{:g},{},{},{},{:g},{:g},{:g},{:g},{:g},{:g},{}",
                       recipe.optimizer.learning_rate, recipe.batch_size,
                       fmt::join(recipe.layers.hidden, "-"), name_of(recipe.layers.features),
                       a.rotate_degrees, a.scale, a.shear, a.shift_pixels, a.elastic_pixels,
                       a.thickness, quoted(command));
}

Result<SearchLog> SearchLog::open(const std::string& path, bool resume,
                                  const std::function<std::string(std::uint32_t)>& columns) {
    INKLING_TRY_STATUS(check_writable(path));
    auto lock = FileLock::try_acquire(lock_path(path));
    if (!lock) return std::move(lock).error().within(printable(path));
    SearchLog log(path, std::move(lock).value());
    if (file_exists(path)) {
        if (!resume)
            return file_error(printable(path) + ": exists",
                              "--resume goes on with it; or give --log another name");
        INKLING_TRY_STATUS(log.read(columns));
    }
    return log;
}

Status SearchLog::read(const std::function<std::string(std::uint32_t)>& columns) {
    INKLING_TRY(const Bytes bytes, read_file(path_, {.max_bytes = max_log_bytes}));
    const std::string text(bytes.begin(), bytes.end());
    if (!text.starts_with(header))
        return file_error(printable(path_) + ": is not a log of a search",
                          "give --log another name");
    for (const std::string_view line : split(std::string_view(text).substr(header.size()), '\n')) {
        if (line.empty()) continue;
        const auto number = static_cast<std::uint32_t>(results_.size() + 1);
        const auto result = result_in(line, columns(number));
        if (!result || result->number != number)
            return file_error(
                fmt::format("{}: line {} is not trial {} of this search", printable(path_),
                            number + 1, number),
                "give the options with which the search began, or --log another name");
        results_.push_back(*result);
        text_ += std::string(line) + "\n";
    }
    return {};
}

Status SearchLog::add(const TrialResult& result, const std::string& columns) {
    results_.push_back(result);
    text_ += line_of(result, columns);
    return write_file_atomic(path_, bytes_of(std::string(header) + text_));
}

}  // namespace inkling
