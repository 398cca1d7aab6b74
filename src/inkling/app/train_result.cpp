#include "inkling/app/train_result.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "inkling/app/draw.hpp"
#include "inkling/app/progress.hpp"
#include "inkling/base/rng.hpp"
#include "inkling/base/text.hpp"
#include "inkling/base/thread_pool.hpp"

namespace inkling {

namespace {

std::string class_name(const Dataset& dataset, int label) {
    return printable(dataset.classes[static_cast<std::size_t>(label)], 24);
}

/// "784 → 128 → 64 → 10"; with a front end its values stand behind the pixels.
std::string layer_sizes(const Network& network, const Terminal& terminal) {
    std::string sizes = std::to_string(network.inputs());
    const auto add = [&](std::size_t size) {
        sizes += fmt::format(" {} {}", terminal.unicode ? "→" : "->", size);
    };
    for (const LayerSpec& layer : network.architecture().layers) {
        if (const auto* features = std::get_if<Features>(&layer)) add(features->size());
        if (const auto* dense = std::get_if<Dense>(&layer)) add(dense->units);
    }
    return sizes;
}

std::string example_text(const TrainOutcome& outcome, const Terminal& terminal) {
    const Example& example = *outcome.example;
    const Dataset& dataset = *outcome.dataset;
    const bool right = example.prediction == example.label;
    const double probability = example.probabilities[static_cast<std::size_t>(example.prediction)];
    const std::string verdict =
        right ? styled(terminal, Ink::green, "right")
              : styled(terminal, Ink::red, "wrong: it is " + class_name(dataset, example.label));
    std::vector<std::string> right_side = {
        fmt::format("answer {} ({:.2f} % sure), {}",
                    styled(terminal, Ink::bold, class_name(dataset, example.prediction)),
                    100 * probability, verdict),
        fmt::format("label  {}", class_name(dataset, example.label)), ""};
    for (std::string& line : probability_bars(example.probabilities, dataset.classes, terminal))
        right_side.push_back(std::move(line));
    const auto digit =
        drawn(dataset.test.image(example.index), static_cast<int>(dataset.test.width), terminal);
    return fmt::format("\nFor example, test image {}:\n\n{}", with_commas(example.index),
                       beside(digit, right_side, terminal));
}

}  // namespace

Result<Example> example_of(const Predictor& predictor, const ImageSet& test, std::uint64_t seed) {
    Rng rng(seed, Purpose::user);
    const std::uint32_t index = rng.below(static_cast<std::uint32_t>(test.count));
    const ImageSet one = subset(test, std::span(&index, 1));
    ThreadPool single(1);
    INKLING_TRY(const MatrixBuffer answers, predict(predictor, one, single));
    const ConstMatrix row = answers.view();  // behind the classes may stand "none of them"
    Example example;
    example.index = index;
    example.label = test.labels[index];
    example.probabilities.assign(row.row(0), row.row(0) + predictor.classes());
    example.prediction = static_cast<int>(
        std::max_element(example.probabilities.begin(), example.probabilities.end()) -
        example.probabilities.begin());
    return example;
}

nlohmann::ordered_json train_json(const TrainOutcome& outcome) {
    using Json = nlohmann::ordered_json;
    auto epoch_seconds = Json::array();
    for (const EpochRecord& record : outcome.history) epoch_seconds.push_back(record.seconds);
    const double validation = outcome.model->training.validation_accuracy;
    Json example = nullptr;
    if (outcome.example) {
        const Example& shown = *outcome.example;
        example = {
            {"index", shown.index},
            {"label", shown.label},
            {"prediction", shown.prediction},
            {"probability", shown.probabilities[static_cast<std::size_t>(shown.prediction)]}};
    }
    const auto& evaluation = outcome.evaluation;
    return {
        {"dataset", outcome.dataset->name},
        {"classes", outcome.dataset->classes.size()},
        {"train_images", outcome.dataset->train.count},
        {"test_images", outcome.dataset->test.count},
        {"parameters", outcome.model->parameter_count()},
        {"epochs", outcome.history.size()},
        {"train_seconds", outcome.train_seconds},
        {"epoch_seconds", epoch_seconds},
        {"test_accuracy", evaluation ? Json(evaluation->accuracy) : Json(nullptr)},
        {"test_loss", evaluation ? Json(evaluation->loss) : Json(nullptr)},
        {"validation_accuracy", validation >= 0 ? Json(validation) : Json(nullptr)},
        {"threads", outcome.threads},
        {"seed", outcome.recipe->seed},
        {"model", outcome.model_path},
        {"model_sha256", outcome.model_sha256},
        {"example", example},
    };
}

std::string accuracy_text(std::size_t wrong, std::size_t images) {
    const auto [low, high] = wilson_interval(images - wrong, images);
    const double share =
        1 - static_cast<double>(wrong) / static_cast<double>(std::max<std::size_t>(1, images));
    return fmt::format("{:.2f} % (95 % interval {:.2f} to {:.2f} %; {} of {} wrong)", 100 * share,
                       100 * low, 100 * high, with_commas(wrong), with_commas(images));
}

std::string accuracy_text(const Evaluation& evaluation) {
    return accuracy_text(evaluation.errors, evaluation.images);
}

std::string train_text(const TrainOutcome& outcome, const Terminal& terminal, bool brief) {
    const std::string name = printable(outcome.dataset->name);
    std::string text = brief ? "" : "\n";
    if (outcome.evaluation) {
        const std::string accuracy = accuracy_text(*outcome.evaluation);
        const std::size_t end = accuracy.find(" (");
        text += fmt::format("test accuracy  {}{}  on {}\n",
                            styled(terminal, Ink::bold, accuracy.substr(0, end)),
                            accuracy.substr(end), name);
    } else {
        text += fmt::format("test accuracy  unknown: {} has no test images\n", name);
    }
    if (brief) return text;
    const std::size_t epochs = outcome.history.size();
    text += fmt::format("training       {} epoch{} in {}", epochs, epochs == 1 ? "" : "s",
                        duration(outcome.train_seconds));
    if (outcome.stopped_early) text += ", stopped early";
    if (outcome.best_epoch != static_cast<int>(epochs))
        text += fmt::format("; kept the best, epoch {}", outcome.best_epoch);
    text += fmt::format("\nnetwork        {}", layer_sizes(outcome.model->network, terminal));
    if (const std::size_t others = outcome.model->committee.size(); others > 0)
        text += fmt::format(" and {} more that vote", others);
    text += fmt::format(", {} weights", with_commas(outcome.model->trainable_count()));
    text += fmt::format("\nmodel          {} ({})\n", printable(outcome.model_path),
                        byte_size(outcome.model_bytes));
    if (outcome.example) text += example_text(outcome, terminal);
    return text;
}

}  // namespace inkling
