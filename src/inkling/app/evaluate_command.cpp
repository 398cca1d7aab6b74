// `inkling evaluate [MODEL]`: how good a model is on a data set, and where it errs.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "inkling/app/command_files.hpp"
#include "inkling/app/commands.hpp"
#include "inkling/app/comparison_text.hpp"
#include "inkling/app/console.hpp"
#include "inkling/app/corruption_scores.hpp"
#include "inkling/app/dataset_source.hpp"
#include "inkling/app/evaluation_text.hpp"
#include "inkling/app/json_output.hpp"
#include "inkling/app/model_source.hpp"
#include "inkling/app/rejection_text.hpp"
#include "inkling/app/report_page.hpp"
#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/data/registry.hpp"
#include "inkling/image/encode.hpp"

namespace inkling {

namespace {

struct EvaluateOptions {
    explicit EvaluateOptions(CLI::App& command) : set(command) {}
    OptionSet set;
    DatasetOptions data;
    RunOptions run;
    std::string model;
    std::optional<std::string> compare;
    std::optional<std::string> ood;
    std::optional<std::string> split;
    std::optional<std::string> report;
    std::optional<std::string> sheet;
    std::optional<std::int64_t> seed;
    bool corruptions = false;
    bool model_comes_last = false;  ///< behind --compare

    /// Both models as they were named: `--compare A B` is `A --compare B`.
    [[nodiscard]] std::pair<std::string, std::string> compared() const {
        return model_comes_last ? std::pair(*compare, model) : std::pair(model, *compare);
    }
};

const ImageSet& part_of(const Dataset& dataset, const std::string& split) {
    return split == "train" ? dataset.train : dataset.test;
}

/// There must be images, and the classes must be those of the model.
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

/// The images to evaluate on, which fit `model`.
Result<Dataset> load_dataset(const EvaluateOptions& options, const Model& model, ThreadPool& pool) {
    const std::string split = options.split.value_or("test");
    INKLING_TRY(
        Dataset dataset,
        load_with_progress({.dataset = options.data.dataset.value_or(default_dataset(model)),
                            .data_dir = options.data.data_dir.value_or(""),
                            .want_train = split == "train",
                            .want_test = split == "test",
                            .progress = options.run.progress_on(terminal_of(2))},
                           pool));
    INKLING_TRY_STATUS(check_part(dataset, part_of(dataset, split), split, model));
    return dataset;
}

/// What it gives, with the name of the model where that is an error.
template <class T>
Result<T> of_model(const LoadedModel& loaded, Result<T> result) {
    if (!result) return std::move(result).error().within(loaded.name);
    return result;
}

Result<int> run_comparison(const EvaluateOptions& options) {
    const auto [first_path, second_path] = options.compared();
    const std::string split = options.split.value_or("test");
    INKLING_TRY(const LoadedModel first, load_model_from(first_path));
    INKLING_TRY(const LoadedModel second, load_model_from(second_path));
    INKLING_TRY(const Predictor by_first, predictor_of(first));
    INKLING_TRY(const Predictor by_second, predictor_of(second));
    ThreadPool pool(options.run.thread_count());
    options.run.check_threads(pool);
    INKLING_TRY(const Dataset dataset, load_dataset(options, first.model, pool));
    const ImageSet& part = part_of(dataset, split);
    INKLING_TRY_STATUS(check_part(dataset, part, split, second.model));
    INKLING_TRY(const Evaluation of_first, of_model(first, evaluate(by_first, part, pool)));
    INKLING_TRY(const Evaluation of_second, of_model(second, evaluate(by_second, part, pool)));
    const Compared compared{dataset.name,
                            split,
                            {first, of_first},
                            {second, of_second},
                            compare(of_first, of_second, part)};
    INKLING_TRY_STATUS(write_output(options.run.json ? json_text(comparison_json(compared))
                                                     : comparison_text(compared, terminal_of(1))));
    return 0;
}

Result<int> run_corruptions(const EvaluateOptions& options) {
    const std::string split = options.split.value_or("test");
    const auto seed = static_cast<std::uint64_t>(options.seed.value_or(1));
    if (options.sheet) INKLING_TRY_STATUS(check_writable(*options.sheet));
    INKLING_TRY(LoadedModel loaded, load_model_from(options.model));
    ThreadPool pool(options.run.thread_count());
    options.run.check_threads(pool);
    INKLING_TRY(const Reader reader, reader_of(loaded));
    INKLING_TRY(const Dataset dataset, load_dataset(options, reader.model(), pool));
    const ImageSet& part = part_of(dataset, split);
    Status written;
    std::string head = corruptions_head({loaded.name, dataset.name, split, part.count});
    const auto show = [&](const CorruptionScore& score) {
        if (written && !options.run.json)
            written = write_output(head + corruption_line(score, terminal_of(1)));
        head.clear();
    };
    INKLING_TRY(const auto scores,
                of_model(loaded, score_corruptions(reader, part, seed, pool, show)));
    INKLING_TRY_STATUS(written);
    if (options.sheet)
        INKLING_TRY_STATUS(
            write_file_atomic(*options.sheet, encode_png(corruption_sheet(part, 20, seed, pool))));
    INKLING_TRY_STATUS(write_output(options.run.json ? json_text(corruptions_json(scores))
                                                     : corruptions_foot(scores)));
    return 0;
}

/// The data sets of --ood, of which none is a digit.
Result<std::vector<RejectionScore>> score_strangers(const EvaluateOptions& options,
                                                    const Predictor& predictor,
                                                    std::span<const float> digits,
                                                    ThreadPool& pool) {
    std::vector<RejectionScore> scores;
    for (const std::string_view name : split(*options.ood, ',')) {
        INKLING_TRY(const Dataset strangers,
                    load_with_progress({.dataset = std::string(name),
                                        .data_dir = options.data.data_dir.value_or(""),
                                        .want_train = false,
                                        .progress = options.run.progress_on(terminal_of(2))},
                                       pool));
        auto score = score_rejection(predictor, digits, strangers, pool);
        if (!score) return std::move(score).error().within(printable(strangers.name));
        scores.push_back(std::move(*score));
    }
    return scores;
}

Result<int> run_ood(const EvaluateOptions& options) {
    const std::string split = options.split.value_or("test");
    INKLING_TRY(const LoadedModel loaded, load_model_from(options.model));
    ThreadPool pool(options.run.thread_count());
    options.run.check_threads(pool);
    INKLING_TRY(const Predictor predictor, predictor_of(loaded));
    INKLING_TRY(const Dataset dataset, load_dataset(options, loaded.model, pool));
    INKLING_TRY(const std::vector<float> digits,
                of_model(loaded, strangeness(predictor, part_of(dataset, split), pool)));
    RejectionResult result{loaded.name,
                           dataset.name,
                           predictor.can_reject(),
                           digits.size(),
                           rejected_of(predictor, digits),
                           {}};
    INKLING_TRY(result.strangers, score_strangers(options, predictor, digits, pool));
    INKLING_TRY_STATUS(write_output(options.run.json ? json_text(rejection_json(result))
                                                     : rejection_text(result)));
    return 0;
}

Status check_files(const EvaluateOptions& options) {
    CommandFiles files;
    files.reads("MODEL", "the model", options.model);
    files.reads_dataset("--dataset", options.data);
    files.writes("--report", options.report);
    files.writes("--sheet", options.sheet);
    return files.check();
}

Result<int> run_evaluate(const EvaluateOptions& options) {
    INKLING_TRY_STATUS(options.set.finish());
    INKLING_TRY_STATUS(check_files(options));
    if (options.compare) return run_comparison(options);
    if (options.corruptions) return run_corruptions(options);
    if (options.ood) return run_ood(options);
    const std::string split = options.split.value_or("test");
    if (options.report) INKLING_TRY_STATUS(check_writable(*options.report));
    INKLING_TRY(const LoadedModel loaded, load_model_from(options.model));
    ThreadPool pool(options.run.thread_count());
    options.run.check_threads(pool);
    INKLING_TRY(const Predictor predictor, predictor_of(loaded));
    INKLING_TRY(const Dataset dataset, load_dataset(options, loaded.model, pool));
    const ImageSet& part = part_of(dataset, split);
    INKLING_TRY(const Evaluation evaluation, of_model(loaded, evaluate(predictor, part, pool)));
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
        "  inkling evaluate inkling.safetensors --dataset qmnist --report page.html\n"
        "  inkling evaluate --compare old.safetensors new.safetensors\n"
        "  inkling evaluate --corruptions --sheet spoilt.png\n"
        "  inkling evaluate --ood fashion-mnist,kmnist,letters-held-out,noise");
    auto options = std::make_shared<EvaluateOptions>(*command);
    CLI::Option* model =
        options->set.argument("MODEL", options->model, "Model file (default: the built-in model)");
    options->set.group("Data");
    options->data.declare(options->set);
    options->set.choice("--split", {"train", "test"}, options->split,
                        "Which images (default: test)");
    options->set.group("Output");
    CLI::Option* report = options->set.text("--report", "FILE.html", options->report,
                                            "A page with confusion, calibration and worst errors");
    CLI::Option* compare =
        options->set.text("--compare", "MODEL", options->compare,
                          "Test which of two models is better, image by image (McNemar's test)");
    CLI::Option* corruptions =
        options->set.flag("--corruptions", options->corruptions,
                          "Test on digits spoilt in 15 ways (MNIST-C), as pictures of any kind");
    CLI::Option* ood = options->set.text(
        "--ood", "NAME,…", options->ood,
        "Test how well it tells digits from these data sets, in which nothing is a digit, such as "
        "kmnist,letters-held-out,noise");
    CLI::Option* sheet = options->set.text("--sheet", "FILE.png", options->sheet,
                                           "With --corruptions: a picture of what they do");
    CLI::Option* seed = options->set.integer("--seed", {0, 1'000'000'000}, options->seed,
                                             "With --corruptions: their dice (default: 1)");
    compare->excludes(report);
    corruptions->excludes(compare)->excludes(report);
    ood->excludes(compare)->excludes(report)->excludes(corruptions);
    sheet->needs(corruptions);
    seed->needs(corruptions);
    options->run.declare(options->set, true);
    command->callback([=, &chosen] {
        const auto& order = command->parse_order();
        const auto place = [&](CLI::Option* o) { return std::find(order.begin(), order.end(), o); };
        options->model_comes_last = model->count() > 0 && place(compare) < place(model);
        chosen = [options] { return run_evaluate(*options); };
    });
}

}  // namespace inkling
