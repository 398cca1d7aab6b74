#include "inkling/serve/explanation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "inkling/network/operation.hpp"

namespace inkling {

namespace {

constexpr int cover_side = 6;  ///< pixels of the square that covers a part of the picture

bool is_dense(const Operation& operation) {
    return operation.gradient_rows() > 0 && operation.batch_values() == 0;
}

/// What a step put out, scaled so that its largest value is 255. Below zero is dark.
std::vector<std::uint8_t> scaled(ConstMatrix values) {
    const float* row = values.row(0);
    const float most = std::max(*std::max_element(row, row + values.columns), 1e-6F);
    std::vector<std::uint8_t> out(values.columns);
    for (std::size_t i = 0; i < values.columns; ++i)
        out[i] = static_cast<std::uint8_t>(std::lround(255 * std::max(row[i], 0.0F) / most));
    return out;
}

FramedPixels covered(const FramedPixels& pixels, int cell) {
    constexpr int side = static_cast<int>(saliency_side);
    constexpr int step = framed_side / side;
    const int top = cell / side * step + step / 2 - cover_side / 2;
    const int left = cell % side * step + step / 2 - cover_side / 2;
    FramedPixels result = pixels;
    for (int y = std::max(top, 0); y < std::min(top + cover_side, framed_side); ++y)
        for (int x = std::max(left, 0); x < std::min(left + cover_side, framed_side); ++x)
            result[static_cast<std::size_t>(y * framed_side + x)] = 0;
    return result;
}

}  // namespace

Explanation explain(const Network& network, const FramedPixels& pixels) {
    constexpr std::size_t cells = saliency_side * saliency_side;
    Workspace workspace(network, cells);
    workspace.set_pixels(0, pixels);
    const ConstMatrix answer = network.answer(workspace, 1);
    Explanation result;
    result.digit = static_cast<std::size_t>(
        std::max_element(answer.row(0), answer.row(0) + answer.columns) - answer.row(0));
    const float before = answer.row(0)[result.digit];
    const auto operations = network.operations();
    for (std::size_t i = 1; i < operations.size(); ++i) {
        if (!is_dense(*operations[i])) continue;
        const Matrix output = workspace.step(i - 1).output;
        result.layers.push_back(
            {fmt::format("hidden layer {}, {} units", result.layers.size() + 1, output.columns),
             scaled(output)});
    }
    for (std::size_t cell = 0; cell < cells; ++cell)
        workspace.set_pixels(cell, covered(pixels, static_cast<int>(cell)));
    const ConstMatrix without = network.answer(workspace, cells);
    std::vector<float> falls(cells);
    for (std::size_t cell = 0; cell < cells; ++cell)
        falls[cell] = std::max(
            std::log(before + 1e-6F) - std::log(without.row(cell)[result.digit] + 1e-6F), 0.0F);
    const float most = std::max(*std::max_element(falls.begin(), falls.end()), 0.05F);
    result.saliency.resize(cells);
    for (std::size_t cell = 0; cell < cells; ++cell)
        result.saliency[cell] =
            static_cast<std::uint8_t>(std::lround(255 * std::sqrt(falls[cell] / most)));
    return result;
}

}  // namespace inkling
