// inkling's own questions: what is on this picture, what did this pen write.
#include <nlohmann/json.hpp>

#include "inkling/base/text.hpp"
#include "inkling/image/decode.hpp"
#include "inkling/serve/api.hpp"
#include "inkling/serve/json_text_impl.hpp"
#include "inkling/serve/strokes_reading.hpp"

namespace inkling {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t most_pixels = 16'800'000;  // 4096 × 4096 and a little
constexpr std::size_t most_digits = 64;

Json digit_json(const DigitAnswer& answer) {
    return {{"digit", answer.digit},
            {"confidence", answer.confidence},
            {"probabilities", answer.probabilities}};
}

/// A data error about a picture, as a status.
int status_of(const Error& error) {
    const std::string_view text = error.message;
    if (error.code != ErrorCode::data) return 503;
    if (text.find("too large") != std::string_view::npos) return 413;
    if (text.find("not supported") != std::string_view::npos ||
        text.find("not a picture") != std::string_view::npos)
        return 415;
    return 422;
}

Reply read_picture(const ServedModel& model, std::string_view body) {
    auto picture = decode_image({reinterpret_cast<const std::uint8_t*>(body.data()), body.size()},
                                {.max_pixels = most_pixels});
    if (!picture) return error_reply(status_of(picture.error()), picture.error().message);
    Json reply = {{"width", picture->width},
                  {"height", picture->height},
                  {"lines", Json::array()},
                  {"reject_reason", nullptr}};
    const auto answer = model.reader.read_digit(*picture);
    if (!answer) {
        if (answer.error().code != ErrorCode::data) return error_reply(503, answer.error().message);
        reply["reject_reason"] = answer.error().message;
        return json_reply(reply);
    }
    const Box& box = answer->framed.ink_box;
    Json digit = digit_json(*answer);
    digit["box"] = {box.left, box.top, box.width, box.height};
    const auto& classes = model.reader.model().classes;
    reply["lines"].push_back({{"text", classes[static_cast<std::size_t>(answer->digit)]},
                              {"box", digit["box"]},
                              {"digits", Json::array({digit})}});
    return json_reply(reply);
}

Reply read_strokes(const ServedModel& model, std::string_view body) {
    const auto strokes = strokes_from_json(body);
    if (!strokes) return error_reply(400, strokes.error().message);
    const auto groups =
        join_by_confidence(*strokes, group_strokes(*strokes), [&](const StrokeGroup& group) {
            return model.reader.read_framed(frame_strokes(*strokes, group)).confidence;
        });
    if (groups.size() > most_digits) return error_reply(422, "more than 64 digits at once");
    const auto& classes = model.reader.model().classes;
    Json reply = {{"text", ""}, {"digits", Json::array()}};
    std::string text;
    for (const StrokeGroup& group : groups) {
        const FramedDigit framed = frame_strokes(*strokes, group);
        const DigitAnswer answer = model.reader.read_framed(framed);
        const InkBounds box = bounds_of(*strokes, group);
        Json digit = digit_json(answer);
        digit["box"] = {box.left, box.top, box.right - box.left, box.bottom - box.top};
        digit["strokes"] = group;
        digit["pixels"] = base64(framed.pixels);
        text += classes[static_cast<std::size_t>(answer.digit)];
        reply["digits"].push_back(std::move(digit));
    }
    reply["text"] = text;
    return json_reply(reply);
}

}  // namespace

void add_reading_routes(Router& router, const ApiContext& api) {
    router.add({"POST", "/v1/read", "read", BodyKind::picture, Need::reader,
                [&api](const Request& request, HandlerContext&, const Respond& respond) {
                    const bool taken = api.workers.submit([&api, body = request.body, respond] {
                        respond(read_picture(*api.model.current(), body));
                    });
                    if (!taken) respond(error_reply(503, "too many pictures wait; try again"));
                }});
    router.add({"POST", "/v1/strokes", "strokes", BodyKind::json, Need::reader,
                [&api](const Request& request, HandlerContext&, const Respond& respond) {
                    respond(read_strokes(*api.model.current(), request.body));
                }});
}

}  // namespace inkling
