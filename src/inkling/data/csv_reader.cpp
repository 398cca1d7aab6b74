// CSV as Kaggle and others publish MNIST: a label and 784 pixels a line. The text is cut into parts
// at line ends, and the threads parse one part each.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string_view>

#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/bytes/gzip.hpp"
#include "inkling/data/readers_impl.hpp"

namespace inkling {
namespace {

constexpr std::size_t columns = digit_size + 1;
constexpr std::uint64_t max_text_bytes = 4ULL << 30;
constexpr std::string_view usual_hint =
    "each line is a label and 784 grey levels 0..255, with commas between";

/// Bytes of the shortest line that is right: one digit a value, commas between, and the line end.
constexpr std::size_t shortest_line = 2 * columns;

/// The lines that one thread parses, and where their images go.
struct Part {
    std::string_view text;
    std::size_t first_line = 0;  ///< its number in the file, from 1
    std::uint8_t* pixels = nullptr;
    std::uint8_t* labels = nullptr;
    std::optional<Error> error = {};
};

std::string_view without_line_end(std::string_view line) {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}

std::string_view field_at(std::string_view line, std::size_t column) {
    const auto fields = split(line, ',');
    return column < fields.size() ? fields[column] : std::string_view{};
}

std::size_t field_count(std::string_view line) {
    return static_cast<std::size_t>(std::count(line.begin(), line.end(), ',')) + 1;
}

Error line_error(std::string_view line, std::size_t line_number, std::size_t column) {
    const std::size_t found = line.empty() ? 0 : field_count(line);
    if (line.empty()) return data_error(fmt::format("line {}: is empty", line_number));
    if (found != columns)
        return data_error(
            fmt::format("line {}: {} values; expected {} (a label and 28x28 pixels)", line_number,
                        found, columns),
            found == digit_size ? "the label is missing: it must be the first value" : "");
    return data_error(fmt::format("line {}, column {}: '{}' is no whole number 0..255", line_number,
                                  column + 1, printable(field_at(line, column), 24)),
                      column == 0 ? "the label must be the first value of each line" : "");
}

/// Parses one line; the column where it failed, or nothing.
std::optional<std::size_t> parse_line(std::string_view line, std::size_t classes,
                                      std::uint8_t& label, std::uint8_t* pixels) {
    const char* p = line.data();
    const char* const end = p + line.size();
    for (std::size_t column = 0; column < columns; ++column) {
        std::uint8_t value = 0;
        const auto [stop, code] = std::from_chars(p, end, value);
        if (code != std::errc{}) return column;
        const bool last = column + 1 == columns;
        if (last ? stop != end : (stop == end || *stop != ',')) return column;
        if (column == 0) {
            if (value >= classes) return column;
            label = value;
        } else {
            pixels[column - 1] = value;
        }
        p = stop + 1;
    }
    return std::nullopt;
}

Error explain(std::string_view line, std::size_t line_number, std::size_t column,
              std::size_t classes) {
    std::uint8_t label = 0;
    const char* const end = line.data() + line.size();
    const auto [stop, code] = std::from_chars(line.data(), end, label);
    if (column == 0 && code == std::errc{} && stop != end && *stop == ',')
        return data_error(
            fmt::format("line {}: label {}; allowed 0..{}", line_number, label, classes - 1),
            "a file classes.txt beside it, one name a line, declares other classes");
    return line_error(line, line_number, column);
}

/// Calls line(number, text) for each line until one returns false.
template <class F>
void for_lines(std::string_view text, std::size_t number, F&& line) {
    while (!text.empty()) {
        const std::size_t length = std::min(text.find('\n'), text.size());
        if (!line(number++, without_line_end(text.substr(0, length)))) return;
        text.remove_prefix(std::min(length + 1, text.size()));
    }
}

Status parse_part(const Part& part, std::size_t classes) {
    std::optional<Error> error;
    std::size_t i = 0;
    for_lines(part.text, part.first_line, [&](std::size_t number, std::string_view line) {
        const auto column = parse_line(line, classes, part.labels[i], part.pixels + i * digit_size);
        if (column) error = explain(line, number, *column, classes);
        ++i;
        return !column;
    });
    if (error) return std::move(*error);
    return {};
}

/// The error of the first wrong line of a text that has more lines than it has room for.
Error too_many_lines(std::string_view text, std::size_t first_line, std::size_t classes) {
    Error error = data_error("too many lines");
    std::uint8_t label = 0;
    std::array<std::uint8_t, digit_size> pixels{};
    for_lines(text, first_line, [&](std::size_t number, std::string_view line) {
        const auto column = parse_line(line, classes, label, pixels.data());
        if (column) error = explain(line, number, *column, classes);
        return !column;
    });
    return error;
}

/// A first line that holds names, not numbers; it is counted, but not read.
bool is_header(std::string_view line) {
    return !line.empty() && (line.front() < '0' || line.front() > '9') && line.front() != '-' &&
           line.front() != ',';
}

Status check_header(std::string_view line) {
    const std::size_t found = field_count(line);
    if (found != columns)
        return data_error(fmt::format("line 1: {} columns; expected {} (a label and 28x28 pixels)",
                                      found, columns),
                          found == digit_size
                              ? "the file has no labels, as Kaggle's test.csv: it cannot be "
                                "learned from or tested on"
                              : "");
    const std::string_view first = field_at(line, 0);
    const std::string_view last = field_at(line, columns - 1);
    if (first.find("pixel") != std::string_view::npos ||
        (last.find("label") != std::string_view::npos) || last == "class")
        return data_error(
            fmt::format("line 1: the label is column '{}', the last", printable(last, 24)),
            "move the label to the first column");
    return {};
}

std::vector<std::string_view> cut(std::string_view text, std::size_t count) {
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= count && begin < text.size(); ++i) {
        std::size_t end = std::max(begin, text.size() * i / count);
        end = i == count ? text.size() : std::min(text.find('\n', end), text.size() - 1) + 1;
        parts.push_back(text.substr(begin, end - begin));
        begin = end;
    }
    return parts;
}

std::size_t line_count(std::string_view text) {
    const bool open_end = !text.empty() && text.back() != '\n';
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) +
           (open_end ? 1 : 0);
}

/// `text` is not empty and does not end with a line end.
Result<ImageSet> parse_lines(std::string_view text, std::size_t first_line, std::size_t classes,
                             ThreadPool& pool) {
    ImageSet set;
    set.height = set.width = digit_side;
    set.count = line_count(text);
    // Memory is taken for what the text can hold, not for what its line ends claim.
    if (set.count > text.size() / shortest_line + 1)
        return too_many_lines(text, first_line, classes);
    set.pixels = Buffer<std::uint8_t>::uninitialised(set.count * digit_size);
    set.labels = Buffer<std::uint8_t>::uninitialised(set.count);
    std::vector<Part> parts;
    std::size_t done = 0;
    for (const std::string_view part : cut(text, static_cast<std::size_t>(pool.size()))) {
        parts.push_back({.text = part,
                         .first_line = first_line + done,
                         .pixels = set.pixels.data() + done * digit_size,
                         .labels = set.labels.data() + done});
        done += line_count(part);
    }
    pool.run(static_cast<int>(parts.size()), [&](int i) {
        Part& part = parts[static_cast<std::size_t>(i)];
        const Status status = no_throw([&] { return parse_part(part, classes); });
        if (!status) part.error = status.error();
    });
    for (Part& part : parts)
        if (part.error) return std::move(*part.error);
    return set;
}

Result<ImageSet> parse_csv(std::string_view text, std::size_t classes, ThreadPool& pool) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    const std::string_view first = without_line_end(text.substr(0, text.find('\n')));
    std::size_t first_line = 1;
    if (is_header(first)) {
        INKLING_TRY_STATUS(check_header(first));
        text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
        first_line = 2;
    }
    const std::size_t end = text.find_last_not_of("\r\n");
    if (end == std::string_view::npos) return data_error("no images");
    return parse_lines(text.substr(0, end + 1), first_line, classes, pool);
}

Result<Bytes> read_text(const std::string& path) {
    INKLING_TRY(Bytes bytes, read_file(path, {.max_bytes = max_text_bytes}));
    if (!is_gzip(bytes)) return bytes;
    auto plain = gunzip(bytes, max_text_bytes);
    if (!plain) return std::move(plain).error().within(printable(path));
    return plain;
}

std::string_view as_text(const Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Result<Dataset> read_csv(const CsvPaths& paths, const std::vector<std::string>& classes,
                         const DataOptions& options) {
    Dataset dataset;
    dataset.classes = classes;
    PoolOf pool(options);
    const std::string* files[2] = {&paths.train, &paths.test};
    const bool wanted[2] = {options.want_train, options.want_test};
    for (int i = 0; i < 2; ++i) {
        const std::string& path = *files[i];
        if (path.empty() || !wanted[i]) continue;
        INKLING_TRY(const Bytes bytes, read_text(path));
        const std::string_view text = as_text(bytes);
        if (paths.skip_unlabelled && field_count(text.substr(0, text.find('\n'))) == digit_size) {
            dataset.notice =
                fmt::format("{} has no labels (784 columns): left out", printable(path));
            continue;
        }
        auto set = parse_csv(text, classes.size(), *pool);
        if (!set) return std::move(set).error().within(printable(path)).or_hint(usual_hint);
        (i == 0 ? dataset.train : dataset.test) = std::move(set).value();
    }
    return dataset;
}

}  // namespace inkling
