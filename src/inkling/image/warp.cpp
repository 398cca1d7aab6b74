// A row at a time: where to look (vector arithmetic), the four neighbours (two pairs, from a copy
// of the source with paper around it, so that no pixel asks whether it is inside), their mean
// (vector arithmetic).
#include "inkling/image/warp.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

#include "inkling/base/check.hpp"

namespace inkling {
namespace {

constexpr int side = framed_side;
constexpr int margin = 1;  // of paper to the left and above; two to the right and below
constexpr int pitch = 32;  // ≥ side + 3
constexpr auto row_size = static_cast<std::size_t>(side);

using Row = std::array<float, row_size>;
using Padded = std::array<float, std::size_t{pitch} * (side + 3)>;

/// Coordinates in Padded that are outside, or are no number, come to lie on its paper.
float clamped(float coordinate) {
    const float from = std::max(0.0F, coordinate + margin);  // 0 for NaN
    return std::min(static_cast<float>(side + margin), from);
}

void pad(FramedSpan source, Padded& padded) {
    padded.fill(0);
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            padded[static_cast<std::size_t>((y + margin) * pitch + x + margin)] =
                source[static_cast<std::size_t>(y * side + x)];
}

struct RowPlan {
    Row x;  // as coordinates in Padded
    Row y;
};

void sample_row(const Padded& padded, RowPlan& plan, float* out) {
    std::array<std::int32_t, row_size> at;
    for (std::size_t i = 0; i < row_size; ++i) {
        const auto x = static_cast<std::int32_t>(plan.x[i]);
        const auto y = static_cast<std::int32_t>(plan.y[i]);
        plan.x[i] -= static_cast<float>(x);
        plan.y[i] -= static_cast<float>(y);
        at[i] = y * pitch + x;
    }
    std::array<float, 2 * row_size> upper_pairs;
    std::array<float, 2 * row_size> lower_pairs;
    for (std::size_t i = 0; i < row_size; ++i) {
        const float* corner = padded.data() + at[i];
        std::memcpy(&upper_pairs[2 * i], corner, 2 * sizeof(float));
        std::memcpy(&lower_pairs[2 * i], corner + pitch, 2 * sizeof(float));
    }
    for (std::size_t i = 0; i < row_size; ++i) {
        const float a = upper_pairs[2 * i];
        const float c = lower_pairs[2 * i];
        const float upper = a + plan.x[i] * (upper_pairs[2 * i + 1] - a);
        const float lower = c + plan.x[i] * (lower_pairs[2 * i + 1] - c);
        out[i] = upper + plan.y[i] * (lower - upper);
    }
}

template <class Store>
void warp_rows(FramedSpan source, const Affine& map, const WarpField& field, Store store) {
    INKLING_CHECK(field.dx.empty() || field.dx.size() == framed_size);
    INKLING_CHECK(field.dy.empty() || field.dy.size() == framed_size);
    Padded padded;
    pad(source, padded);
    const auto xx = static_cast<float>(map.xx);
    const auto yx = static_cast<float>(map.yx);
    RowPlan plan;
    Row values;
    for (int y = 0; y < side; ++y) {
        const Point start = map({0, static_cast<double>(y)});
        const auto x0 = static_cast<float>(start.x);
        const auto y0 = static_cast<float>(start.y);
        const std::size_t first = static_cast<std::size_t>(y) * row_size;
        for (std::size_t i = 0; i < row_size; ++i) {
            const auto x = static_cast<float>(static_cast<std::int32_t>(i));
            plan.x[i] = x0 + xx * x;
            plan.y[i] = y0 + yx * x;
        }
        if (!field.dx.empty())
            for (std::size_t i = 0; i < row_size; ++i) plan.x[i] += field.dx[first + i];
        if (!field.dy.empty())
            for (std::size_t i = 0; i < row_size; ++i) plan.y[i] += field.dy[first + i];
        for (std::size_t i = 0; i < row_size; ++i) {
            plan.x[i] = clamped(plan.x[i]);
            plan.y[i] = clamped(plan.y[i]);
        }
        sample_row(padded, plan, values.data());
        store(first, values);
    }
}

}  // namespace

void warp(FramedSpan source, const Affine& to_source, std::span<std::uint8_t, framed_size> out,
          const WarpField& field) {
    warp_rows(source, to_source, field, [&](std::size_t first, const Row& values) {
        for (std::size_t i = 0; i < row_size; ++i)
            out[first + i] = static_cast<std::uint8_t>(static_cast<std::int32_t>(values[i] + 0.5F));
    });
}

void warp(FramedSpan source, const Affine& to_source, std::span<float, framed_size> out,
          const WarpField& field) {
    warp_rows(source, to_source, field, [&](std::size_t first, const Row& values) {
        std::copy(values.begin(), values.end(), out.begin() + static_cast<std::ptrdiff_t>(first));
    });
}

}  // namespace inkling
