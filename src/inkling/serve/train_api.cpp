// Training from the page: start, watch, stop, take what was learned.
#include <fmt/format.h>

#include "inkling/base/text.hpp"
#include "inkling/serve/api.hpp"
#include "inkling/serve/json_reader_impl.hpp"
#include "inkling/serve/train_job.hpp"

namespace inkling {

namespace {

constexpr std::size_t most_layers = 6;

struct TrainRequest {
    std::string dataset = "auto";
    Recipe recipe;
};

Result<std::vector<std::size_t>> layers_from(JsonElement given) {
    simdjson::dom::array sizes;
    if (given.get(sizes) != simdjson::SUCCESS)
        return data_error("layers wants an array of layer sizes");
    std::vector<std::size_t> hidden;
    for (const JsonElement size : sizes) {
        std::int64_t units = 0;
        if (size.get(units) != simdjson::SUCCESS || units < 1 || units > 1024 ||
            hidden.size() == most_layers)
            return data_error(
                fmt::format("layers wants at most {} sizes of 1 to 1024", most_layers));
        hidden.push_back(static_cast<std::size_t>(units));
    }
    return hidden;
}

Result<TrainRequest> read_request(std::string_view body) {
    TrainRequest request;
    INKLING_TRY(const JsonElement document, read_json(body));
    INKLING_TRY(const JsonObject root, object_of(document, "the request"));
    INKLING_TRY(request.recipe, recipe_named("plain"));
    Recipe& recipe = request.recipe;
    INKLING_TRY(const auto dataset, text_member(root, "dataset"));
    if (dataset) request.dataset = *dataset;
    if (const auto layers = member(root, "layers")) {
        INKLING_TRY(recipe.layers.hidden, layers_from(*layers));
    }
    INKLING_TRY(const auto activation, text_member(root, "activation"));
    if (activation) {
        INKLING_TRY(recipe.layers.activation, activation_named(*activation));
    }
    INKLING_TRY(const auto optimizer, text_member(root, "optimizer"));
    if (optimizer) {
        INKLING_TRY(recipe.optimizer.kind, optimizer_named(*optimizer));
    }
    INKLING_TRY(const auto rate, number_member(root, "learning_rate", 1e-6, 10));
    if (rate) recipe.optimizer.learning_rate = static_cast<float>(*rate);
    INKLING_TRY(const auto epochs, integer_member(root, "epochs", 1, 100));
    if (epochs) recipe.epochs = static_cast<int>(*epochs);
    INKLING_TRY(const auto batch, integer_member(root, "batch_size", 8, 4096));
    if (batch) recipe.batch_size = static_cast<int>(*batch);
    INKLING_TRY(const auto seed, integer_member(root, "seed", 0, 1LL << 53));
    if (seed) recipe.seed = static_cast<std::uint64_t>(*seed);
    INKLING_TRY(const auto normalise, flag_member(root, "batch_norm"));
    if (normalise) recipe.layers.batch_norm = *normalise;
    INKLING_TRY(const auto bend, flag_member(root, "augment"));
    if (bend.value_or(false)) {
        INKLING_TRY(const Recipe usual, recipe_named("default"));
        recipe.augment = usual.augment;
    }
    INKLING_TRY_STATUS(check(recipe));
    return request;
}

Reply state_reply(TrainJob& job, int status = 200) {
    Reply reply;
    reply.status = status;
    reply.body = job.state();
    return reply;
}

Reply start(TrainJob& job, std::string_view body) {
    const auto request = read_request(body);
    if (!request) return error_reply(400, request.error().message);
    if (!job.start(request->dataset, request->recipe))
        return error_reply(409, "a network is being trained already; stop it first");
    return state_reply(job, 202);
}

Reply use_result(TrainJob& job, ModelSlot& model) {
    const ServedModelPtr result = job.result();
    if (result == nullptr) return error_reply(409, "nothing was trained yet");
    if (result->reader.model().classes.size() != 10)
        return error_reply(409, "it has other classes than the ten digits");
    model.adopt(result);
    return state_reply(job);
}

}  // namespace

void add_training_routes(Router& router, const ApiContext& api) {
    TrainJob& job = api.train_job;
    const auto add = [&](const char* method, const char* path, const char* name, BodyKind body,
                         const std::function<Reply(const Request&)>& answer) {
        const Need need = body == BodyKind::none ? Need::reader : Need::owner;
        router.add({method, path, name, body, need,
                    [answer](const Request& request, HandlerContext&, const Respond& respond) {
                        respond(answer(request));
                    }});
    };
    add("GET", "/v1/train", "train_state", BodyKind::none,
        [&job](const Request&) { return state_reply(job); });
    add("GET", "/v1/train/events", "train_events", BodyKind::none, [&job](const Request&) {
        Reply reply;
        reply.content_type = "text/event-stream";
        reply.headers = "Cache-Control: no-store\r\n";
        reply.stream = [&job](std::shared_ptr<EventSink> sink) { job.listen(std::move(sink)); };
        return reply;
    });
    add("POST", "/v1/train", "train", BodyKind::json,
        [&job](const Request& request) { return start(job, request.body); });
    add("POST", "/v1/train/stop", "train_stop", BodyKind::json, [&job](const Request&) {
        job.stop();
        return state_reply(job);
    });
    add("POST", "/v1/train/use", "train_use", BodyKind::json,
        [&job, &model = api.model](const Request&) { return use_result(job, model); });
}

}  // namespace inkling
