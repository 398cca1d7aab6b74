// An architecture as JSON, for the model file:
// {"input_shape":[28,28],"layers":[{"kind":"Dense",…}]}.
#include <nlohmann/json.hpp>

#include "inkling/base/text.hpp"
#include "inkling/network/architecture.hpp"

namespace inkling {

namespace {

using Json = nlohmann::json;

constexpr std::string_view initializer_names[] = {"automatic", "he_normal", "glorot_uniform"};

struct ToJson {
    Json operator()(const Flatten&) const { return Json::object(); }
    Json operator()(const Dense& dense) const {
        return {{"units", dense.units},
                {"activation", name_of(dense.activation)},
                {"initializer", initializer_names[static_cast<int>(dense.initializer)]}};
    }
    Json operator()(const Activate& layer) const {
        return {{"activation", name_of(layer.activation)}};
    }
    Json operator()(const Dropout& dropout) const { return {{"rate", dropout.rate}}; }
    Json operator()(const BatchNorm& norm) const {
        return {{"momentum", norm.momentum}, {"epsilon", norm.epsilon}};
    }
    Json operator()(const Features& features) const { return {{"blocks", name_of(features)}}; }
};

/// A whole number 0 … 2^31; anything else is the error.
Result<std::size_t> size_at(const Json& object, const char* key) {
    const auto it = object.find(key);
    if (it == object.end() || !it->is_number_unsigned() || it->get<std::uint64_t>() > (1ULL << 31))
        return data_error(std::string("'") + key + "' must be a whole number below 2^31");
    return it->get<std::size_t>();
}
Result<float> float_at(const Json& object, const char* key) {
    const auto it = object.find(key);
    if (it == object.end() || !it->is_number())
        return data_error(std::string("'") + key + "' must be a number");
    return it->get<float>();
}
Result<std::string> text_at(const Json& object, const char* key) {
    const auto it = object.find(key);
    if (it == object.end() || !it->is_string())
        return data_error(std::string("'") + key + "' must be a text");
    return it->get<std::string>();
}

Result<Activation> activation_at(const Json& object) {
    INKLING_TRY(const std::string name, text_at(object, "activation"));
    auto activation = activation_named(name);
    if (!activation) return data_error(activation.error().message, activation.error().hint);
    return activation;
}

Result<LayerSpec> layer_from(const Json& object) {
    if (!object.is_object()) return data_error("a layer must be an object");
    INKLING_TRY(const std::string kind, text_at(object, "kind"));
    if (kind == "Flatten") return LayerSpec{Flatten{}};
    if (kind == "Dense") {
        INKLING_TRY(const std::size_t units, size_at(object, "units"));
        INKLING_TRY(const Activation activation, activation_at(object));
        INKLING_TRY(const std::string name, text_at(object, "initializer"));
        for (int i = 0; i < 3; ++i)
            if (name == initializer_names[i])
                return LayerSpec{Dense{units, activation, static_cast<Initializer>(i)}};
        return data_error("unknown initializer '" + printable(name) + "'", "use a newer inkling");
    }
    if (kind == "Activation") {
        INKLING_TRY(const Activation activation, activation_at(object));
        return LayerSpec{Activate{activation}};
    }
    if (kind == "Dropout") {
        INKLING_TRY(const float rate, float_at(object, "rate"));
        return LayerSpec{Dropout{rate}};
    }
    if (kind == "BatchNormalization") {
        INKLING_TRY(const float momentum, float_at(object, "momentum"));
        INKLING_TRY(const float epsilon, float_at(object, "epsilon"));
        return LayerSpec{BatchNorm{momentum, epsilon}};
    }
    if (kind == "Features") {
        INKLING_TRY(const std::string text, text_at(object, "blocks"));
        auto features = features_named(text);
        if (!features) return data_error(features.error().message, features.error().hint);
        return LayerSpec{std::move(features).value()};
    }
    return data_error("unknown kind of layer '" + printable(kind) + "'", "use a newer inkling");
}

}  // namespace

std::string to_json(const Architecture& architecture) {
    Json layers = Json::array();
    for (const LayerSpec& layer : architecture.layers) {
        Json object = std::visit(ToJson{}, layer);
        object["kind"] = kind_of(layer);
        layers.push_back(std::move(object));
    }
    return Json{{"input_shape", architecture.input_shape}, {"layers", std::move(layers)}}.dump();
}

Result<Architecture> architecture_from_json(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return data_error("the architecture is no JSON object");
    const auto shape = json.find("input_shape"), layers = json.find("layers");
    if (shape == json.end() || !shape->is_array() || layers == json.end() || !layers->is_array())
        return data_error("the architecture wants 'input_shape' and 'layers', both lists");
    Architecture architecture;
    architecture.input_shape.clear();
    for (const Json& extent : *shape) {
        if (!extent.is_number_unsigned() || extent.get<std::uint64_t>() > (1ULL << 31))
            return data_error("the input shape must hold whole numbers");
        architecture.input_shape.push_back(extent.get<std::size_t>());
    }
    for (const Json& layer : *layers) {
        auto spec = layer_from(layer);
        if (!spec)
            return std::move(spec).error().within("layer " +
                                                  std::to_string(architecture.layers.size() + 1));
        architecture.layers.push_back(std::move(spec).value());
    }
    INKLING_TRY_STATUS(check(architecture));
    return architecture;
}

}  // namespace inkling
