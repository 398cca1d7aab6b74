// How many pages a TIFF file holds: the chain of its directories is walked before anything is
// decoded. Format: TIFF 6.0, section 2; BigTIFF has fields of 8 bytes in place of 4.
#include <cstdint>

#include "inkling/image/decode.hpp"
#include "inkling/image/decode_impl.hpp"
#include "inkling/image/picture_format_impl.hpp"

namespace inkling {
namespace {

constexpr int most_pages = 10'000;

/// Numbers of the file, in its own byte order.
class Numbers {
  public:
    explicit Numbers(ByteSpan bytes) : bytes_(bytes), big_endian_(bytes[0] == 'M') {}

    [[nodiscard]] bool holds(std::uint64_t at, std::uint64_t count) const {
        return at <= bytes_.size() && count <= bytes_.size() - at;
    }
    /// `count` bytes from `at`, which the file holds.
    [[nodiscard]] std::uint64_t at(std::uint64_t place, std::uint64_t count) const {
        std::uint64_t value = 0;
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::uint64_t byte = bytes_[place + (big_endian_ ? i : count - 1 - i)];
            value = value << 8 | byte;
        }
        return value;
    }

  private:
    ByteSpan bytes_;
    bool big_endian_;
};

}  // namespace

Result<int> page_count(ByteSpan bytes) {
    constexpr std::size_t head = 16;
    if (picture_format(bytes) != PictureFormat::tiff || bytes.size() < head) return 1;
    const Numbers numbers(bytes);
    const bool is_big = numbers.at(2, 2) == 43;
    const std::uint64_t word = is_big ? 8 : 4;
    const std::uint64_t count_bytes = is_big ? 8 : 2;
    const std::uint64_t entry_bytes = is_big ? 20 : 12;
    std::uint64_t directory = numbers.at(is_big ? 8 : 4, word);
    int pages = 0;
    while (directory != 0) {
        if (!numbers.holds(directory, count_bytes)) break;
        const std::uint64_t entries = numbers.at(directory, count_bytes);
        if (entries > bytes.size() / entry_bytes) break;
        const std::uint64_t next = directory + count_bytes + entries * entry_bytes;
        ++pages;
        if (!numbers.holds(next, word)) break;
        directory = numbers.at(next, word);
        if (pages > most_pages)
            return data_error("the TIFF file has more than 10,000 pages, or they run in a circle",
                              "split the file");
    }
    return pages == 0 ? 1 : pages;  // damage is told by whoever decodes the page
}

}  // namespace inkling
