// The container's rules: which tensors fit into a file, and how a file is laid out.
// safetensors_header.cpp has the JSON.
#include "inkling/bytes/safetensors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "inkling/base/text.hpp"
#include "inkling/bytes/safetensors_impl.hpp"

namespace inkling {
namespace {

constexpr std::size_t prefix_bytes = 8;
constexpr std::uint64_t most_header_bytes = 100'000'000;  // as the reference implementation

struct Type {
    std::string_view name;
    std::size_t bytes;
};
constexpr Type types[] = {{"F64", 8},  {"I64", 8}, {"U64", 8},  {"F32", 4},     {"I32", 4},
                          {"U32", 4},  {"F16", 2}, {"BF16", 2}, {"I16", 2},     {"U16", 2},
                          {"BOOL", 1}, {"U8", 1},  {"I8", 1},   {"F8_E4M3", 1}, {"F8_E5M2", 1}};

std::uint64_t little_endian(std::span<const std::uint8_t> bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = prefix_bytes; i-- > 0;) value = value << 8 | bytes[i];
    return value;
}

/// Bytes that the shape takes, or nothing where 64 bits cannot count them.
std::optional<std::uint64_t> bytes_of(const std::vector<std::uint64_t>& shape,
                                      std::string_view dtype) {
    std::uint64_t bytes = safetensors_element_bytes(dtype);
    for (const std::uint64_t n : shape)
        if (__builtin_mul_overflow(bytes, n, &bytes)) return std::nullopt;
    return bytes;
}

Status check_entry(const HeaderEntry& entry) {
    const std::string name = printable(entry.name, 80);
    if (safetensors_element_bytes(entry.dtype) == 0)
        return data_error(fmt::format("tensor '{}': unknown element type '{}'", name,
                                      printable(entry.dtype, 40)));
    if (entry.begin > entry.end)
        return data_error(
            fmt::format("tensor '{}': offsets reversed ({} > {})", name, entry.begin, entry.end));
    const auto expected = bytes_of(entry.shape, entry.dtype);
    if (!expected || *expected != entry.end - entry.begin)
        return data_error(
            fmt::format("tensor '{}': shape [{}] of {} takes {} bytes, but its offsets span {}",
                        name, fmt::join(entry.shape, ", "), entry.dtype,
                        expected ? with_commas(*expected) : std::string("more than 2^64"),
                        with_commas(entry.end - entry.begin)));
    if (entry.begin % safetensors_element_bytes(entry.dtype) != 0)
        return data_error(fmt::format("tensor '{}': offset {} is not aligned to {}", name,
                                      entry.begin, entry.dtype));
    return {};
}

/// The tensors, in order of their offsets, must tile the `space` bytes after the header.
Status check_tiling(const std::vector<HeaderEntry>& entries, std::uint64_t space) {
    std::uint64_t at = 0;
    for (const HeaderEntry& entry : entries) {
        const std::string name = printable(entry.name, 80);
        if (entry.end > space)
            return data_error(
                fmt::format("tensor '{}' ends at byte {} of {}: the file is cut, or "
                            "its offsets are wrong",
                            name, with_commas(entry.end), with_commas(space)));
        if (entry.begin != at)
            return data_error(fmt::format(
                "{} before tensor '{}': it starts at byte {}, the one before it ended at {}",
                entry.begin < at ? "overlap" : "hole", name, with_commas(entry.begin),
                with_commas(at)));
        at = entry.end;
    }
    if (at == space) return {};
    return data_error(fmt::format("{} bytes after the last tensor", with_commas(space - at)));
}

Result<std::span<const std::uint8_t>> find_header(std::span<const std::uint8_t> file) {
    if (file.size() <= prefix_bytes)
        return data_error(
            fmt::format("not a safetensors file (bad magic: {} bytes in all)", file.size()));
    const std::uint64_t length = little_endian(file);
    if (file[prefix_bytes] != '{')
        return data_error(
            fmt::format("not a safetensors file (bad magic: byte 8 is '{}', expected '{{')",
                        printable({reinterpret_cast<const char*>(file.data()) + prefix_bytes, 1})));
    if (length > most_header_bytes)
        return data_error(fmt::format("header of {} bytes; at most {} are read",
                                      with_commas(length), with_commas(most_header_bytes)));
    if (length > file.size() - prefix_bytes)
        return data_error(fmt::format("header cut: expected {} bytes, found {}",
                                      with_commas(length),
                                      with_commas(file.size() - prefix_bytes)));
    return file.subspan(prefix_bytes, length);
}

}  // namespace

std::size_t safetensors_element_bytes(std::string_view dtype) {
    for (const Type& type : types)
        if (type.name == dtype) return type.bytes;
    return 0;
}

const SafeTensor* SafeTensors::find(std::string_view name) const noexcept {
    const auto at = std::find_if(tensors.begin(), tensors.end(),
                                 [&](const SafeTensor& tensor) { return tensor.name == name; });
    return at == tensors.end() ? nullptr : &*at;
}

Result<SafeTensors> parse_safetensors(Bytes file) {
    SafeTensors result;
    result.storage = std::move(file);
    const std::span<const std::uint8_t> bytes = result.storage;
    INKLING_TRY(const auto text, find_header(bytes));
    INKLING_TRY(SafetensorsHeader header, parse_safetensors_header(text));
    const auto values = bytes.subspan(prefix_bytes + text.size());
    for (const HeaderEntry& entry : header.entries) INKLING_TRY_STATUS(check_entry(entry));
    std::stable_sort(header.entries.begin(), header.entries.end(),
                     [](const HeaderEntry& a, const HeaderEntry& b) {
                         return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
                     });
    INKLING_TRY_STATUS(check_tiling(header.entries, values.size()));
    result.metadata = std::move(header.metadata);
    result.tensors.reserve(header.entries.size());
    for (HeaderEntry& entry : header.entries)
        result.tensors.push_back({std::move(entry.name), std::move(entry.dtype),
                                  std::move(entry.shape),
                                  values.subspan(entry.begin, entry.end - entry.begin)});
    return result;
}

Result<Bytes> write_safetensors(const SafeTensors& tensors) {
    SafetensorsHeader header;
    header.metadata = tensors.metadata;
    std::vector<const SafeTensor*> order;
    for (const SafeTensor& tensor : tensors.tensors) order.push_back(&tensor);
    // Wide types first: then each is aligned to its own element, whatever the shapes are.
    std::sort(order.begin(), order.end(), [](const SafeTensor* a, const SafeTensor* b) {
        const std::size_t a_bytes = safetensors_element_bytes(a->dtype);
        const std::size_t b_bytes = safetensors_element_bytes(b->dtype);
        return a_bytes != b_bytes ? a_bytes > b_bytes : a->name < b->name;
    });
    std::uint64_t at = 0;
    for (const SafeTensor* tensor : order) {
        const auto expected = bytes_of(tensor->shape, tensor->dtype);
        if (!expected || *expected != tensor->bytes.size() ||
            safetensors_element_bytes(tensor->dtype) == 0)
            return usage_error(fmt::format(
                "tensor '{}': {} bytes do not fit shape [{}] of {}", printable(tensor->name),
                tensor->bytes.size(), fmt::join(tensor->shape, ", "), printable(tensor->dtype)));
        header.entries.push_back(
            {tensor->name, tensor->dtype, tensor->shape, at, at + tensor->bytes.size()});
        at += tensor->bytes.size();
    }
    INKLING_TRY(std::string text, write_safetensors_header(std::move(header)));
    text.append((prefix_bytes - text.size() % prefix_bytes) % prefix_bytes, ' ');
    if (text.size() > most_header_bytes) return usage_error("the header exceeds 100 MB");
    Bytes file;
    file.reserve(prefix_bytes + text.size() + at);
    for (std::size_t i = 0; i < prefix_bytes; ++i)
        file.push_back(static_cast<std::uint8_t>(text.size() >> (8 * i)));
    file.insert(file.end(), text.begin(), text.end());
    for (const SafeTensor* tensor : order)
        file.insert(file.end(), tensor->bytes.begin(), tensor->bytes.end());
    return file;
}

}  // namespace inkling
