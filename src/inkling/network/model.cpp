// The model file: a safetensors file whose first metadata entry seals all of its bytes. The format
// is written down in docs/FORMATS.md.
#include "inkling/network/model.hpp"

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "inkling/base/text.hpp"
#include "inkling/bytes/safetensors.hpp"
#include "inkling/network/seal.hpp"

namespace inkling {

namespace {

using Json = nlohmann::json;

constexpr std::size_t max_networks = 16;

Json to_json(const TrainingFacts& t) {
    return {{"dataset", t.dataset},
            {"seed", t.seed},
            {"epochs", t.epochs},
            {"test_accuracy", t.test_accuracy},
            {"validation_accuracy", t.validation_accuracy},
            {"facts", t.facts}};
}

Result<TrainingFacts> training_from(const std::string& text) {
    const Json json = Json::parse(text, nullptr, false);
    TrainingFacts t;
    try {
        json.at("dataset").get_to(t.dataset);
        json.at("seed").get_to(t.seed);
        json.at("epochs").get_to(t.epochs);
        json.at("test_accuracy").get_to(t.test_accuracy);
        json.at("validation_accuracy").get_to(t.validation_accuracy);
        json.at("facts").get_to(t.facts);
    } catch (const Json::exception&) {
        return data_error("the training facts cannot be read");
    }
    return t;
}

Result<Preprocessing> preprocessing_from(const std::string& text) {
    const Json json = Json::parse(text, nullptr, false);
    Preprocessing p;
    try {
        json.at("framing").get_to(p.framing);
        p.views = json.value("views", 1);
    } catch (const Json::exception&) {
        return data_error("the preprocessing cannot be read");
    }
    if (p.views != 1 && p.views != 5)
        return data_error(
            "the model wants " + std::to_string(p.views) + " views; known are 1 and 5",
            "use a newer inkling");
    return p;
}

Result<std::vector<std::string>> classes_from(const std::string& text) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_array()) return data_error("the names of the classes cannot be read");
    std::vector<std::string> classes;
    for (const Json& name : json) {
        if (!name.is_string()) return data_error("the name of a class is no text");
        classes.push_back(name.get<std::string>());
    }
    return classes;
}

/// Left as it is where the file does not name it.
Status read_share(const SafeTensors& file, const char* key, const std::string& name,
                  double& share) {
    const auto it = file.metadata.find(key);
    if (it == file.metadata.end()) return {};
    const auto number = parse_number(it->second);
    if (!number || !(*number >= 0 && *number <= 1))
        return data_error(name + " is no number from 0 to 1");
    share = *number;
    return {};
}

Result<std::string> metadata_of(const SafeTensors& file, const char* key) {
    const auto it = file.metadata.find(key);
    if (it == file.metadata.end())
        return data_error(std::string("'") + key + "' is missing in the metadata");
    return it->second;
}

std::string shape_text(std::span<const std::uint64_t> shape) {
    std::string text;
    for (const std::uint64_t extent : shape)
        text += (text.empty() ? "" : "x") + std::to_string(extent);
    return text;
}

/// What the tensors of network number `i` of a committee begin with; nothing for the first.
std::string prefix_of(std::size_t i) {
    return i == 0 ? "" : "member_" + std::to_string(i + 1) + ".";
}

/// Copies one tensor of the file to its place in the network.
Status read_parameter(const SafeTensors& file, const Parameter& p, const std::string& prefix,
                      Network& network) {
    const SafeTensor* tensor = file.find(prefix + p.name);
    if (tensor == nullptr) return data_error("the tensor " + prefix + p.name + " is missing");
    const std::vector<std::uint64_t> wanted = p.rows == 1 && !p.name.ends_with(".kernel")
                                                  ? std::vector<std::uint64_t>{p.columns}
                                                  : std::vector<std::uint64_t>{p.rows, p.columns};
    if (tensor->dtype != "F32" || tensor->shape != wanted)
        return data_error("layer " + std::to_string(p.layer + 1) + ": " + p.name + " wants F32 " +
                          shape_text(wanted) + ", the file has " + printable(tensor->dtype) + " " +
                          shape_text(tensor->shape));
    const Matrix matrix = network.matrix(p);
    for (std::size_t r = 0; r < p.rows; ++r)
        std::memcpy(matrix.row(r), tensor->bytes.data() + r * p.columns * sizeof(float),
                    p.columns * sizeof(float));
    for (std::size_t r = 0; r < p.rows; ++r)
        for (std::size_t c = 0; c < p.columns; ++c)
            if (!std::isfinite(matrix(r, c)))
                return data_error("the weight " + p.name + "[" + std::to_string(r) + "][" +
                                  std::to_string(c) + "] is not a finite number");
    return {};
}

Result<Network> read_network(const SafeTensors& file, const std::string& json,
                             const std::string& prefix) {
    INKLING_TRY(Architecture architecture, architecture_from_json(json));
    INKLING_TRY(Network network, Network::blank(std::move(architecture)));
    for (const Parameter& p : network.parameters())
        INKLING_TRY_STATUS(read_parameter(file, p, prefix, network));
    return network;
}

/// The further networks; most models have none.
Status read_committee(const SafeTensors& file, Model& model) {
    const auto it = file.metadata.find("inkling.committee");
    if (it == file.metadata.end()) return {};
    const Json json = Json::parse(it->second, nullptr, false);
    if (!json.is_array() || json.size() >= max_networks)
        return data_error("the committee cannot be read");
    for (const Json& member : json) {
        std::string architecture, framing;
        try {
            member.at("architecture").get_to(architecture);
            member.at("framing").get_to(framing);
        } catch (const Json::exception&) {
            return data_error("the committee cannot be read");
        }
        INKLING_TRY(Network network,
                    read_network(file, architecture, prefix_of(model.committee.size() + 1)));
        if (network.outputs() != model.network.outputs())
            return data_error("the networks of the committee differ in their number of classes");
        model.committee.push_back({std::move(network), std::move(framing)});
    }
    return {};
}

Result<Model> model_from(const SafeTensors& file) {
    if (file.metadata.contains("inkling.checkpoint"))
        return data_error("this is the checkpoint of a training, not a model",
                          "the command of that training, with --resume, goes on from it");
    INKLING_TRY(const std::string json, metadata_of(file, "inkling.architecture"));
    INKLING_TRY(Network network, read_network(file, json, ""));
    Model model{std::move(network)};
    INKLING_TRY_STATUS(read_committee(file, model));
    std::size_t tensors = model.network.parameters().size();
    for (const Member& member : model.committee) tensors += member.network.parameters().size();
    if (file.tensors.size() != tensors)
        return data_error("the file has " + std::to_string(file.tensors.size()) +
                          " tensors, the architecture " + std::to_string(tensors));
    INKLING_TRY(const std::string preprocessing, metadata_of(file, "inkling.preprocessing"));
    INKLING_TRY(model.preprocessing, preprocessing_from(preprocessing));
    INKLING_TRY(const std::string classes, metadata_of(file, "inkling.classes"));
    INKLING_TRY(model.classes, classes_from(classes));
    INKLING_TRY(const std::string training, metadata_of(file, "inkling.training"));
    INKLING_TRY(model.training, training_from(training));
    INKLING_TRY_STATUS(
        read_share(file, "inkling.reject_above", "the threshold of rejection", model.reject_above));
    INKLING_TRY_STATUS(read_share(file, "inkling.alone_above", "the threshold of answering alone",
                                  model.alone_above));
    if (model.classes.size() + (model.can_reject() ? 1 : 0) != model.network.outputs())
        return data_error("the file names " + std::to_string(model.classes.size()) +
                          " classes, the network has " + std::to_string(model.network.outputs()) +
                          " outputs");
    return model;
}

}  // namespace

std::size_t Model::parameter_count() const {
    std::size_t count = network.parameter_count();
    for (const Member& member : committee) count += member.network.parameter_count();
    return count;
}

std::size_t Model::trainable_count() const {
    std::size_t count = network.trainable_count();
    for (const Member& member : committee) count += member.network.trainable_count();
    return count;
}

Result<Bytes> write_model(const Model& model) {
    SafeTensors file;
    file.metadata = {{seal_key, empty_seal()},
                     {"inkling.architecture", to_json(model.network.architecture())},
                     {"inkling.preprocessing", Json{{"framing", model.preprocessing.framing},
                                                    {"views", model.preprocessing.views}}
                                                   .dump()},
                     {"inkling.classes", Json(model.classes).dump()},
                     {"inkling.training", to_json(model.training).dump()}};
    if (model.can_reject()) file.metadata["inkling.reject_above"] = Json(model.reject_above).dump();
    if (model.alone_above < 1)
        file.metadata["inkling.alone_above"] = Json(model.alone_above).dump();
    std::vector<const Network*> networks = {&model.network};
    Json committee = Json::array();
    for (const Member& member : model.committee) {
        networks.push_back(&member.network);
        committee.push_back({{"architecture", to_json(member.network.architecture())},
                             {"framing", member.framing}});
    }
    if (!committee.empty()) file.metadata["inkling.committee"] = committee.dump();
    // Tensors have no padding in the file.
    Buffer<float> values(model.parameter_count());
    float* next = values.data();
    for (std::size_t i = 0; i < networks.size(); ++i)
        for (const Parameter& p : networks[i]->parameters()) {
            const float* start = next;
            for (std::size_t r = 0; r < p.rows; ++r, next += p.columns)
                std::copy_n(networks[i]->matrix(p).row(r), p.columns, next);
            std::vector<std::uint64_t> shape = {p.columns};
            if (p.name.ends_with(".kernel")) shape = {p.rows, p.columns};
            file.tensors.push_back({prefix_of(i) + p.name,
                                    "F32",
                                    std::move(shape),
                                    {reinterpret_cast<const std::uint8_t*>(start),
                                     p.rows * p.columns * sizeof(float)}});
        }
    INKLING_TRY(Bytes bytes, write_safetensors(file));
    INKLING_TRY_STATUS(seal(bytes));
    return bytes;
}

Result<Model> parse_model(Bytes bytes) {
    INKLING_TRY_STATUS(check_seal(bytes));
    // The seal fits: the file is as it was written.
    constexpr std::string_view hint = "inkling train did not write it so: make the model anew";
    INKLING_TRY(const SafeTensors file, with_hint(parse_safetensors(std::move(bytes)), hint));
    return with_hint(model_from(file), hint);
}

Status save_model(const Model& model, const std::string& path) {
    INKLING_TRY(const Bytes bytes, write_model(model));
    return write_file_atomic(path, bytes);
}

Result<Bytes> read_model_file(const std::string& path) {
    INKLING_TRY(const FileStart start, read_file_start(path, sealed_start));
    Status status = check_seal_start(start.bytes, start.file_size);
    if (!status) return std::move(status).error().within(printable(path));
    return read_file(path);
}

Result<Model> load_model(const std::string& path) {
    INKLING_TRY(Bytes bytes, read_model_file(path));
    auto model = parse_model(std::move(bytes));
    if (!model) return std::move(model).error().within(printable(path));
    return model;
}

}  // namespace inkling
