// `inkling evaluate [MODEL]`: how good a model is on a data set, and where it errs.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "inkling/app/commands.hpp"
#include "inkling/app/console.hpp"
#include "inkling/app/dataset_source.hpp"
#include "inkling/app/evaluation_text.hpp"
#include "inkling/app/json_output.hpp"
#include "inkling/app/model_source.hpp"
#include "inkling/app/report_page.hpp"
#include "inkling/base/text.hpp"
#include "inkling/data/registry.hpp"

namespace inkling {

namespace {

struct EvaluateOptions {
    explicit EvaluateOptions(CLI::App& command) : set(command) {}
    OptionSet set;
    DatasetOptions data;
    RunOptions run;
    std::string model;
    std::optional<std::string> split;
    std::optional<std::string> report;
};

/// The part of the data set that was asked for; the classes must be those of the model.
Status check_part(const Dataset& dataset, const ImageSet& part, const std::string& split,
                  const Model& model) {
    if (part.empty())
        return data_error(fmt::format("{}: has no {} images", printable(dataset.name), split),
                          split == "test" ? "try --split train" : "try --split test");
    if (dataset.classes.size() != model.classes.size())
        return data_error(
            fmt::format("{}: has {} classes, the model answers with {}", printable(dataset.name),
                        dataset.classes.size(), model.classes.size()),
            "evaluate on the kind of data that the model was trained on");
    return {};
}

/// A model is tested on what it was trained on, unless told otherwise.
std::string default_dataset(const Model& model) {
    const std::string& trained_on = model.training.dataset;
    const auto names = dataset_names();
    const bool known = std::find(names.begin(), names.end(), trained_on) != names.end();
    return known && trained_on != "mnist" ? trained_on : "auto";
}

Result<int> run_evaluate(const EvaluateOptions& options) {
    INKLING_TRY_STATUS(options.set.finish());
    const std::string split = options.split.value_or("test");
    if (options.report) INKLING_TRY_STATUS(check_writable(*options.report));
    INKLING_TRY(const LoadedModel loaded, load_model_from(options.model));
    ThreadPool pool(options.run.thread_count());
    options.run.check_threads(pool);
    INKLING_TRY(
        const Dataset dataset,
        load_with_progress({.dataset = options.data.dataset.value_or(default_dataset(loaded.model)),
                            .data_dir = options.data.data_dir.value_or(""),
                            .want_train = split == "train",
                            .want_test = split == "test",
                            .progress = options.run.progress_on(terminal_of(2))},
                           pool));
    const ImageSet& part = split == "train" ? dataset.train : dataset.test;
    INKLING_TRY_STATUS(check_part(dataset, part, split, loaded.model));
    INKLING_TRY(const Predictor predictor, Predictor::of(loaded.model));
    INKLING_TRY(const Evaluation evaluation, evaluate(predictor, part, pool));
    if (options.report)
        INKLING_TRY_STATUS(write_file_atomic(*options.report,
                                             bytes_of(report_page({.dataset = dataset,
                                                                   .part = part,
                                                                   .split = split,
                                                                   .evaluation = &evaluation,
                                                                   .model = loaded.model,
                                                                   .model_name = loaded.name,
                                                                   .model_sha256 = loaded.sha256,
                                                                   .model_bytes = loaded.size}))));
    INKLING_TRY_STATUS(write_output(
        options.run.json
            ? json_text(evaluation_json(evaluation))
            : evaluation_text({loaded.name, dataset, part, split}, evaluation, terminal_of(1))));
    return 0;
}

}  // namespace

void add_evaluate_command(CLI::App& program, Action& chosen) {
    CLI::App* command = add_command(
        program, "evaluate", "Test a model: accuracy, confusions, calibration, worst errors",
        "Examples:\n"
        "  inkling evaluate\n"
        "  inkling evaluate inkling.safetensors --dataset qmnist --report page.html");
    auto options = std::make_shared<EvaluateOptions>(*command);
    command->add_option("MODEL", options->model, "Model file (default: the built-in model)");
    options->set.group("Data");
    options->data.declare(options->set);
    options->set.choice("--split", {"train", "test"}, options->split,
                        "Which images (default: test)");
    options->set.group("Output");
    options->set.text("--report", "FILE.html", options->report,
                      "A page with confusion, calibration and worst errors");
    options->run.declare(options->set, true);
    command->callback(
        [options, &chosen] { chosen = [options] { return run_evaluate(*options); }; });
}

}  // namespace inkling
