#include "inkling/serve/explanation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "inkling/network/operation.hpp"
#include "inkling/predict/saliency.hpp"

namespace inkling {

namespace {

/// Every second pixel is enough to see where it is.
constexpr SaliencyGrid grid{.step = 2, .cover = 6};
constexpr float least_fall = 0.05F;  ///< of a logarithm, that is shown as a full one

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

/// Adds the hidden layers of one network; `owner` begins their names.
void add_hidden_layers(const Network& network, const std::string& framing,
                       const FramedPixels& pixels, const std::string& owner,
                       std::vector<HiddenLayer>& layers) {
    const auto framings = framings_named(framing);
    if (!framings || network.inputs() != framings->size() * framed_size) return;
    std::vector<std::uint8_t> planes(network.inputs());
    frame_planes(*framings, FramedSpan(pixels), planes);
    Workspace workspace(network, 1);
    workspace.set_pixels(0, planes);
    network.answer(workspace, 1);
    const auto operations = network.operations();
    std::size_t dense = 0;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        // What comes before the first dense layer is no hidden layer.
        if (!is_dense(*operations[i]) || dense++ == 0) continue;
        const Matrix output = workspace.step(i - 1).output;
        layers.push_back(
            {fmt::format("{}hidden layer {}, {} units", owner, dense - 1, output.columns),
             scaled(output)});
    }
}

std::vector<HiddenLayer> hidden_layers(const Model& model, const FramedPixels& pixels) {
    std::vector<HiddenLayer> layers;
    const auto add = [&](const Network& network, const std::string& framing, std::size_t number) {
        const std::string owner =
            model.committee.empty() ? "" : fmt::format("network {}, ", number);
        add_hidden_layers(network, framing, pixels, owner, layers);
    };
    add(model.network, model.preprocessing.framing, 1);
    for (std::size_t i = 0; i < model.committee.size(); ++i)
        add(model.committee[i].network, model.committee[i].framing, i + 2);
    return layers;
}

}  // namespace

static_assert(grid.step * saliency_side == framed_side);

Result<Explanation> explain(const Reader& reader, const FramedPixels& pixels) {
    FramedDigit framed;
    framed.pixels = pixels;
    INKLING_TRY(const DigitAnswer answer, reader.read_framed(framed));
    Explanation result;
    result.digit = static_cast<std::size_t>(answer.digit);
    result.rejected = answer.rejected;
    result.layers = hidden_layers(reader.model(), pixels);
    const std::vector<float> falls =
        saliency(reader.predictor(), pixels,
                 result.rejected ? reader.predictor().classes() : result.digit, grid);
    const float most = std::max(*std::max_element(falls.begin(), falls.end()), least_fall);
    for (const float fall : falls)
        result.saliency.push_back(
            static_cast<std::uint8_t>(std::lround(255 * std::sqrt(std::max(0.0F, fall) / most))));
    return result;
}

}  // namespace inkling
