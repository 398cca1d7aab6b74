// libdeflate does the work; where it refuses, gzip_stream.cpp finds out why.
#include "inkling/bytes/gzip.hpp"

#include <fmt/format.h>
#include <libdeflate.h>

#include <algorithm>
#include <memory>
#include <new>

#include "inkling/base/text.hpp"
#include "inkling/bytes/gzip_impl.hpp"

namespace inkling {
namespace {

using Decompressor =
    std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>;
using Compressor = std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)>;

Decompressor make_decompressor() {
    Decompressor decompressor(libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
    if (decompressor == nullptr) throw std::bad_alloc();
    return decompressor;
}

/// Members one after the other into one buffer.
class Joiner {
  public:
    explicit Joiner(std::span<const std::uint8_t> packed)
        : packed_(packed), decompressor_(make_decompressor()) {}

    enum class Outcome { complete, full, damaged };

    /// Appends members to `out` from position filled() on, until the data ends.
    Outcome run(std::span<std::uint8_t> out) {
        while (at_ < packed_.size()) {
            const auto rest = packed_.subspan(at_);
            std::size_t used = 0;
            std::size_t made = 0;
            // libdeflate wants a place even for nothing.
            std::uint8_t nowhere = 0;
            const auto space = out.subspan(filled_);
            const libdeflate_result result = libdeflate_gzip_decompress_ex(
                decompressor_.get(), rest.data(), rest.size(),
                space.empty() ? &nowhere : space.data(), space.size(), &used, &made);
            if (result == LIBDEFLATE_INSUFFICIENT_SPACE) return Outcome::full;
            if (result != LIBDEFLATE_SUCCESS) return Outcome::damaged;
            at_ += used;
            filled_ += made;
        }
        return at_ == 0 ? Outcome::damaged : Outcome::complete;
    }

    /// Bytes of content so far.
    [[nodiscard]] std::size_t filled() const noexcept { return filled_; }

  private:
    std::span<const std::uint8_t> packed_;
    Decompressor decompressor_;
    std::size_t at_ = 0;
    std::size_t filled_ = 0;
};

/// The length that the last member claims, modulo 2^32: a first guess, no more.
std::uint64_t claimed_bytes(std::span<const std::uint8_t> packed) {
    if (packed.size() < 4) return 0;
    const auto tail = packed.last(4);
    return static_cast<std::uint64_t>(tail[0]) | static_cast<std::uint64_t>(tail[1]) << 8 |
           static_cast<std::uint64_t>(tail[2]) << 16 | static_cast<std::uint64_t>(tail[3]) << 24;
}

}  // namespace

bool is_gzip(std::span<const std::uint8_t> bytes) noexcept {
    return bytes.size() >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B;
}

std::uint64_t most_gunzipped_bytes(std::uint64_t packed_bytes) noexcept {
    // Deflate makes at most 258 bytes of two bits; the blocks' headers make it a little less.
    constexpr std::uint64_t best_ratio = 1032;
    return packed_bytes > ~0ULL / best_ratio ? ~0ULL : packed_bytes * best_ratio;
}

Result<Bytes> gunzip(std::span<const std::uint8_t> packed, std::uint64_t max_bytes) {
    constexpr std::uint64_t least_bytes = 4096;
    const std::uint64_t bound = std::min(max_bytes, most_gunzipped_bytes(packed.size()));
    std::uint64_t capacity = std::min(bound, std::max(least_bytes, claimed_bytes(packed)));
    Joiner joiner(packed);
    Bytes content(capacity);
    for (;;) {
        switch (joiner.run(content)) {
            case Joiner::Outcome::complete:
                content.resize(joiner.filled());
                return content;
            case Joiner::Outcome::damaged:
                return explain_damage(packed);
            case Joiner::Outcome::full:
                if (capacity == bound)
                    return data_error(
                        fmt::format("compressed data holds more than {} bytes, the most allowed",
                                    with_commas(max_bytes)),
                        "is it the right file? gzip -l tells its size");
                capacity = capacity > bound / 2 ? bound : capacity * 2;
                content.resize(capacity);
        }
    }
}

Status gunzip_into(std::span<const std::uint8_t> packed, std::span<std::uint8_t> content) {
    Joiner joiner(packed);
    const Joiner::Outcome outcome = joiner.run(content);
    if (outcome == Joiner::Outcome::damaged) return explain_damage(packed);
    if (outcome == Joiner::Outcome::full)
        return data_error(
            fmt::format("compressed data goes on after the end: expected {} bytes, found more",
                        with_commas(content.size())),
            "is it the right file? fetch or copy it again");
    if (joiner.filled() != content.size())
        return data_error(fmt::format("content cut: expected {} bytes, found {}",
                                      with_commas(content.size()), with_commas(joiner.filled())),
                          "what was packed was not complete: fetch or pack it again");
    return {};
}

Bytes gzip(std::span<const std::uint8_t> content, int level) {
    const Compressor compressor(libdeflate_alloc_compressor(std::clamp(level, 1, 12)),
                                &libdeflate_free_compressor);
    if (compressor == nullptr) throw std::bad_alloc();
    Bytes packed(libdeflate_gzip_compress_bound(compressor.get(), content.size()));
    packed.resize(libdeflate_gzip_compress(compressor.get(), content.data(), content.size(),
                                           packed.data(), packed.size()));
    return packed;
}

}  // namespace inkling
