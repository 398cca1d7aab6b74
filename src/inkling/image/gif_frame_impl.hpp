// The first picture of a GIF animation, cut out, so that nobody decodes a thousand others.
#pragma once

#include <optional>
#include <vector>

#include "inkling/image/decode_impl.hpp"

namespace inkling {

struct GifFrame {
    std::vector<std::uint8_t> file;  ///< a GIF of one picture
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::optional<int> transparent;  ///< colour index
};

/// Data error where the blocks up to the end of the first picture are cut or unknown.
Result<GifFrame> first_gif_frame(ByteSpan bytes);

}  // namespace inkling
