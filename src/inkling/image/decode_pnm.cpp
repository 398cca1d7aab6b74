// PBM, PGM and PPM, as text (P1 to P3) or binary (P4 to P6).
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "inkling/base/text.hpp"
#include "inkling/image/decode_impl.hpp"

namespace inkling {
namespace {

bool is_space(std::uint8_t byte) {
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}
bool is_digit(std::uint8_t byte) {
    return byte >= '0' && byte <= '9';
}

Error bad_header(const char* what) {
    return data_error(fmt::format("PNM header: {} is missing or no number", what),
                      "expected: P1 to P6, width, height, and the largest value but in P1 and P4");
}

class PnmReader {
  public:
    PnmReader(ByteSpan bytes, const DecodeLimits& limits)
        : bytes_(bytes), limits_(limits), kind_(bytes[1] - '0') {}

    Result<GreyImage> decode();

  private:
    void skip_space_and_comments();
    std::optional<std::uint64_t> number();
    std::optional<std::uint32_t> sample();
    Status read_header();
    [[nodiscard]] Error ends_early() const;
    Result<GreyImage> read_bits();

    [[nodiscard]] bool is_text() const { return kind_ <= 3; }
    [[nodiscard]] bool is_bitmap() const { return kind_ % 3 == 1; }
    [[nodiscard]] bool is_colour() const { return kind_ % 3 == 0; }

    ByteSpan bytes_;
    const DecodeLimits& limits_;
    int kind_;
    std::size_t at_ = 2;
    std::uint64_t width_ = 0;
    std::uint64_t height_ = 0;
    std::uint64_t largest_ = 1;
};

void PnmReader::skip_space_and_comments() {
    while (at_ < bytes_.size() && (is_space(bytes_[at_]) || bytes_[at_] == '#')) {
        if (bytes_[at_] == '#')
            while (at_ < bytes_.size() && bytes_[at_] != '\n' && bytes_[at_] != '\r') ++at_;
        else
            ++at_;
    }
}

std::optional<std::uint64_t> PnmReader::number() {
    skip_space_and_comments();
    if (at_ >= bytes_.size() || !is_digit(bytes_[at_])) return std::nullopt;
    std::uint64_t value = 0;
    for (; at_ < bytes_.size() && is_digit(bytes_[at_]); ++at_)
        value = std::min<std::uint64_t>(value * 10 + (bytes_[at_] - '0'), 1ULL << 40);
    return value;
}

Status PnmReader::read_header() {
    const auto width = number();
    if (!width) return bad_header("width");
    const auto height = number();
    if (!height) return bad_header("height");
    width_ = *width;
    height_ = *height;
    INKLING_TRY_STATUS(check_size(width_, height_, limits_));
    if (!is_bitmap()) {
        const auto largest = number();
        if (!largest) return bad_header("largest value");
        largest_ = *largest;
        if (largest_ < 1 || largest_ > 65535)
            return data_error(
                fmt::format("PNM header: largest value {}; allowed 1..65535", largest_));
    }
    if (!is_text()) {
        if (at_ >= bytes_.size() || !is_space(bytes_[at_])) return ends_early();
        ++at_;
    }
    return {};
}

Error PnmReader::ends_early() const {
    return data_error(fmt::format("PNM data ends early: {} x {} pixels were announced, and the "
                                  "file has {} bytes",
                                  width_, height_, with_commas(bytes_.size())),
                      "the file was not saved or sent completely: get it again");
}

/// The next value, 0 .. largest_.
std::optional<std::uint32_t> PnmReader::sample() {
    if (is_text()) {
        if (kind_ == 1) {  // digits of a bitmap need no space between them
            skip_space_and_comments();
            if (at_ >= bytes_.size() || (bytes_[at_] != '0' && bytes_[at_] != '1'))
                return std::nullopt;
            return bytes_[at_++] - '0';
        }
        const auto value = number();
        if (!value || *value > largest_) return std::nullopt;
        return static_cast<std::uint32_t>(*value);
    }
    std::uint32_t value = bytes_[at_++];
    if (largest_ > 255) value = value << 8 | bytes_[at_++];
    return std::min(value, static_cast<std::uint32_t>(largest_));
}

Result<GreyImage> PnmReader::read_bits() {
    const std::uint64_t row_bytes = (width_ + 7) / 8;
    if (bytes_.size() - at_ < row_bytes * height_) return ends_early();
    GreyImage image = blank_image(static_cast<int>(width_), static_cast<int>(height_), 255);
    for (int y = 0; y < image.height; ++y) {
        const std::uint8_t* row = bytes_.data() + at_ + static_cast<std::uint64_t>(y) * row_bytes;
        for (int x = 0; x < image.width; ++x)
            if (row[x / 8] >> (7 - x % 8) & 1) image.at(x, y) = 0;
    }
    return image;
}

Result<GreyImage> PnmReader::decode() {
    INKLING_TRY_STATUS(read_header());
    if (kind_ == 4) return read_bits();
    const std::uint64_t samples = width_ * height_ * (is_colour() ? 3 : 1);
    // As text, a value takes a byte at least.
    const std::uint64_t sample_bytes = !is_text() && largest_ > 255 ? 2 : 1;
    if (bytes_.size() - at_ < samples * sample_bytes) return ends_early();
    GreyImage image = blank_image(static_cast<int>(width_), static_cast<int>(height_), 255);
    const auto grey = [&](std::uint32_t value) {
        const auto largest = static_cast<std::uint32_t>(largest_);
        return (value * 255 + largest / 2) / largest;
    };
    for (auto& pixel : image.pixels) {
        const auto first = sample();
        if (!first) return ends_early();
        if (is_colour()) {
            const auto green = sample();
            const auto blue = green ? sample() : std::nullopt;
            if (!blue) return ends_early();
            pixel = luma(grey(*first), grey(*green), grey(*blue));
        } else {
            const std::uint32_t value = grey(*first);
            pixel = static_cast<std::uint8_t>(kind_ == 1 ? 255 - value : value);
        }
    }
    return image;
}

}  // namespace

Result<GreyImage> decode_pnm(ByteSpan bytes, const DecodeLimits& limits) {
    return PnmReader(bytes, limits).decode();
}

}  // namespace inkling
