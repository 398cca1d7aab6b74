// A network as plain data: what the layers are, not yet their weights. Names and defaults are those
// of Keras.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/network/features.hpp"

namespace inkling {

/// Elementwise but for softmax, which works on each row. LeakyReLU has slope 0.01 for x < 0; GELU
/// is the tanh form of D. Hendrycks and K. Gimpel, arXiv:1606.08415.
enum class Activation { linear, relu, leaky_relu, gelu, tanh, sigmoid, softmax };

/// How weights are born. `automatic` is Glorot, as in Keras.
/// He: normal, variance 2/inputs (arXiv:1502.01852). Glorot: uniform, ±√(6/(inputs+outputs)).
enum class Initializer { automatic, he_normal, glorot_uniform };

/// height × width → height·width. The first layer of an image network.
struct Flatten {};
/// y = activation(x·W + b); W has shape inputs × units.
struct Dense {
    std::size_t units = 0;
    Activation activation = Activation::linear;
    Initializer initializer = Initializer::automatic;
};
/// An activation as a layer of its own.
struct Activate {
    Activation activation = Activation::relu;
};
/// While training, each value is zero with probability `rate`, else scaled by 1/(1−rate).
struct Dropout {
    float rate = 0.5F;
};
/// Normalises each column over the batch, then scales and shifts (arXiv:1502.03167). While
/// answering it uses running means: r ← momentum·r + (1−momentum)·batch.
struct BatchNorm {
    float momentum = 0.9F;
    float epsilon = 1e-3F;
};

using LayerSpec = std::variant<Flatten, Dense, Activate, Dropout, BatchNorm, Features>;

/// Layers in order. A network answers with the values of the last one. Samples of several pictures
/// (planes) have three extents: planes × height × width.
struct Architecture {
    std::vector<std::size_t> input_shape = {28, 28};
    std::vector<LayerSpec> layers;

    [[nodiscard]] std::size_t input_size() const;
};

/// "relu" ↔ Activation::relu and so on.
std::string_view name_of(Activation activation);
Result<Activation> activation_named(std::string_view name);
/// Kind of a layer as Keras names it: "Dense", "Flatten" …
std::string_view kind_of(const LayerSpec& layer);

/// Flatten (or Features, where there are any) → Dense(hidden, activation) … → Dense(classes,
/// softmax), with batch normalisation and dropout after each hidden layer where asked for.
struct MlpOptions {
    Features features = {};  ///< none: grey levels
    std::vector<std::size_t> hidden = {128, 64};
    std::size_t classes = 10;
    Activation activation = Activation::relu;
    float dropout = 0;
    bool batch_norm = false;
};
Architecture mlp(const MlpOptions& options);

/// What the network is fed: "pixels", or its Features as text.
std::string front_end_of(const Architecture& architecture);

/// JSON of the model file, see docs/FORMATS.md.
std::string to_json(const Architecture& architecture);
Result<Architecture> architecture_from_json(std::string_view json);

/// Caps on what a model file may ask for.
struct ArchitectureLimits {
    std::size_t max_layers = 256;
    std::size_t max_units = 1U << 20;
    std::size_t max_parameters = 100'000'000;
};
/// Refuses what no network can be: no layers, zero units, too many weights, Flatten in the middle …
Status check(const Architecture& architecture, const ArchitectureLimits& limits = {});

}  // namespace inkling
