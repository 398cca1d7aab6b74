// The blocks of GIF89a: https://www.w3.org/Graphics/GIF/spec-gif89a.txt
#include "inkling/image/gif_frame_impl.hpp"

#include <fmt/format.h>

#include <cstddef>

namespace inkling {
namespace {

constexpr std::uint8_t extension = 0x21;
constexpr std::uint8_t picture = 0x2C;
constexpr std::uint8_t trailer = 0x3B;
constexpr std::uint8_t graphic_control = 0xF9;

/// A walk over the blocks; out() once it left the bytes.
class Blocks {
  public:
    explicit Blocks(ByteSpan bytes) : bytes_(bytes) {}

    [[nodiscard]] bool out() const { return at_ > bytes_.size(); }
    [[nodiscard]] std::size_t at() const { return at_; }
    void skip(std::size_t count) { at_ += count; }
    std::uint8_t byte() { return at_ < bytes_.size() ? bytes_[at_++] : (skip(1), std::uint8_t{0}); }
    std::uint32_t word() {
        const std::uint32_t low = byte();
        return low | static_cast<std::uint32_t>(byte()) << 8;
    }
    void colour_table(std::uint8_t flags) {
        if (flags & 0x80) skip(std::size_t{3} << ((flags & 7) + 1));
    }
    void sub_blocks() {
        for (std::uint8_t length = byte(); length != 0 && !out(); length = byte()) skip(length);
    }

  private:
    ByteSpan bytes_;
    std::size_t at_ = 0;
};

Error ends_early(std::size_t size) {
    return data_error(
        fmt::format("GIF data ends early: {} bytes are there, and more are needed", size),
        "the file was not saved or sent completely: get it again");
}

/// Reads an extension; remembers which colour the next picture shows as transparent.
void read_extension(Blocks& blocks, GifFrame& frame) {
    if (blocks.byte() != graphic_control) return blocks.sub_blocks();
    const std::uint8_t length = blocks.byte();
    if (length >= 4) {
        const std::uint8_t flags = blocks.byte();
        blocks.skip(2);
        const int index = blocks.byte();
        if (flags & 1) frame.transparent = index;
        blocks.skip(length - 4U);
    } else {
        blocks.skip(length);
    }
    blocks.sub_blocks();
}

}  // namespace

Result<GifFrame> first_gif_frame(ByteSpan bytes) {
    Blocks blocks(bytes);
    GifFrame frame;
    blocks.skip(6 + 4);
    const std::uint8_t flags = blocks.byte();
    blocks.skip(2);
    blocks.colour_table(flags);
    while (!blocks.out()) {
        const std::uint8_t kind = blocks.byte();
        if (blocks.out()) break;
        if (kind == extension) {
            read_extension(blocks, frame);
        } else if (kind == picture) {
            blocks.skip(4);
            frame.width = blocks.word();
            frame.height = blocks.word();
            blocks.colour_table(blocks.byte());
            blocks.skip(1);
            blocks.sub_blocks();
            if (blocks.out()) break;
            const auto end = bytes.begin() + static_cast<std::ptrdiff_t>(blocks.at());
            frame.file.assign(bytes.begin(), end);
            frame.file.push_back(trailer);
            return frame;
        } else if (kind == trailer) {
            return data_error("GIF holds no picture");
        } else {
            return data_error(fmt::format("GIF data is damaged: block 0x{:02X} at byte {}", kind,
                                          blocks.at() - 1));
        }
    }
    return ends_early(bytes.size());
}

}  // namespace inkling
