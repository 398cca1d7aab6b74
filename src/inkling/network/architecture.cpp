#include "inkling/network/architecture.hpp"

#include <array>
#include <utility>

#include "inkling/base/text.hpp"
#include "inkling/tensor/features.hpp"

namespace inkling {

namespace {

constexpr std::array<std::pair<std::string_view, Activation>, 7> activations = {{
    {"linear", Activation::linear},
    {"relu", Activation::relu},
    {"leaky_relu", Activation::leaky_relu},
    {"gelu", Activation::gelu},
    {"tanh", Activation::tanh},
    {"sigmoid", Activation::sigmoid},
    {"softmax", Activation::softmax},
}};

Error layer_error(std::size_t index, std::string_view why) {
    return data_error("layer " + std::to_string(index + 1) + ": " + std::string(why));
}

Status check_features(const Features& features, std::size_t index, std::size_t inputs) {
    if (index != 0) return layer_error(index, "Features can only be the first layer");
    if (features.blocks.empty()) return layer_error(index, "Features wants one block or more");
    constexpr std::size_t picture = feature_side * feature_side;
    for (const FeatureBlock& block : features.blocks) {
        if (block.grid < 2 || block.grid > max_feature_cells ||
            (block.directions != 8 && block.directions != 16))
            return layer_error(index, "Features wants grids of 2..14 cells and 8 or 16 directions");
        if (inputs % picture != 0 || block.plane >= inputs / picture)
            return layer_error(index, "Features looks at picture " + std::to_string(block.plane) +
                                          " of 28x28, the input has " +
                                          std::to_string(inputs / picture));
    }
    return {};
}

/// Checks one layer; `size` is what comes in and becomes what goes out, `weights` grows.
Status check_layer(const LayerSpec& layer, std::size_t index, const ArchitectureLimits& limits,
                   std::pair<std::size_t&, std::size_t&> size_and_weights) {
    auto& [size, weights] = size_and_weights;
    if (std::holds_alternative<Flatten>(layer) && index != 0)
        return layer_error(index, "Flatten can only be the first layer");
    if (const auto* features = std::get_if<Features>(&layer)) {
        INKLING_TRY_STATUS(check_features(*features, index, size));
        size = features->size();
    }
    if (const auto* dense = std::get_if<Dense>(&layer)) {
        if (dense->units == 0 || dense->units > limits.max_units)
            return layer_error(index, "Dense wants 1.." + with_commas(limits.max_units) +
                                          " units, got " + with_commas(dense->units));
        weights += (size + 1) * dense->units;  // both factors are capped: no overflow
        size = dense->units;
    }
    if (const auto* dropout = std::get_if<Dropout>(&layer))
        if (!(dropout->rate >= 0 && dropout->rate < 1))
            return layer_error(index, "Dropout wants a rate from 0 to below 1");
    if (const auto* norm = std::get_if<BatchNorm>(&layer)) {
        if (!(norm->momentum >= 0 && norm->momentum < 1 && norm->epsilon > 0))
            return layer_error(index, "BatchNorm wants 0 <= momentum < 1 and epsilon > 0");
        weights += 4 * size;
    }
    if (weights > limits.max_parameters)
        return layer_error(
            index, "the network has more than " + with_commas(limits.max_parameters) + " weights");
    return {};
}

}  // namespace

std::size_t Architecture::input_size() const {
    std::size_t size = 1;
    for (const std::size_t extent : input_shape) size *= extent;
    return size;
}

std::string_view name_of(Activation activation) {
    for (const auto& [name, value] : activations)
        if (value == activation) return name;
    return "linear";
}

Result<Activation> activation_named(std::string_view name) {
    std::string known;
    for (const auto& [candidate, value] : activations) {
        if (candidate == name) return value;
        known += (known.empty() ? "" : ", ") + std::string(candidate);
    }
    return usage_error("unknown activation '" + printable(name) + "'", "known are " + known);
}

std::string_view kind_of(const LayerSpec& layer) {
    constexpr std::array<std::string_view, 6> names = {
        "Flatten", "Dense", "Activation", "Dropout", "BatchNormalization", "Features"};
    static_assert(names.size() == std::variant_size_v<LayerSpec>);
    return names[layer.index()];
}

std::string front_end_of(const Architecture& architecture) {
    if (architecture.layers.empty()) return "pixels";
    const auto* features = std::get_if<Features>(&architecture.layers.front());
    return features == nullptr ? "pixels" : name_of(*features);
}

Architecture mlp(const MlpOptions& options) {
    Architecture architecture;
    if (options.features.blocks.empty())
        architecture.layers.emplace_back(Flatten{});
    else
        architecture.layers.emplace_back(options.features);
    for (const std::size_t units : options.hidden) {
        if (options.batch_norm) {
            architecture.layers.emplace_back(Dense{
                units, Activation::linear,
                options.activation == Activation::tanh || options.activation == Activation::sigmoid
                    ? Initializer::glorot_uniform
                    : Initializer::he_normal});
            architecture.layers.emplace_back(BatchNorm{});
            architecture.layers.emplace_back(Activate{options.activation});
        } else {
            architecture.layers.emplace_back(Dense{units, options.activation});
        }
        if (options.dropout > 0) architecture.layers.emplace_back(Dropout{options.dropout});
    }
    architecture.layers.emplace_back(Dense{options.classes, Activation::softmax});
    return architecture;
}

Status check(const Architecture& architecture, const ArchitectureLimits& limits) {
    if (architecture.layers.empty()) return data_error("the network has no layers");
    if (architecture.layers.size() > limits.max_layers)
        return data_error("the network has " + with_commas(architecture.layers.size()) +
                          " layers; at most " + with_commas(limits.max_layers) + " are allowed");
    if (architecture.input_shape.empty() || architecture.input_shape.size() > 4)
        return data_error("the input shape must have 1 to 4 extents");
    std::size_t size = 1;
    for (const std::size_t extent : architecture.input_shape) {
        if (extent == 0 || extent > limits.max_units)
            return data_error("an extent of the input shape is " + with_commas(extent));
        size *= extent;
        if (size > limits.max_units) return data_error("the input has too many values");
    }
    const bool flat = architecture.input_shape.size() == 1;
    const bool first_is_flatten = std::holds_alternative<Flatten>(architecture.layers.front());
    const bool first_is_features = std::holds_alternative<Features>(architecture.layers.front());
    if (!flat && !first_is_flatten && !first_is_features)
        return layer_error(0, "pictures must go through Flatten or Features first");
    if ((first_is_flatten || first_is_features) && architecture.layers.size() == 1)
        return data_error("the network has no layers after the first, which learns nothing");
    std::size_t weights = 0;
    for (std::size_t i = 0; i < architecture.layers.size(); ++i)
        INKLING_TRY_STATUS(check_layer(architecture.layers[i], i, limits, {size, weights}));
    return {};
}

}  // namespace inkling
