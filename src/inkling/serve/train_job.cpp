#include "inkling/serve/train_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <new>
#include <nlohmann/json.hpp>
#include <system_error>

#include "inkling/base/text.hpp"
#include "inkling/base/thread_pool.hpp"
#include "inkling/bytes/sha256.hpp"

namespace inkling {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_shown_units = 48;
constexpr std::size_t most_shown_images = 24;

/// Weights of the first layer as pictures: unit after unit, 128 is zero.
std::vector<std::uint8_t> first_weights(const Network& network) {
    std::vector<std::uint8_t> bytes;
    if (network.parameters().empty()) return bytes;
    const Parameter& kernel = network.parameters().front();
    if (kernel.rows != framed_size) return bytes;
    const ConstMatrix weights = network.matrix(kernel);
    const std::size_t units = std::min(kernel.columns, most_shown_units);
    float most = 1e-6F;
    for (std::size_t i = 0; i < kernel.rows; ++i)
        for (std::size_t u = 0; u < units; ++u) most = std::max(most, std::abs(weights.row(i)[u]));
    for (std::size_t u = 0; u < units; ++u)
        for (std::size_t i = 0; i < kernel.rows; ++i)
            bytes.push_back(
                static_cast<std::uint8_t>(std::lround(128 + 127 * weights.row(i)[u] / most)));
    return bytes;
}

Json hardest_json(const Dataset& data, const Evaluation& evaluation) {
    Json items = Json::array();
    std::vector<std::uint8_t> pixels;
    for (const std::uint32_t i : evaluation.hardest) {
        if (items.size() == most_shown_images) break;
        items.push_back({{"index", i},
                         {"label", data.test.labels[i]},
                         {"answer", evaluation.answers[i]},
                         {"confidence", evaluation.confidence[i]}});
        const auto image = data.test.image(i);
        pixels.insert(pixels.end(), image.begin(), image.end());
    }
    return {{"items", items}, {"pixels", base64(pixels)}};
}

Json record_json(const EpochRecord& record) {
    return {{"epoch", record.epoch},
            {"loss", record.loss},
            {"accuracy", record.accuracy},
            {"learning_rate", record.learning_rate},
            {"seconds", record.seconds}};
}

}  // namespace

TrainJob::~TrainJob() {
    stop();
    if (thread_.joinable()) thread_.join();
}

void TrainJob::stop() {
    const std::lock_guard lock(mutex_);
    cancel_->cancel();
}

bool TrainJob::start(const std::string& dataset, const Recipe& recipe) {
    std::thread last;
    {
        const std::lock_guard lock(mutex_);
        if (state_ == "loading" || state_ == "training") return false;
        last.swap(thread_);
        cancel_ = std::make_shared<CancelToken>();
        state_ = "loading";
        dataset_ = dataset;
        message_.clear();
        epochs_ = recipe.epochs;
        past_.clear();
        picture_ = nullptr;
    }
    // Not under the lock, which its last words may want.
    if (last.joinable()) last.join();
    try {
        thread_ = std::thread([this, dataset, recipe] { run(dataset, recipe); });
    } catch (const std::system_error&) {
        end("failed", "the system gives no thread to train on");
    }
    return true;
}

std::string TrainJob::state_locked() const {
    return Json{{"state", state_},
                {"dataset", dataset_},
                {"epochs", epochs_},
                {"message", message_},
                {"result", result_ != nullptr}}
        .dump();
}

std::string TrainJob::state() {
    const std::lock_guard lock(mutex_);
    return state_locked();
}

ServedModelPtr TrainJob::result() {
    const std::lock_guard lock(mutex_);
    return result_;
}

std::shared_ptr<CancelToken> TrainJob::token() {
    const std::lock_guard lock(mutex_);
    return cancel_;
}

void TrainJob::tell(std::string_view event, const std::string& json, bool keep) {
    const auto text =
        std::make_shared<const std::string>(fmt::format("event: {}\ndata: {}\n\n", event, json));
    const std::lock_guard lock(mutex_);
    if (keep) past_.push_back(text);
    if (event == "picture") picture_ = text;
    std::erase_if(listeners_, [&](const auto& sink) { return !sink->send(text); });
}

void TrainJob::listen(std::shared_ptr<EventSink> sink) {
    const std::lock_guard lock(mutex_);
    for (const auto& text : past_) sink->send(text);
    if (picture_ != nullptr) sink->send(picture_);
    sink->send(std::make_shared<const std::string>(
        fmt::format("event: state\ndata: {}\n\n", state_locked())));
    if (state_ == "loading" || state_ == "training")
        listeners_.push_back(std::move(sink));
    else
        sink->end();
}

void TrainJob::end(std::string_view state, const std::string& message) {
    {
        const std::lock_guard lock(mutex_);
        state_ = state;
        message_ = message;
    }
    tell("state", this->state(), false);
    const std::lock_guard lock(mutex_);
    for (const auto& sink : listeners_) sink->end();
    listeners_.clear();
}

void TrainJob::run(const std::string& dataset, const Recipe& recipe) {
    try {
        const std::shared_ptr<CancelToken> cancel = token();
        tell("state", state(), false);
        const auto data = shelf_.dataset(dataset);
        if (!data) return end("failed", data.error().message);
        const Status status = train_on(**data, recipe);
        if (!status) return end("failed", status.error().message);
        end(cancel->cancelled() ? "stopped" : "done", "");
    } catch (const std::bad_alloc&) {
        end("failed", "out of memory");
    }
}

void TrainJob::tell_epoch(const Dataset& data, const EpochRecord& record, const Network& network) {
    ThreadPool pool(0);
    Json json = record_json(record);
    if (const auto evaluation = evaluate(Predictor(network), data.test, pool)) {
        json["test_accuracy"] = evaluation->accuracy;
        json["test_loss"] = evaluation->loss;
        tell("epoch", json.dump(), true);
        tell("picture",
             Json{{"confusion", evaluation->confusion},
                  {"hardest", hardest_json(data, *evaluation)},
                  {"weights", base64(first_weights(network))}}
                 .dump(),
             false);
        return;
    }
    tell("epoch", json.dump(), true);
}

Status TrainJob::train_on(const Dataset& data, Recipe recipe) {
    {
        const std::lock_guard lock(mutex_);
        state_ = "training";
        dataset_ = data.name;
    }
    tell("state", state(), false);
    recipe.layers.classes = data.classes.size();
    ThreadPool pool(0);
    EpochRecord last;
    TrainerOptions options;
    options.pool = &pool;
    const std::shared_ptr<CancelToken> cancel = token();
    options.cancel = cancel.get();
    options.on_step = [this](const StepRecord& step) {
        tell("step",
             Json{{"epoch", step.epoch},
                  {"epochs", step.epochs},
                  {"done", step.done},
                  {"total", step.total},
                  {"loss", step.loss},
                  {"accuracy", step.accuracy}}
                 .dump(),
             false);
    };
    options.on_epoch = [&last](const EpochRecord& record) { last = record; };
    options.on_network = [&](const Network& network) { tell_epoch(data, last, network); };
    INKLING_TRY(TrainingResult trained, train(recipe, data.train, options));
    INKLING_TRY(const Evaluation evaluation,
                evaluate(Predictor(trained.network, recipe.framings), data.test, pool));
    Model model{std::move(trained.network)};
    model.classes = data.classes;
    if (!recipe.framings.empty()) model.preprocessing.framing = name_of(recipe.framings);
    model.training.dataset = data.name;
    model.training.seed = recipe.seed;
    model.training.epochs = static_cast<int>(trained.history.size());
    model.training.test_accuracy = evaluation.accuracy;
    model.training.facts = {{"recipe", to_json(recipe)},
                            {"train_images", std::to_string(data.train.count)},
                            {"test_images", std::to_string(data.test.count)}};
    INKLING_TRY(const Bytes bytes, write_model(model));
    INKLING_TRY(Reader reader, Reader::from(std::move(model)));
    const std::lock_guard lock(mutex_);
    result_ = std::make_shared<const ServedModel>(
        ServedModel{std::move(reader), "trained on this page", sha256_hex(bytes), bytes.size()});
    return {};
}

}  // namespace inkling
