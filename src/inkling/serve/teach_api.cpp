// Corrections, and learning from them.
#include <fmt/format.h>

#include <mutex>
#include <nlohmann/json.hpp>

#include "inkling/base/text.hpp"
#include "inkling/serve/api.hpp"
#include "inkling/serve/correction_export.hpp"
#include "inkling/serve/correction_store.hpp"
#include "inkling/serve/data_shelf.hpp"
#include "inkling/serve/fine_tune.hpp"
#include "inkling/serve/json_reader_impl.hpp"
#include "inkling/serve/json_text_impl.hpp"

namespace inkling {

namespace {

using Json = nlohmann::ordered_json;

Reply failure(const Error& error) {
    const int status = error.code == ErrorCode::usage   ? 409
                       : error.code == ErrorCode::model ? 500
                                                        : 503;
    return error_reply(status, error.message);
}

Reply keep(CorrectionStore& store, std::string_view body) {
    const auto read = [&]() -> Result<Correction> {
        Correction correction;
        INKLING_TRY(correction.pixels, pixels_from_json(body));
        INKLING_TRY(const JsonElement document, read_json(body));
        INKLING_TRY(const JsonObject root, object_of(document, "the request"));
        INKLING_TRY(const auto label, integer_member(root, "label", 0, 9));
        INKLING_TRY(const auto answer, integer_member(root, "answer", -1, 9));
        if (!label) return data_error("wants a label, 0 to 9");
        correction.label = static_cast<int>(*label);
        correction.answer = static_cast<int>(answer.value_or(-1));
        return correction;
    }();
    if (!read) return error_reply(400, read.error().message);
    const auto id = store.add(*read);
    if (!id) return failure(id.error());
    const auto count = store.count();
    return json_reply({{"id", *id}, {"count", count ? *count : 0}}, 201);
}

Reply list(CorrectionStore& store) {
    const auto all = store.all();
    if (!all) return failure(all.error());
    Json items = Json::array();
    for (const Correction& one : *all)
        items.push_back({{"id", one.id},
                         {"label", one.label},
                         {"answer", one.answer},
                         {"made", one.made},
                         {"pixels", base64(one.pixels)}});
    return json_reply({{"count", all->size()}, {"store", store.path()}, {"items", items}});
}

Json score_json(const Score& score) {
    return {{"right", score.right}, {"of", score.of}};
}

/// The model that was learned and waits to be taken or dropped.
class Candidate {
  public:
    Reply learn(ModelSlot& model, CorrectionStore& store, DataShelf& shelf) {
        const std::unique_lock lock(mutex_, std::try_to_lock);
        if (!lock) return error_reply(409, "it is learning already");
        const auto corrections = store.all();
        if (!corrections) return failure(corrections.error());
        const auto data = shelf.dataset("auto");
        if (!data) return failure(data.error());
        const auto tuned = fine_tune(*model.current(), *corrections, **data);
        if (!tuned) return failure(tuned.error());
        model_ = tuned->model;
        return json_reply({{"seconds", tuned->seconds},
                           {"dataset", (*data)->name},
                           {"before",
                            {{"held_back", score_json(tuned->held_back_before)},
                             {"learned", score_json(tuned->learned_before)},
                             {"test", score_json(tuned->test_before)}}},
                           {"after",
                            {{"held_back", score_json(tuned->held_back_after)},
                             {"learned", score_json(tuned->learned_after)},
                             {"test", score_json(tuned->test_after)}}}});
    }
    /// Takes it, or drops it.
    Reply decide(ModelSlot& model, bool adopt) {
        const std::lock_guard lock(mutex_);
        if (model_ == nullptr) return error_reply(409, "nothing was learned yet");
        if (adopt) model.adopt(model_);
        model_ = nullptr;
        return json_reply({{"adopted", adopt}});
    }

  private:
    std::mutex mutex_;
    ServedModelPtr model_;
};

}  // namespace

void add_teaching_routes(Router& router, const ApiContext& api) {
    CorrectionStore& store = api.corrections;
    // Disk and training are slow: nothing of this runs on an event loop.
    const auto add = [&](const char* method, const char* path, const char* name, BodyKind body,
                         const std::function<Reply(const Request&)>& answer) {
        router.add(
            {method, path, name, body, Need::owner,
             [answer, &api](const Request& request, HandlerContext&, const Respond& respond) {
                 const bool taken =
                     api.workers.submit([answer, request, respond] { respond(answer(request)); });
                 if (!taken) respond(error_reply(503, "too much waits; try again"));
             }});
    };
    const auto candidate = std::make_shared<Candidate>();
    add("POST", "/v1/corrections", "correction_add", BodyKind::json,
        [&store](const Request& request) { return keep(store, request.body); });
    add("GET", "/v1/corrections", "corrections", BodyKind::none,
        [&store](const Request&) { return list(store); });
    add("DELETE", "/v1/corrections", "corrections_clear", BodyKind::none, [&store](const Request&) {
        const Status status = store.clear();
        return status ? json_reply({{"count", 0}}) : failure(status.error());
    });
    add("DELETE", "/v1/corrections/{id}", "correction_remove", BodyKind::none,
        [&store](const Request& request) {
            const auto id = parse_integer(path_part(request, 2));
            const auto removed = store.remove(id.value_or(-1));
            if (!removed) return failure(removed.error());
            return *removed ? json_reply({{"removed", *id}})
                            : error_reply(404, "there is no such correction");
        });
    add("GET", "/v1/corrections/export/{part}", "corrections_export", BodyKind::none,
        [&store](const Request& request) {
            const auto all = store.all();
            return all ? export_corrections(*all, path_part(request, 3)) : failure(all.error());
        });
    add("POST", "/v1/learn", "learn", BodyKind::json, [candidate, &api](const Request&) {
        return candidate->learn(api.model, api.corrections, api.shelf);
    });
    add("POST", "/v1/learn/adopt", "learn_adopt", BodyKind::json,
        [candidate, &api](const Request&) { return candidate->decide(api.model, true); });
    add("POST", "/v1/learn/discard", "learn_discard", BodyKind::json,
        [candidate, &api](const Request&) { return candidate->decide(api.model, false); });
}

}  // namespace inkling
