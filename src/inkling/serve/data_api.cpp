// Looking through a data set: by class, by answer, by error, by doubt.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "inkling/base/text.hpp"
#include "inkling/serve/api.hpp"
#include "inkling/serve/data_shelf.hpp"
#include "inkling/serve/json_text_impl.hpp"

namespace inkling {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_items = 120;
constexpr std::size_t calibration_bins = 10;

struct DataQuery {
    std::string dataset = "auto";
    int label = -1;   ///< -1: any
    int answer = -1;  ///< likewise
    bool wrong = false;
    bool by_doubt = false;
    std::size_t offset = 0;
    std::size_t limit = 60;
};

/// "label=3&wrong=1" and so on; nothing is escaped in what is allowed.
Result<DataQuery> read_query(std::string_view text) {
    DataQuery query;
    for (const std::string_view pair : split(text, '&')) {
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const std::string_view name = pair.substr(0, equals);
        const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
        if (name == "dataset") {
            query.dataset = value;
            continue;
        }
        const auto number = parse_integer(value);
        if (!number || *number < 0 || *number > 1'000'000)
            return usage_error(fmt::format("{} wants a number", printable(name, 40)));
        if (name == "label")
            query.label = static_cast<int>(*number);
        else if (name == "answer")
            query.answer = static_cast<int>(*number);
        else if (name == "wrong")
            query.wrong = *number != 0;
        else if (name == "doubt")
            query.by_doubt = *number != 0;
        else if (name == "offset")
            query.offset = static_cast<std::size_t>(*number);
        else if (name == "limit")
            query.limit = std::min(static_cast<std::size_t>(*number), most_items);
        else
            return usage_error(fmt::format("no parameter '{}'", printable(name, 40)));
    }
    return query;
}

std::vector<std::uint32_t> matching(const DataQuery& query, const ImageSet& images,
                                    const Evaluation& evaluation) {
    std::vector<std::uint32_t> found;
    for (std::uint32_t i = 0; i < images.count; ++i) {
        const bool label = query.label < 0 || images.labels[i] == query.label;
        const bool answer = query.answer < 0 || evaluation.answers[i] == query.answer;
        const bool wrong = !query.wrong || evaluation.answers[i] != images.labels[i];
        if (label && answer && wrong) found.push_back(i);
    }
    if (query.by_doubt)
        std::stable_sort(found.begin(), found.end(), [&](std::uint32_t a, std::uint32_t b) {
            return evaluation.label_probability[a] < evaluation.label_probability[b];
        });
    return found;
}

/// How often answers of each confidence are right.
Json calibration(const ImageSet& images, const Evaluation& evaluation) {
    std::array<double, calibration_bins> confidence{}, right{};
    std::array<std::size_t, calibration_bins> count{};
    for (std::size_t i = 0; i < images.count; ++i) {
        const double c = evaluation.confidence[i];
        const auto bin =
            std::min(static_cast<std::size_t>(c * calibration_bins), calibration_bins - 1);
        confidence[bin] += c;
        right[bin] += evaluation.answers[i] == images.labels[i] ? 1 : 0;
        ++count[bin];
    }
    Json bins = Json::array();
    for (std::size_t b = 0; b < calibration_bins; ++b) {
        if (count[b] == 0) continue;
        const auto n = static_cast<double>(count[b]);
        bins.push_back(
            {{"confidence", confidence[b] / n}, {"accuracy", right[b] / n}, {"images", count[b]}});
    }
    return bins;
}

Result<Json> answer_query(DataShelf& shelf, const ServedModel& model, const DataQuery& query) {
    INKLING_TRY(const DatasetPtr data, shelf.dataset(query.dataset));
    INKLING_TRY(const EvaluationPtr evaluation, shelf.evaluation(query.dataset, model));
    const ImageSet& images = data->test;
    const auto found = matching(query, images, *evaluation);
    Json items = Json::array();
    std::vector<std::uint8_t> pixels;
    for (std::size_t k = query.offset; k < std::min(found.size(), query.offset + query.limit);
         ++k) {
        const std::uint32_t i = found[k];
        items.push_back({{"index", i},
                         {"label", images.labels[i]},
                         {"answer", evaluation->answers[i]},
                         {"confidence", evaluation->confidence[i]}});
        const auto image = images.image(i);
        pixels.insert(pixels.end(), image.begin(), image.end());
    }
    return Json{{"dataset", data->name},
                {"notice", data->notice},
                {"classes", data->classes},
                {"images", images.count},
                {"errors", evaluation->errors},
                {"accuracy", evaluation->accuracy},
                {"interval", {evaluation->interval.first, evaluation->interval.second}},
                {"ece", evaluation->ece},
                {"confusion", evaluation->confusion},
                {"calibration", calibration(images, *evaluation)},
                {"found", found.size()},
                {"items", items},
                {"pixels", base64(pixels)}};
}

}  // namespace

void add_data_routes(Router& router, const ApiContext& api) {
    router.add({"GET", "/v1/data", "data", BodyKind::none, Need::reader,
                [&api](const Request& request, HandlerContext&, const Respond& respond) {
                    const auto query = read_query(request.query);
                    if (!query) return respond(error_reply(400, query.error().message));
                    const bool taken = api.workers.submit([&api, query = *query, respond] {
                        const auto json = answer_query(api.shelf, *api.model.current(), query);
                        if (json) return respond(json_reply(*json));
                        respond(error_reply(json.error().code == ErrorCode::usage ? 400 : 422,
                                            json.error().message));
                    });
                    if (!taken) respond(error_reply(503, "too much waits; try again"));
                }});
}

}  // namespace inkling
