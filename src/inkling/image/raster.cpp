#include "inkling/image/raster.hpp"

#include <algorithm>
#include <cmath>

#include "inkling/base/check.hpp"

namespace inkling {
namespace {

/// How much of a pixel whose middle is `distance` off the line's axis is covered: the overlap of
/// the pixel, taken as a unit interval across the line, and the line. Right for hair lines as well.
float covered(float distance, float radius) {
    const float high = std::min(radius, distance + 0.5F);
    const float low = std::max(-radius, distance - 0.5F);
    return std::max(high - low, 0.0F);
}

/// `value` cut to 0 .. limit and its fraction cut off.
int cut(float value, int limit) {
    return static_cast<int>(std::min(std::max(value, 0.0F), static_cast<float>(limit)));
}

bool is_finite(const StrokePoint& p) {
    return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.radius);
}

}  // namespace

Canvas::Canvas(int width, int height) : width_(width), height_(height) {
    INKLING_CHECK(width >= 1 && height >= 1);
    coverage_.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
}

void Canvas::clear() {
    std::fill(coverage_.begin(), coverage_.end(), 0.0F);
}

void Canvas::draw_stroke(std::span<const StrokePoint> points) {
    if (points.size() == 1) draw_piece(points[0], points[0]);
    for (std::size_t i = 1; i < points.size(); ++i) draw_piece(points[i - 1], points[i]);
}

void Canvas::draw_piece(const StrokePoint& a, const StrokePoint& b) {
    if (!is_finite(a) || !is_finite(b)) return;
    const float reach = std::max(a.radius, b.radius) + 0.5F;
    // The middle of pixel x is at x + 0.5.
    const int left = cut(std::min(a.x, b.x) - reach - 0.5F + 1, width_);
    const int right = cut(std::max(a.x, b.x) + reach - 0.5F + 1, width_);
    const int top = cut(std::min(a.y, b.y) - reach - 0.5F + 1, height_);
    const int bottom = cut(std::max(a.y, b.y) + reach - 0.5F + 1, height_);
    const float dx = b.x - a.x;
    const float dy = b.y - a.y;
    const float inverse = 1 / std::max(dx * dx + dy * dy, 1e-12F);
    const float swelling = b.radius - a.radius;
    for (int y = top; y < bottom; ++y) {
        const float py = static_cast<float>(y) + 0.5F - a.y;
        float* row = coverage_.data() + static_cast<std::size_t>(y) * width_;
        for (int x = left; x < right; ++x) {
            const float px = static_cast<float>(x) + 0.5F - a.x;
            const float t = std::min(std::max((px * dx + py * dy) * inverse, 0.0F), 1.0F);
            const float ex = px - t * dx;
            const float ey = py - t * dy;
            const float distance = std::sqrt(ex * ex + ey * ey);
            row[x] = std::max(row[x], covered(distance, a.radius + t * swelling));
        }
    }
}

void Canvas::write(std::span<std::uint8_t> out) const {
    INKLING_CHECK(out.size() == coverage_.size());
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<std::uint8_t>(coverage_[i] * 255 + 0.5F);
}

}  // namespace inkling
