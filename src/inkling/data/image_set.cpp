// The cross-checks that everything passes on its way to becoming an ImageSet.
#include <fmt/format.h>

#include <algorithm>

#include "inkling/base/text.hpp"
#include "inkling/bytes/gzip.hpp"
#include "inkling/data/readers_impl.hpp"

namespace inkling {
namespace {

constexpr std::size_t wide_header_bytes = 12;
constexpr std::uint64_t max_wide_bytes = 64ULL << 20;  // 30 times the largest known, QMNIST's

std::uint32_t big_endian(const std::uint8_t* p) {
    return static_cast<std::uint32_t>(p[0]) << 24 | static_cast<std::uint32_t>(p[1]) << 16 |
           static_cast<std::uint32_t>(p[2]) << 8 | static_cast<std::uint32_t>(p[3]);
}

bool is_wide(std::span<const std::uint8_t> bytes) {
    constexpr std::uint32_t magic = 0x00000C02;  // two dimensions of 32-bit integers
    return bytes.size() >= 4 && big_endian(bytes.data()) == magic;
}

/// Rows of 32-bit numbers, of which the first is the label. `head` is the header of the file.
Result<Buffer<std::uint8_t>> parse_wide_labels(std::span<const std::uint8_t> head,
                                               std::span<const std::uint8_t> raw, Bytes* plain) {
    if (head.size() < wide_header_bytes)
        return data_error(
            fmt::format("header cut: {} of {} bytes", head.size(), wide_header_bytes));
    const std::uint64_t rows = big_endian(head.data() + 4);
    const std::uint64_t columns = big_endian(head.data() + 8);
    if (columns == 0 || columns > 64 || rows > max_wide_bytes / columns / 4)
        return data_error(fmt::format("{} rows of {} numbers; labels are at most 64 numbers, {} MB",
                                      with_commas(rows), with_commas(columns),
                                      max_wide_bytes >> 20));
    const std::uint64_t size = wide_header_bytes + rows * columns * 4;
    auto unpacked = Buffer<std::uint8_t>::uninitialised(is_gzip(raw) ? size : 0);
    std::span<const std::uint8_t> bytes = raw;
    if (is_gzip(raw)) {
        INKLING_TRY_STATUS(gunzip_into(raw, unpacked));
        bytes = unpacked;
    }
    if (bytes.size() != size)
        return data_error(fmt::format("{} rows of {} numbers are {} bytes; the file has {}",
                                      with_commas(rows), columns, with_commas(size),
                                      with_commas(bytes.size())));
    auto labels = Buffer<std::uint8_t>::uninitialised(rows);
    for (std::uint64_t i = 0; i < rows; ++i) {
        const std::uint32_t label = big_endian(bytes.data() + wide_header_bytes + i * columns * 4);
        if (label > 255)
            return data_error(fmt::format("label {} at index {}; allowed 0..255", label, i));
        labels[i] = static_cast<std::uint8_t>(label);
    }
    if (plain != nullptr) plain->assign(bytes.begin(), bytes.end());
    return labels;
}

std::string allowed_labels(std::size_t classes) {
    return fmt::format("0..{}", classes - 1);
}

}  // namespace

Result<Buffer<std::uint8_t>> parse_labels(std::span<const std::uint8_t> raw, Bytes* plain) {
    // The header first: memory is bounded by what it declares, not by what a bomb inflates to.
    Bytes head(raw.begin(), raw.begin() + std::min(raw.size(), wide_header_bytes));
    if (is_gzip(raw)) {
        INKLING_TRY(head, gunzip_prefix(raw, wide_header_bytes));
    }
    if (is_wide(head))
        return with_hint(parse_wide_labels(head, raw, plain),
                         "fetch or copy the file again, or write it anew");
    INKLING_TRY(IdxArray array, parse_idx_labels(raw));
    if (plain != nullptr) *plain = write_idx(array);
    return std::move(array.values);
}

Result<ImageSet> make_image_set(LabelledArrays arrays, std::size_t classes) {
    const auto& shape = arrays.images.shape;
    const bool flat = shape.size() == 2 && shape[1] == digit_size;
    const bool square = shape.size() == 3 && shape[1] == digit_side && shape[2] == digit_side;
    if (!flat && !square) {
        const std::string size = shape.size() == 3 ? fmt::format("{}x{}", shape[1], shape[2])
                                                   : fmt::format("of {} numbers", shape.back());
        return data_error(fmt::format("{}: images are {}; model wants 28x28",
                                      printable(arrays.images_name), size),
                          "give the pictures as PNG in one folder a class: they are then framed "
                          "to 28x28");
    }
    ImageSet set;
    set.count = shape[0];
    set.height = set.width = digit_side;
    if (arrays.labels.size() != set.count)
        return data_error(
            fmt::format("{}: {} images but {} labels in {}", printable(arrays.images_name),
                        set.count, arrays.labels.size(), printable(arrays.labels_name)),
            "take both files from the same place, completely");
    const auto wrong = std::find_if(arrays.labels.begin(), arrays.labels.end(),
                                    [&](std::uint8_t label) { return label >= classes; });
    if (wrong != arrays.labels.end())
        return data_error(
            fmt::format("{}: label {} at index {}; allowed {}", printable(arrays.labels_name),
                        *wrong, wrong - arrays.labels.begin(), allowed_labels(classes)),
            arrays.labels_hint);
    set.pixels = std::move(arrays.images.values);
    set.labels = std::move(arrays.labels);
    return set;
}

}  // namespace inkling
