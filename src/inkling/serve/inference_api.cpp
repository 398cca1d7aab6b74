// The Open Inference Protocol, version 2, as KServe and Triton speak it.
#include <fmt/format.h>

#include <memory>

#include "inkling/serve/api.hpp"
#include "inkling/serve/batcher.hpp"
#include "inkling/serve/tensor_reply.hpp"
#include "inkling/serve/tensor_request.hpp"

namespace inkling {

namespace {

Reply json(std::string body, int status = 200) {
    Reply reply;
    reply.status = status;
    reply.body = std::move(body);
    if (status == 503) reply.headers = "Retry-After: 1\r\n";
    return reply;
}

std::string metadata(const Predictor& predictor) {
    return fmt::format(
        R"({{"name":"{}","versions":["{}"],"platform":"inkling","inputs":[{{"name":"pixels",)"
        R"("datatype":"UINT8","shape":[-1,28,28]}}],"outputs":[{{"name":"probabilities",)"
        R"("datatype":"FP32","shape":[-1,{}]}},)"
        R"({{"name":"digit","datatype":"INT64","shape":[-1]}}{}]}})",
        served_model_name, served_model_version, predictor.classes(),
        predictor.can_reject() ? R"(,{"name":"none","datatype":"FP32","shape":[-1]})" : "");
}

/// Where the path names a model that is not there, its answer is given and false returned.
bool knows_model(const Request& request, const Respond& respond) {
    const std::string_view name = path_part(request, 2);
    const bool versions = path_part(request, 3) == "versions";
    if (name != served_model_name) {
        respond(protocol_error(
            404, fmt::format("there is no model '{}'; the model is {}", name, served_model_name)));
        return false;
    }
    if (versions && path_part(request, 4) != served_model_version) {
        respond(protocol_error(404,
                               fmt::format("the model has version {} only", served_model_version)));
        return false;
    }
    return true;
}

/// What waits for the network.
struct Waiting {
    TensorRequest wanted;
    Respond respond;
};

void infer(ModelSlot& model, const Request& request, HandlerContext& context, Respond respond) {
    if (!knows_model(request, respond)) return;
    const ServedModelPtr served_now = model.current();
    const Predictor& predictor = served_now->reader.predictor();
    auto read = read_tensor_request(request, predictor.pixels(), predictor.can_reject());
    if (!read) return respond(protocol_error(400, read.error().message));
    const auto waiting =
        std::make_shared<Waiting>(Waiting{std::move(read).value(), std::move(respond)});
    TensorRequest& wanted = waiting->wanted;
    InferJob job;
    job.rows = wanted.rows;
    job.values = std::move(wanted.values);
    if (job.values.empty()) job.pixels = wanted.pixels();
    job.done = [waiting](const ServedModel& served, std::span<const float> values) {
        const Status checked = check_answers(values);
        waiting->respond(checked
                             ? tensor_reply(waiting->wanted, values, served.reader.model().classes)
                             : protocol_error(500, served.name + ": " + checked.error().message));
    };
    if (!context.batcher.submit(job))
        waiting->respond(protocol_error(503, "too many images wait for the network; try again"));
}

Handler for_model(ModelSlot& model, std::string (*text)(const Predictor&)) {
    return [&model, text](const Request& request, HandlerContext&, const Respond& respond) {
        if (knows_model(request, respond)) respond(json(text(model.current()->reader.predictor())));
    };
}

void add_health(Router& router, const ApiContext& api) {
    const Handler live = [](const Request&, HandlerContext&, const Respond& respond) {
        respond(json(R"({"live":true})"));
    };
    const Handler ready = [ready = api.ready](const Request&, HandlerContext&,
                                              const Respond& respond) {
        const bool yes = ready();
        respond(json(yes ? R"({"ready":true})" : R"({"ready":false})", yes ? 200 : 503));
    };
    for (const char* path : {"/v2/health/live", "/livez"})
        router.add({"GET", path, "live", BodyKind::none, Need::nothing, live});
    for (const char* path : {"/v2/health/ready", "/readyz"})
        router.add({"GET", path, "ready", BodyKind::none, Need::nothing, ready});
}

}  // namespace

void add_inference_routes(Router& router, const ApiContext& api) {
    const Handler infer_handler = [&model = api.model](const Request& request,
                                                       HandlerContext& context, Respond respond) {
        infer(model, request, context, std::move(respond));
    };
    const Handler describe = for_model(api.model, metadata);
    const Handler ready = for_model(api.model, [](const Predictor&) {
        return fmt::format(R"({{"name":"{}","ready":true}})", served_model_name);
    });
    const auto add = [&](const char* method, const char* path, const char* name, BodyKind body,
                         const Handler& handler) {
        router.add({method, path, name, body, Need::reader, handler, true});
    };
    add("POST", "/v2/models/{m}/infer", "infer", BodyKind::tensor, infer_handler);
    add("POST", "/v2/models/{m}/versions/{v}/infer", "infer_version", BodyKind::tensor,
        infer_handler);
    const Handler about = [version = api.options.version](const Request&, HandlerContext&,
                                                          const Respond& respond) {
        respond(json(fmt::format(R"({{"name":"inkling","version":"{}","extensions":)"
                                 R"(["binary_tensor_data","classification"]}})",
                                 version)));
    };
    // The protocol's text has it without the slash, its schema with it.
    for (const char* path : {"/v2", "/v2/"}) add("GET", path, "server", BodyKind::none, about);
    add("GET", "/v2/models/{m}", "model", BodyKind::none, describe);
    add("GET", "/v2/models/{m}/versions/{v}", "model_version", BodyKind::none, describe);
    add("GET", "/v2/models/{m}/ready", "model_ready", BodyKind::none, ready);
    add("GET", "/v2/models/{m}/versions/{v}/ready", "version_ready", BodyKind::none, ready);
    add_health(router, api);
}

}  // namespace inkling
