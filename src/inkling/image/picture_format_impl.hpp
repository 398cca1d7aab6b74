// Which format the bytes of a picture have, by their first bytes; names of files do not count.
#pragma once

#include <optional>
#include <string_view>

#include "inkling/image/decode_impl.hpp"

namespace inkling {

enum class PictureFormat { png, jpeg, tiff, webp, gif, bmp, pnm };

std::optional<PictureFormat> picture_format(ByteSpan bytes);

/// The name of a format that is known, but not read, such as "PDF"; empty for any other bytes.
std::string_view unsupported_format(ByteSpan bytes);

}  // namespace inkling
