// An upright rectangle of whole pixels on a picture.
#pragma once

namespace inkling {

/// Covers columns left .. left + width - 1 and rows top .. top + height - 1.
struct Box {
    int left = 0;
    int top = 0;
    int width = 0;
    int height = 0;

    [[nodiscard]] int right() const noexcept { return left + width; }   ///< one past the last
    [[nodiscard]] int bottom() const noexcept { return top + height; }  ///< one past the last
    [[nodiscard]] bool empty() const noexcept { return width <= 0 || height <= 0; }
    bool operator==(const Box&) const = default;
};

}  // namespace inkling
