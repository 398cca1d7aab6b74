// Any bytes as a picture: decoded or refused, and what was decoded is framed. Small limits, so that
// a run spends its time on code and not on pixels.
#include <cstddef>
#include <cstdint>

#include "inkling/base/check.hpp"
#include "inkling/image/decode.hpp"
#include "inkling/image/frame.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto image =
        inkling::decode_image({data, size}, {.max_pixels = 1U << 16, .max_jpeg_scans = 8});
    if (!image) {
        INKLING_CHECK(image.error().code == inkling::ErrorCode::data);
        return 0;
    }
    const auto area =
        static_cast<std::size_t>(image->width) * static_cast<std::size_t>(image->height);
    INKLING_CHECK(image->width >= 1 && image->height >= 1 && image->pixels.size() == area);
    const auto framed = inkling::frame_digit(*image);
    if (!framed) return 0;
    const inkling::Box& box = framed->ink_box;
    INKLING_CHECK(!box.empty() && box.left >= 0 && box.top >= 0 && box.right() <= image->width &&
                  box.bottom() <= image->height);
    return 0;
}
