#include "inkling/bytes/idx.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "inkling/base/text.hpp"
#include "inkling/bytes/file_impl.hpp"
#include "inkling/bytes/gzip.hpp"
#include "inkling/bytes/gzip_impl.hpp"

namespace inkling {
namespace {

constexpr std::uint32_t image_magic = 0x00000803;
constexpr std::uint32_t label_magic = 0x00000801;
constexpr std::size_t longest_header_bytes = 16;
constexpr std::string_view usual_hint = "fetch or copy the file again, or write it anew";

enum class Kind { images, labels };

std::uint32_t magic_of(Kind kind) {
    return kind == Kind::images ? image_magic : label_magic;
}
std::size_t dimensions_of(Kind kind) {
    return kind == Kind::images ? 3 : 1;
}
std::size_t header_bytes_of(Kind kind) {
    return 4 + 4 * dimensions_of(kind);
}
const char* name_of(Kind kind) {
    return kind == Kind::images ? "images" : "labels";
}

std::uint32_t big_endian(std::span<const std::uint8_t> b) {
    return static_cast<std::uint32_t>(b[0]) << 24 | static_cast<std::uint32_t>(b[1]) << 16 |
           static_cast<std::uint32_t>(b[2]) << 8 | static_cast<std::uint32_t>(b[3]);
}

Status check_magic(std::span<const std::uint8_t> header, Kind kind) {
    const std::uint32_t wanted = magic_of(kind);
    const std::uint32_t magic = big_endian(header);
    if (magic == wanted) return {};
    if (magic == label_magic || magic == image_magic)
        return data_error(fmt::format("this is {} file (magic 0x{:08X}); {} need 0x{:08X}",
                                      magic == label_magic ? "a label" : "an image", magic,
                                      name_of(kind), wanted),
                          "were the two files confused?");
    if (__builtin_bswap32(magic) == wanted)
        return data_error(
            fmt::format("byte order reversed (magic 0x{:08X}, expected 0x{:08X})", magic, wanted),
            "IDX numbers are big-endian: write the header again");
    if (header[0] == 0 && header[1] == 0 && header[2] >= 0x08 && header[2] <= 0x0E) {
        if (header[2] != 0x08)
            return data_error(
                fmt::format("unsupported element type 0x{:02X}; only unsigned byte 0x08",
                            header[2]),
                "save the values as bytes, such as x.astype('uint8')");
        return data_error(fmt::format("{} dimensions (magic 0x{:08X}); {} have {}", header[3],
                                      magic, name_of(kind), dimensions_of(kind)));
    }
    const std::string_view start(reinterpret_cast<const char*>(header.data()),
                                 std::min<std::size_t>(header.size(), 12));
    return data_error(fmt::format("not an IDX file (starts with '{}'; {} start with 0x{:08X})",
                                  printable(start), name_of(kind), wanted));
}

/// What the header declares, checked; `values` is the product of the shape.
struct Header {
    std::vector<std::uint32_t> shape;
    std::uint64_t values = 1;
};

Result<Header> parse_header(std::span<const std::uint8_t> bytes, Kind kind,
                            const IdxWanted& wanted) {
    const std::size_t needed = header_bytes_of(kind);
    if (bytes.empty()) return data_error(fmt::format("empty file: need at least {} bytes", needed));
    if (bytes.size() >= 4) INKLING_TRY_STATUS(check_magic(bytes, kind));
    if (bytes.size() < needed)
        return data_error(fmt::format("header cut: {} of {} bytes", bytes.size(), needed));
    Header header;
    for (std::size_t i = 0; i < dimensions_of(kind); ++i)
        header.shape.push_back(big_endian(bytes.subspan(4 + 4 * i)));
    if (kind == Kind::images) {
        const std::uint32_t rows = header.shape[1];
        const std::uint32_t columns = header.shape[2];
        if (rows == 0 || columns == 0)
            return data_error(fmt::format("image size {} x {}", rows, columns));
        if ((wanted.rows != 0 && rows != wanted.rows) ||
            (wanted.columns != 0 && columns != wanted.columns))
            return data_error(fmt::format("images are {}x{}; model wants {}x{}", rows, columns,
                                          wanted.rows, wanted.columns));
    }
    if (header.shape[0] == 0) return data_error(fmt::format("the file holds no {}", name_of(kind)));
    for (const std::uint32_t n : header.shape)
        if (__builtin_mul_overflow(header.values, n, &header.values) ||
            header.values > wanted.max_values)
            return data_error(fmt::format("the header declares {} values; at most {} are read",
                                          fmt::join(header.shape, " x "),
                                          with_commas(wanted.max_values)));
    return header;
}

Status check_length(std::uint64_t expected, std::uint64_t found) {
    if (expected == found) return {};
    return data_error(fmt::format("{}: expected {} bytes, found {}",
                                  found < expected ? "file cut" : "excess bytes at the end",
                                  with_commas(expected), with_commas(found)),
                      "fetch or copy the file again");
}

Status check_labels(const IdxArray& labels, Kind kind, const IdxWanted& wanted) {
    if (kind != Kind::labels || wanted.classes == 0) return {};
    const auto wrong = std::find_if(labels.values.begin(), labels.values.end(),
                                    [&](std::uint8_t label) { return label >= wanted.classes; });
    if (wrong == labels.values.end()) return {};
    return data_error(fmt::format("label {} at index {}; allowed 0..{}", *wrong,
                                  wrong - labels.values.begin(), wanted.classes - 1));
}

/// An array whose values are yet to be filled in, and room for the header before them: the
/// decompressor writes both at one go, and no byte is moved afterwards.
IdxArray make_array(Header header) {
    IdxArray array;
    array.shape = std::move(header.shape);
    array.values = Buffer<std::uint8_t>::uninitialised(header.values, longest_header_bytes);
    return array;
}

Result<IdxArray> parse_gzip(std::span<const std::uint8_t> packed, Kind kind,
                            const IdxWanted& wanted) {
    const std::size_t header_bytes = header_bytes_of(kind);
    INKLING_TRY(const Bytes start, gunzip_prefix(packed, header_bytes));
    INKLING_TRY(Header header, parse_header(start, kind, wanted));
    const std::uint64_t most = most_gunzipped_bytes(packed.size());
    if (header.values + header_bytes > most)
        return data_error(
            fmt::format("file cut: expected {} bytes, but {} compressed ones cannot "
                        "hold more than {}",
                        with_commas(header.values + header_bytes), with_commas(packed.size()),
                        with_commas(most)));
    IdxArray array = make_array(std::move(header));
    INKLING_TRY_STATUS(gunzip_into(
        packed, {array.values.data() - header_bytes, array.values.size() + header_bytes}));
    return array;
}

Result<IdxArray> parse(std::span<const std::uint8_t> bytes, Kind kind, const IdxWanted& wanted) {
    IdxArray array;
    if (is_gzip(bytes)) {
        INKLING_TRY(array, parse_gzip(bytes, kind, wanted));
    } else {
        INKLING_TRY(Header header, parse_header(bytes, kind, wanted));
        const std::size_t header_bytes = header_bytes_of(kind);
        INKLING_TRY_STATUS(check_length(header_bytes + header.values, bytes.size()));
        array.shape = std::move(header.shape);
        array.values = Buffer<std::uint8_t>::copy_of(bytes.subspan(header_bytes));
    }
    INKLING_TRY_STATUS(check_labels(array, kind, wanted));
    return array;
}

/// The rest of a plain file, of which the start is read already.
Result<IdxArray> read_plain(InputFile& file, std::span<const std::uint8_t> start, Kind kind,
                            const IdxWanted& wanted) {
    const std::size_t header_bytes = header_bytes_of(kind);
    INKLING_TRY(Header header, parse_header(start, kind, wanted));
    INKLING_TRY_STATUS(check_length(header_bytes + header.values, file.size()));
    IdxArray array = make_array(std::move(header));
    const auto here = start.subspan(header_bytes);
    std::copy(here.begin(), here.end(), array.values.begin());
    INKLING_TRY_STATUS(file.read(std::span<std::uint8_t>(array.values).subspan(here.size())));
    INKLING_TRY_STATUS(check_labels(array, kind, wanted));
    return array;
}

Result<IdxArray> load_open(InputFile& file, Kind kind, const IdxWanted& wanted) {
    std::array<std::uint8_t, longest_header_bytes> room = {};
    const std::span<std::uint8_t> start =
        std::span(room).first(std::min<std::uint64_t>(file.size(), header_bytes_of(kind)));
    INKLING_TRY_STATUS(file.read(start));
    if (!is_gzip(start)) return read_plain(file, start, kind, wanted);
    auto packed = Buffer<std::uint8_t>::uninitialised(file.size());
    std::copy(start.begin(), start.end(), packed.begin());
    INKLING_TRY_STATUS(file.read(std::span<std::uint8_t>(packed).subspan(start.size())));
    return parse(packed, kind, wanted);
}

Result<IdxArray> load(const std::string& path, Kind kind, const IdxWanted& wanted) {
    INKLING_TRY(InputFile file, InputFile::open(path, {.max_bytes = wanted.max_values | 0xFFFF}));
    auto array = load_open(file, kind, wanted);
    if (array) {
        INKLING_TRY_STATUS(file.expect_end());
    } else if (array.error().code == ErrorCode::data) {
        return std::move(array).error().within(printable(path)).or_hint(usual_hint);
    }
    return array;
}

}  // namespace

Result<IdxArray> parse_idx_images(std::span<const std::uint8_t> bytes, IdxWanted wanted) {
    return with_hint(parse(bytes, Kind::images, wanted), usual_hint);
}
Result<IdxArray> parse_idx_labels(std::span<const std::uint8_t> bytes, IdxWanted wanted) {
    return with_hint(parse(bytes, Kind::labels, wanted), usual_hint);
}
Result<IdxArray> load_idx_images(const std::string& path, IdxWanted wanted) {
    return load(path, Kind::images, wanted);
}
Result<IdxArray> load_idx_labels(const std::string& path, IdxWanted wanted) {
    return load(path, Kind::labels, wanted);
}

Status check_idx_pair(const IdxArray& images, const IdxArray& labels) {
    const std::uint32_t image_count = images.shape.empty() ? 0 : images.shape[0];
    if (image_count == labels.values.size()) return {};
    return data_error(fmt::format("{} images but {} labels", image_count, labels.values.size()),
                      "take both files from the same place, completely");
}

Bytes write_idx(const IdxArray& array) {
    INKLING_CHECK(array.shape.size() <= 255);
    Bytes bytes = {0, 0, 0x08, static_cast<std::uint8_t>(array.shape.size())};
    for (const std::uint32_t n : array.shape)
        for (int shift = 24; shift >= 0; shift -= 8)
            bytes.push_back(static_cast<std::uint8_t>(n >> shift));
    bytes.insert(bytes.end(), array.values.begin(), array.values.end());
    return bytes;
}

}  // namespace inkling
