// inkling's own questions: what is on this picture, what did this pen write.
#include <fmt/format.h>

#include <algorithm>
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

/// Why an answer is taken for no digit: how sure the model is of that, and where it draws the line.
std::string no_digit_text(const Predictor& predictor, const DigitAnswer& answer) {
    return fmt::format("{:.1f} % sure that it is none of the ten, and {:.0f} % are enough",
                       std::min(100 * answer.none, 99.9), 100 * predictor.reject_above());
}

Json digit_json(const Predictor& predictor, const DigitAnswer& answer) {
    Json json = {{"digit", answer.digit},
                 {"confidence", answer.confidence},
                 {"probabilities", answer.probabilities},
                 {"reject_reason", nullptr}};
    if (predictor.can_reject()) json["none"] = answer.none;
    if (answer.rejected) json["reject_reason"] = no_digit_text(predictor, answer);
    return json;
}

std::string name_of(const Reader& reader, const DigitAnswer& answer) {
    const auto& classes = reader.model().classes;
    const auto index = static_cast<std::size_t>(answer.digit);
    return index < classes.size() ? classes[index] : std::to_string(answer.digit);
}

/// A data error about a picture, as a status.
int status_of(const Error& error) {
    const std::string_view text = error.message;
    if (error.code == ErrorCode::model) return 500;
    if (error.code != ErrorCode::data) return 503;
    if (text.find("too large") != std::string_view::npos) return 413;
    if (text.find("not supported") != std::string_view::npos ||
        text.find("not a picture") != std::string_view::npos)
        return 415;
    return 422;
}

Reply model_error(const ServedModel& model, const Error& error) {
    return error_reply(status_of(error), model.name + ": " + error.message);
}

Json box_json(const Box& box) {
    return {box.left, box.top, box.width, box.height};
}

Json line_json(const PageLine& line) {
    Json digits = Json::array();
    for (const PageDigit& digit : line.digits)
        digits.push_back({{"digit", digit.digit},
                          {"confidence", digit.confidence},
                          {"probabilities", digit.probabilities},
                          {"box", box_json(digit.box)}});
    return {{"text", line.text()}, {"box", box_json(line.box)}, {"digits", std::move(digits)}};
}

/// A picture on which no page was found may be one digit that fills it.
Status add_only_digit(const Reader& reader, const GreyImage& picture, Json& reply) {
    const auto answer = reader.read_digit(picture);
    if (!answer && answer.error().code == ErrorCode::model) return Error(answer.error());
    if (!answer || answer->rejected) {
        reply["reject_reason"] =
            answer ? no_digit_text(reader.predictor(), *answer) : answer.error().message;
        return {};
    }
    Json digit = digit_json(reader.predictor(), *answer);
    digit["box"] = box_json(answer->framed.ink_box);
    reply["lines"].push_back(
        {{"text", name_of(reader, *answer)}, {"box", digit["box"]}, {"digits", {digit}}});
    return {};
}

Reply read_picture(const ApiContext& api, std::string_view body) {
    const auto picture =
        decode_image({reinterpret_cast<const std::uint8_t*>(body.data()), body.size()},
                     {.max_pixels = most_pixels});
    if (!picture) return error_reply(status_of(picture.error()), picture.error().message);
    const auto page = api.pages.read_page(*picture);
    if (!page) return error_reply(status_of(page.error()), page.error().message);
    Json reply = {{"width", page->width},
                  {"height", page->height},
                  {"lines", Json::array()},
                  {"reject_reason", nullptr}};
    for (const PageLine& line : page->lines) reply["lines"].push_back(line_json(line));
    if (!page->lines.empty()) return json_reply(reply);
    const ServedModelPtr model = api.model.current();
    const Status added = add_only_digit(model->reader, *picture, reply);
    return added ? json_reply(reply) : model_error(*model, added.error());
}

Reply read_strokes(const ServedModel& model, std::string_view body) {
    const auto strokes = strokes_from_json(body);
    if (!strokes) return error_reply(400, strokes.error().message);
    const auto groups =
        join_by_confidence(*strokes, group_strokes(*strokes), [&](const StrokeGroup& group) {
            const auto answer = model.reader.read_framed(frame_strokes(*strokes, group));
            if (!answer || answer->rejected) return 0.0;
            return answer->confidence * (1 - answer->none);
        });
    if (groups.size() > most_digits) return error_reply(422, "more than 64 digits at once");
    Json reply = {{"text", ""}, {"digits", Json::array()}};
    std::string text;
    for (const StrokeGroup& group : groups) {
        const FramedDigit framed = frame_strokes(*strokes, group);
        const auto answer = model.reader.read_framed(framed);
        if (!answer) return model_error(model, answer.error());
        const InkBounds box = bounds_of(*strokes, group);
        Json digit = digit_json(model.reader.predictor(), *answer);
        digit["box"] = {box.left, box.top, box.right - box.left, box.bottom - box.top};
        digit["strokes"] = group;
        digit["pixels"] = base64(framed.pixels);
        text += answer->rejected ? "?" : name_of(model.reader, *answer);
        reply["digits"].push_back(std::move(digit));
    }
    reply["text"] = text;
    return json_reply(reply);
}

}  // namespace

void add_reading_routes(Router& router, const ApiContext& api) {
    router.add({"POST", "/v1/read", "read", BodyKind::picture, Need::reader,
                [&api](const Request& request, HandlerContext&, const Respond& respond) {
                    const bool taken = api.workers.submit(
                        [&api, body = request.body, respond] { respond(read_picture(api, body)); });
                    if (!taken) respond(error_reply(503, "too many pictures wait; try again"));
                }});
    router.add({"POST", "/v1/strokes", "strokes", BodyKind::json, Need::reader,
                [&api](const Request& request, HandlerContext&, const Respond& respond) {
                    respond(read_strokes(*api.model.current(), request.body));
                }});
}

}  // namespace inkling
