// CSV as Kaggle and others publish MNIST: a label and 784 pixels a line. The text is cut into parts
// at line ends, and the threads parse one part each.
#include <fmt/format.h>

#include <algorithm>
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

/// What one thread made of its part of the text.
struct Part {
    std::string_view text;
    std::size_t first_line = 0;  ///< its number in the file, from 1
    std::vector<std::uint8_t> pixels;
    std::vector<std::uint8_t> labels;
    std::optional<Error> error;
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

/// Parses one line to the end of `part`; the column where it failed, or nothing.
std::optional<std::size_t> parse_line(std::string_view line, std::size_t classes, Part& part) {
    const char* p = line.data();
    const char* const end = p + line.size();
    part.pixels.resize(part.pixels.size() + digit_size);
    std::uint8_t* pixels = part.pixels.data() + part.pixels.size() - digit_size;
    for (std::size_t column = 0; column < columns; ++column) {
        std::uint8_t value = 0;
        const auto [stop, code] = std::from_chars(p, end, value);
        if (code != std::errc{}) return column;
        const bool last = column + 1 == columns;
        if (last ? stop != end : (stop == end || *stop != ',')) return column;
        if (column == 0) {
            if (value >= classes) return column;
            part.labels.push_back(value);
        } else {
            pixels[column - 1] = value;
        }
        p = stop + 1;
    }
    return std::nullopt;
}

Status parse_part(Part& part, std::size_t classes) {
    std::string_view rest = part.text;
    for (std::size_t number = part.first_line; !rest.empty(); ++number) {
        const std::size_t length = std::min(rest.find('\n'), rest.size());
        const std::string_view line = without_line_end(rest.substr(0, length));
        rest.remove_prefix(std::min(length + 1, rest.size()));
        const auto column = parse_line(line, classes, part);
        if (!column) continue;
        std::uint8_t label = 0;
        const char* const end = line.data() + line.size();
        const auto [stop, code] = std::from_chars(line.data(), end, label);
        if (*column == 0 && code == std::errc{} && stop != end && *stop == ',')
            return data_error(
                fmt::format("line {}: label {}; allowed 0..{}", number, label, classes - 1));
        return line_error(line, number, *column);
    }
    return {};
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

std::vector<Part> cut(std::string_view text, std::size_t first_line, std::size_t count) {
    std::vector<Part> parts;
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= count && begin < text.size(); ++i) {
        std::size_t end = std::max(begin, text.size() * i / count);
        end = i == count ? text.size() : std::min(text.find('\n', end), text.size() - 1) + 1;
        Part part;
        part.text = text.substr(begin, end - begin);
        parts.push_back(std::move(part));
        begin = end;
    }
    for (Part& part : parts) {
        part.first_line = first_line;
        first_line +=
            static_cast<std::size_t>(std::count(part.text.begin(), part.text.end(), '\n'));
    }
    return parts;
}

ImageSet join(const std::vector<Part>& parts) {
    ImageSet set;
    set.height = set.width = digit_side;
    for (const Part& part : parts) set.count += part.labels.size();
    set.pixels = Buffer<std::uint8_t>::uninitialised(set.count * digit_size);
    set.labels = Buffer<std::uint8_t>::uninitialised(set.count);
    std::uint8_t* pixels = set.pixels.data();
    std::uint8_t* labels = set.labels.data();
    for (const Part& part : parts) {
        pixels = std::copy(part.pixels.begin(), part.pixels.end(), pixels);
        labels = std::copy(part.labels.begin(), part.labels.end(), labels);
    }
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
    text = text.substr(0, end + 1);
    auto parts = cut(text, first_line, static_cast<std::size_t>(pool.size()));
    pool.run(static_cast<int>(parts.size()), [&](int i) {
        Part& part = parts[static_cast<std::size_t>(i)];
        const Status status = no_throw([&] { return parse_part(part, classes); });
        if (!status) part.error = status.error();
    });
    for (Part& part : parts)
        if (part.error) return std::move(*part.error);
    return join(parts);
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
        if (!set) return std::move(set).error().within(printable(path));
        (i == 0 ? dataset.train : dataset.test) = std::move(set).value();
    }
    return dataset;
}

}  // namespace inkling
