#include "inkling/serve/explanation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "inkling/network/operation.hpp"

namespace inkling {

namespace {

constexpr int cover_side = 6;  ///< pixels of the square that covers a part of the picture

bool is_dense(const Operation& operation) {
    return operation.takes_sparse();
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

std::vector<HiddenLayer> hidden_layers(const Model& model, const FramedPixels& pixels) {
    const Network& network = model.network;
    const auto framings = framings_named(model.preprocessing.framing);
    std::vector<HiddenLayer> layers;
    if (!framings || network.inputs() != framings->size() * framed_size) return layers;
    std::vector<std::uint8_t> planes(network.inputs());
    frame_planes(*framings, FramedSpan(pixels), planes);
    Workspace workspace(network, 1);
    workspace.set_pixels(0, planes);
    network.answer(workspace, 1);
    const auto operations = network.operations();
    bool first = true;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        if (!is_dense(*operations[i])) continue;
        // What comes before the first dense layer is no hidden layer.
        if (!std::exchange(first, false)) {
            const Matrix output = workspace.step(i - 1).output;
            layers.push_back(
                {fmt::format("hidden layer {}, {} units", layers.size() + 1, output.columns),
                 scaled(output)});
        }
    }
    return layers;
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

Explanation explain(const Reader& reader, const FramedPixels& pixels) {
    constexpr std::size_t cells = saliency_side * saliency_side;
    const Predictor& predictor = reader.predictor();
    Predictor::Scratch scratch(predictor, cells);
    const ConstMatrix answer = predictor.predict(pixels, scratch);
    Explanation result;
    result.digit = static_cast<std::size_t>(
        std::max_element(answer.row(0), answer.row(0) + predictor.classes()) - answer.row(0));
    const float before = answer.row(0)[result.digit];
    result.layers = hidden_layers(reader.model(), pixels);
    std::vector<std::uint8_t> pictures;
    for (std::size_t cell = 0; cell < cells; ++cell) {
        const FramedPixels picture = covered(pixels, static_cast<int>(cell));
        pictures.insert(pictures.end(), picture.begin(), picture.end());
    }
    const ConstMatrix without = predictor.predict(pictures, scratch);
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
