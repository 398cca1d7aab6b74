// gzip as a stream, by zlib: slower than libdeflate, but it can stop after a header, and can say
// where and why data is bad. For these two things only.
#include <fmt/format.h>
#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>

#include "inkling/base/text.hpp"
#include "inkling/bytes/gzip.hpp"
#include "inkling/bytes/gzip_impl.hpp"

namespace inkling {
namespace {

constexpr const char* fetch_again = "the file is damaged: fetch or copy it again";

class Stream {
  public:
    explicit Stream(std::span<const std::uint8_t> packed) : packed_(packed) {
        constexpr int gzip_window = 15 + 16;
        if (inflateInit2(&zlib_, gzip_window) != Z_OK) throw std::bad_alloc();
    }
    ~Stream() { inflateEnd(&zlib_); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    enum class Outcome { full, complete, bad };

    /// Fills `out`, or reaches the end of the last member, or finds damage: error().
    Outcome run(std::span<std::uint8_t> out) {
        made_ = 0;
        while (made_ < out.size()) {
            if (member_ended_ && at_ == packed_.size()) return Outcome::complete;
            if (member_ended_ && !start_member()) return Outcome::bad;
            const auto part = out.subspan(made_);
            const std::size_t offered = std::min(packed_.size() - at_, most_per_call);
            zlib_.next_in = packed_.data() + at_;
            zlib_.avail_in = static_cast<uInt>(offered);
            zlib_.next_out = part.data();
            zlib_.avail_out = static_cast<uInt>(std::min(part.size(), most_per_call));
            const int result = inflate(&zlib_, Z_NO_FLUSH);
            at_ += offered - zlib_.avail_in;
            made_ = static_cast<std::size_t>(zlib_.next_out - out.data());
            if (result == Z_MEM_ERROR) throw std::bad_alloc();
            if (result == Z_STREAM_END) member_ended_ = true;
            if (result == Z_STREAM_END || result == Z_OK) continue;
            explain(result);
            return Outcome::bad;
        }
        return Outcome::full;
    }

    /// Bytes that the last run() wrote.
    [[nodiscard]] std::size_t made() const noexcept { return made_; }
    Error error() && { return std::move(error_); }

  private:
    static constexpr std::size_t most_per_call = std::size_t{1} << 30;

    bool start_member() {
        if (!is_gzip(packed_.subspan(at_))) {
            error_ = data_error(fmt::format("{} bytes of garbage after the compressed data, from "
                                            "byte {} on",
                                            with_commas(packed_.size() - at_), with_commas(at_)),
                                fetch_again);
            return false;
        }
        inflateReset(&zlib_);
        member_ended_ = false;
        return true;
    }

    void explain(int result) {
        const char* why = zlib_.msg != nullptr ? zlib_.msg : "no reason given";
        std::string message;
        if (result == Z_BUF_ERROR)
            message =
                fmt::format("compressed data ends early at byte {}", with_commas(packed_.size()));
        else if (std::strcmp(why, "incorrect data check") == 0)
            message =
                fmt::format("CRC mismatch in the compressed data before byte {}", with_commas(at_));
        else if (std::strcmp(why, "incorrect length check") == 0)
            message = fmt::format("length mismatch (ISIZE) in the compressed data before byte {}",
                                  with_commas(at_));
        else
            message =
                fmt::format("compressed data is damaged at byte {} ({})", with_commas(at_), why);
        error_ = data_error(std::move(message), fetch_again);
    }

    std::span<const std::uint8_t> packed_;
    z_stream zlib_ = {};
    std::size_t at_ = 0;
    std::size_t made_ = 0;
    bool member_ended_ = false;
    Error error_;
};

}  // namespace

Result<Bytes> gunzip_prefix(std::span<const std::uint8_t> packed, std::size_t size) {
    Bytes content(size);
    Stream stream(packed);
    if (stream.run(content) == Stream::Outcome::bad) return std::move(stream).error();
    content.resize(stream.made());
    return content;
}

Error explain_damage(std::span<const std::uint8_t> packed) {
    std::array<std::uint8_t, 32 * 1024> content;
    Stream stream(packed);
    for (;;) {
        switch (stream.run(content)) {
            case Stream::Outcome::full:
                continue;
            case Stream::Outcome::bad:
                return std::move(stream).error();
            case Stream::Outcome::complete:
                return data_error("compressed data is damaged", fetch_again);
        }
    }
}

}  // namespace inkling
