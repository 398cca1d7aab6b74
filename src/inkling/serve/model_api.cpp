// What the page tells about the model, and how it is put back.
#include <nlohmann/json.hpp>

#include "inkling/base/text.hpp"
#include "inkling/serve/api.hpp"
#include "inkling/serve/explanation.hpp"
#include "inkling/serve/json_reader_impl.hpp"
#include "inkling/serve/json_text_impl.hpp"
#include "inkling/train/evaluation.hpp"

namespace inkling {

namespace {

using Json = nlohmann::ordered_json;

Json layers_json(const Network& network) {
    Json layers = Json::array();
    const Architecture& architecture = network.architecture();
    std::size_t size = architecture.input_size();
    for (std::size_t i = 0; i < architecture.layers.size(); ++i) {
        const LayerSpec& layer = architecture.layers[i];
        std::string kind(kind_of(layer));
        if (const auto* features = std::get_if<Features>(&layer)) {
            size = features->size();
        } else if (const auto* dense = std::get_if<Dense>(&layer)) {
            size = dense->units;
            kind += " (" + std::string(name_of(dense->activation)) + ")";
        } else if (const auto* activation = std::get_if<Activate>(&layer)) {
            kind += " (" + std::string(name_of(activation->activation)) + ")";
        }
        std::size_t weights = 0;
        for (const Parameter& p : network.parameters())
            if (p.layer == i) weights += p.rows * p.columns;
        layers.push_back({{"kind", kind}, {"output", {size}}, {"parameters", weights}});
    }
    return layers;
}

Json model_json(const ServedModel& served, bool adopted) {
    const Model& model = served.reader.model();
    const TrainingFacts& facts = model.training;
    Json training = {{"data_set", facts.dataset},
                     {"epochs", std::to_string(facts.epochs)},
                     {"seed", std::to_string(facts.seed)}};
    std::size_t test_images = 0;
    for (const auto& [name, value] : facts.facts) {
        training[name] = value;
        if (name == "test_images")
            test_images = static_cast<std::size_t>(parse_integer(value).value_or(0));
    }
    Json committee = Json::array();
    for (const Member& member : model.committee)
        committee.push_back({{"framing", member.framing},
                             {"parameters", member.network.parameter_count()},
                             {"layers", layers_json(member.network)}});
    Json json = {{"name", served.name},
                 {"sha256", served.sha256},
                 {"bytes", served.size},
                 {"classes", model.classes},
                 {"parameters", model.parameter_count()},
                 {"framing", model.preprocessing.framing},
                 {"layers", layers_json(model.network)},
                 {"committee", committee},
                 {"alone_above", model.alone_above},
                 {"reject_above", model.can_reject() ? Json(model.reject_above) : Json(nullptr)},
                 {"training", training},
                 {"test_accuracy", nullptr},
                 {"interval", nullptr},
                 {"adopted", adopted}};
    if (facts.test_accuracy < 0) return json;
    json["test_accuracy"] = facts.test_accuracy;
    if (test_images > 0) {
        const auto right =
            static_cast<std::size_t>(facts.test_accuracy * static_cast<double>(test_images) + 0.5);
        const auto [low, high] = wilson_interval(right, test_images);
        json["interval"] = {low, high};
    }
    return json;
}

Reply explain_pixels(const ServedModel& served, std::string_view body) {
    const auto pixels = pixels_from_json(body);
    if (!pixels) return error_reply(400, pixels.error().message);
    const auto found = explain(served.reader, *pixels);
    if (!found) return error_reply(500, served.name + ": " + found.error().message);
    Json layers = Json::array();
    for (const HiddenLayer& layer : found->layers)
        layers.push_back({{"name", layer.name}, {"values", base64(layer.values)}});
    return json_reply({{"digit", found->digit},
                       {"rejected", found->rejected},
                       {"side", saliency_side},
                       {"saliency", base64(found->saliency)},
                       {"layers", layers}});
}

Reply model_file(const ServedModel& served) {
    const auto bytes = write_model(served.reader.model());
    if (!bytes) return error_reply(500, bytes.error().message);
    Reply reply;
    reply.content_type = "application/octet-stream";
    reply.headers = "Content-Disposition: attachment; filename=\"inkling.safetensors\"\r\n";
    reply.body.assign(bytes->begin(), bytes->end());
    return reply;
}

}  // namespace

void add_model_routes(Router& router, const ApiContext& api) {
    ModelSlot& model = api.model;
    const auto add = [&](const char* method, const char* path, const char* name, BodyKind body,
                         Need need, const std::function<Reply(const Request&)>& answer) {
        router.add({method, path, name, body, need,
                    [answer](const Request& request, HandlerContext&, const Respond& respond) {
                        respond(answer(request));
                    }});
    };
    add("GET", "/v1/model", "model_facts", BodyKind::none, Need::reader, [&model](const Request&) {
        return json_reply(model_json(*model.current(), model.is_adopted()));
    });
    add("GET", "/v1/model/file", "model_file", BodyKind::none, Need::reader,
        [&model](const Request&) { return model_file(*model.current()); });
    add("POST", "/v1/model/restore", "model_restore", BodyKind::json, Need::owner,
        [&model](const Request&) {
            model.restore();
            return json_reply(model_json(*model.current(), model.is_adopted()));
        });
    add("POST", "/v1/explain", "explain", BodyKind::json, Need::reader,
        [&model](const Request& request) {
            return explain_pixels(*model.current(), request.body);
        });
}

}  // namespace inkling
