// An upright rectangle of whole pixels on a picture.
#pragma once

#include <algorithm>

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

/// The box around both; an empty one counts for nothing.
inline Box united(const Box& a, const Box& b) {
    if (a.empty()) return b;
    if (b.empty()) return a;
    const int left = std::min(a.left, b.left);
    const int top = std::min(a.top, b.top);
    return {left, top, std::max(a.right(), b.right()) - left,
            std::max(a.bottom(), b.bottom()) - top};
}

}  // namespace inkling
