#include "inkling/network/seal.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "inkling/base/text.hpp"
#include "inkling/bytes/sha256.hpp"

namespace inkling {

namespace {

constexpr std::string_view prefix = R"({"__metadata__":{"inkling":")";
constexpr std::size_t start = 8 + prefix.size();  // of the seal
constexpr std::size_t size_1 = start + 2, size_2 = size_1 + 11, digest_at = size_2 + 11;
constexpr std::size_t digest_length = 64, seal_end = digest_at + digest_length;
constexpr char newest_format = '1';

static_assert(seal_end == sealed_start);

std::string digest_of(std::span<const std::uint8_t> file) {
    const std::string zeros(digest_length, '0');
    Sha256 sha;
    sha.update(file.first(digest_at));
    sha.update({reinterpret_cast<const std::uint8_t*>(zeros.data()), zeros.size()});
    sha.update(file.subspan(seal_end));
    return sha.hex();
}

std::string_view text_at(std::span<const std::uint8_t> file, std::size_t at, std::size_t length) {
    return {reinterpret_cast<const char*>(file.data()) + at, length};
}

Error damaged() {
    return {ErrorCode::checksum, "the file is damaged: SHA-256 of its bytes differs from its seal",
            "get the file again, or train anew"};
}

std::string ten_digits(std::size_t number) {
    std::string text = std::to_string(number);
    return text.insert(0, 10 - std::min<std::size_t>(10, text.size()), '0');
}

}  // namespace

std::string empty_seal() {
    return std::string(1, newest_format) + " " + std::string(10, '0') + " " + std::string(10, '0') +
           " " + std::string(digest_length, '0');
}

Status seal(Bytes& file) {
    INKLING_CHECK(file.size() > seal_end && text_at(file, 8, prefix.size()) == prefix);
    const std::string size = ten_digits(file.size());
    if (size.size() > 10) return data_error("a file of more than 9,999,999,999 bytes");
    std::memcpy(file.data() + size_1, size.data(), size.size());
    std::memcpy(file.data() + size_2, size.data(), size.size());
    const std::string digest = digest_of(file);
    std::memcpy(file.data() + digest_at, digest.data(), digest.size());
    return {};
}

Status check_seal_start(std::span<const std::uint8_t> file, std::uint64_t file_size) {
    Error no_model = data_error("not an inkling model (bad magic)",
                                "models are made by inkling train --out FILE.safetensors");
    if (file.empty()) no_model.message = "empty file: not an inkling model";
    if (file.size() < seal_end) return no_model;
    const std::string_view found = text_at(file, 8, prefix.size());
    std::size_t differences = 0;
    for (std::size_t i = 0; i < prefix.size(); ++i) differences += found[i] != prefix[i];
    if (differences > 1) return no_model;
    const std::string_view first = text_at(file, size_1, 10), second = text_at(file, size_2, 10);
    const auto size = parse_integer(first);
    if (differences == 1 || first != second || !size || *size < 0) return damaged();
    if (static_cast<std::uint64_t>(*size) != file_size)
        return data_error("the file is cut or has bytes too many (expected " +
                              with_commas(static_cast<std::uint64_t>(*size)) + " bytes, found " +
                              with_commas(file_size) + ")",
                          "get the file again, or train anew");
    return {};
}

Status check_seal(std::span<const std::uint8_t> file) {
    INKLING_TRY_STATUS(check_seal_start(file, file.size()));
    if (text_at(file, digest_at, digest_length) != digest_of(file)) return damaged();
    const char format = text_at(file, start, 1)[0];
    if (format < '1' || format > newest_format)
        return data_error("format " + printable(std::string(1, format)) + "; this build reads 1..1",
                          "use a newer inkling");
    return {};
}

}  // namespace inkling
