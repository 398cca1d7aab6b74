#include "inkling/image/perspective.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace inkling {
namespace {

using Matrix8 = std::array<std::array<double, 9>, 8>;

/// Gauss's elimination with pivots; false where the system has no single answer.
bool solve(Matrix8& m) {
    for (std::size_t column = 0; column < 8; ++column) {
        std::size_t pivot = column;
        for (std::size_t row = column + 1; row < 8; ++row)
            if (std::fabs(m[row][column]) > std::fabs(m[pivot][column])) pivot = row;
        if (std::fabs(m[pivot][column]) < 1e-9) return false;
        std::swap(m[pivot], m[column]);
        for (std::size_t row = 0; row < 8; ++row) {
            if (row == column) continue;
            const double factor = m[row][column] / m[column][column];
            for (std::size_t k = column; k < 9; ++k) m[row][k] -= factor * m[column][k];
        }
    }
    return true;
}

}  // namespace

Corners corners_of(const Box& box) {
    const double left = box.left, top = box.top, right = box.right(), bottom = box.bottom();
    return {{{left, top}, {right, top}, {right, bottom}, {left, bottom}}};
}

std::optional<Perspective> Perspective::between(const Corners& from, const Corners& to) {
    Matrix8 m{};
    for (std::size_t i = 0; i < 4; ++i) {
        const auto [x, y] = from[i];
        const auto [u, v] = to[i];
        m[2 * i] = {x, y, 1, 0, 0, 0, -u * x, -u * y, u};
        m[2 * i + 1] = {0, 0, 0, x, y, 1, -v * x, -v * y, v};
    }
    if (!solve(m)) return std::nullopt;
    Perspective map;
    for (std::size_t i = 0; i < 8; ++i) map.h_[i] = m[i][8] / m[i][i];
    map.h_[8] = 1;
    return map;
}

PagePoint Perspective::operator()(PagePoint p) const {
    const double w = h_[6] * p.x + h_[7] * p.y + h_[8];
    const double scale = 1 / (std::fabs(w) < 1e-9 ? 1e-9 : w);
    return {(h_[0] * p.x + h_[1] * p.y + h_[2]) * scale,
            (h_[3] * p.x + h_[4] * p.y + h_[5]) * scale};
}

GreyImage rectified(const GreyImage& picture, const Perspective& to_picture, const Box& box,
                    double zoom) {
    const int width = std::max(1, static_cast<int>(std::lround(box.width * zoom)));
    const int height = std::max(1, static_cast<int>(std::lround(box.height * zoom)));
    GreyImage result = blank_image(width, height, 255);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const PagePoint p =
                to_picture({box.left + (x + 0.5) / zoom, box.top + (y + 0.5) / zoom});
            const double px = std::clamp(p.x - 0.5, 0.0, picture.width - 1.0);
            const double py = std::clamp(p.y - 0.5, 0.0, picture.height - 1.0);
            const int left = static_cast<int>(px);
            const int top = static_cast<int>(py);
            const int right = std::min(left + 1, picture.width - 1);
            const int bottom = std::min(top + 1, picture.height - 1);
            const double fx = px - left;
            const double fy = py - top;
            const double above = picture.at(left, top) * (1 - fx) + picture.at(right, top) * fx;
            const double below =
                picture.at(left, bottom) * (1 - fx) + picture.at(right, bottom) * fx;
            result.at(x, y) = static_cast<std::uint8_t>(above * (1 - fy) + below * fy + 0.5);
        }
    return result;
}

}  // namespace inkling
