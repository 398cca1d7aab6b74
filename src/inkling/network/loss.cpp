#include "inkling/network/loss.hpp"

#include <algorithm>

#include "inkling/base/math.hpp"
#include "inkling/tensor/kernels.hpp"

namespace inkling {

std::string_view name_of(Loss loss) {
    return loss == Loss::mean_squared_error ? "mean_squared_error" : "categorical_crossentropy";
}

void one_hot(std::span<const std::uint8_t> labels, float smoothing, Matrix targets) {
    const float rest = smoothing / static_cast<float>(targets.columns);
    for (std::size_t r = 0; r < labels.size(); ++r) {
        std::fill_n(targets.row(r), targets.columns, rest);
        targets(r, labels[r]) = 1 - smoothing + rest;
    }
}

void softmax_crossentropy(const LossRows& rows) noexcept {
    constexpr std::size_t some = 32;
    float largest[some], sums[some];
    const std::size_t columns = rows.inputs.columns;
    for (std::size_t begin = 0; begin < rows.inputs.rows; begin += some) {
        const std::size_t end = std::min(begin + some, rows.inputs.rows);
        for (std::size_t r = begin; r < end; ++r) {
            const float* x = rows.inputs.row(r);
            const float* t = rows.targets.row(r);
            rows.losses[r] = 0;  // first the expected logit
            for (std::size_t c = 0; c < columns; ++c)
                rows.losses[r] += static_cast<double>(t[c]) * x[c];
            std::copy_n(x, rows.inputs.stride, rows.outputs.row(r));
        }
        kernels().exp_rows(rows.outputs.slice(begin, end), largest, sums);
        for (std::size_t r = begin; r < end; ++r) {
            const float* t = rows.targets.row(r);
            float* p = rows.outputs.row(r);
            float* d = rows.d_inputs.row(r);
            const float sum = sums[r - begin];
            rows.losses[r] = math::log(sum) + largest[r - begin] - rows.losses[r];
            for (std::size_t c = 0; c < columns; ++c) {
                p[c] /= sum;
                d[c] = (p[c] - t[c]) * rows.scale;
            }
            std::fill(d + columns, d + rows.d_inputs.stride, 0.0F);
        }
    }
}

void crossentropy(const LossRows& rows) noexcept {
    constexpr float smallest = 1e-30F;  // keeps the logarithm finite
    for (std::size_t r = 0; r < rows.inputs.rows; ++r) {
        double loss = 0;
        for (std::size_t c = 0; c < rows.inputs.columns; ++c) {
            const float p = std::max(rows.inputs(r, c), smallest), t = rows.targets(r, c);
            if (t != 0) loss -= t * math::log(p);
            rows.d_inputs(r, c) = -t / p * rows.scale;
        }
        rows.losses[r] = loss;
        std::fill(rows.d_inputs.row(r) + rows.inputs.columns, rows.d_inputs.row(r + 1), 0.0F);
    }
}

void mean_squared_error(const LossRows& rows) noexcept {
    const auto columns = static_cast<float>(rows.inputs.columns);
    for (std::size_t r = 0; r < rows.inputs.rows; ++r) {
        double loss = 0;
        for (std::size_t c = 0; c < rows.inputs.columns; ++c) {
            const float difference = rows.inputs(r, c) - rows.targets(r, c);
            loss += static_cast<double>(difference) * difference;
            rows.d_inputs(r, c) = 2 * difference / columns * rows.scale;
        }
        rows.losses[r] = loss / columns;
        std::fill(rows.d_inputs.row(r) + rows.inputs.columns, rows.d_inputs.row(r + 1), 0.0F);
    }
}

}  // namespace inkling
