// `inkling train`: from images to a model file. The steps, in order: options, paths, data,
// training, test, saving, the result.
#include <fmt/format.h>

#include <filesystem>

#include "inkling/app/commands.hpp"
#include "inkling/app/console.hpp"
#include "inkling/app/dataset_source.hpp"
#include "inkling/app/epoch_outputs.hpp"
#include "inkling/app/json_output.hpp"
#include "inkling/app/model_source.hpp"
#include "inkling/app/recipe_search.hpp"
#include "inkling/app/report_page.hpp"
#include "inkling/app/signals.hpp"
#include "inkling/app/teacher_model.hpp"
#include "inkling/app/train_options.hpp"
#include "inkling/app/train_paths.hpp"
#include "inkling/app/train_result.hpp"
#include "inkling/app/version.hpp"
#include "inkling/base/text.hpp"
#include "inkling/bytes/sha256.hpp"
#include "inkling/data/batches.hpp"
#include "inkling/train/committee.hpp"

namespace inkling {

namespace {

/// What all steps share.
struct Run {
    const TrainOptions& options;
    Recipe recipe;
    std::optional<Model> start;  ///< --from
    TrainPaths paths;
    ThreadPool& pool;
    const SignalGuard& signals;
    Terminal notes = terminal_of(2);
};

Result<Dataset> load_data(const Run& run) {
    INKLING_TRY(Dataset dataset,
                load_with_progress({.dataset = run.options.data.dataset.value_or("auto"),
                                    .data_dir = run.options.data.data_dir.value_or(""),
                                    .progress = run.options.run.progress_on(run.notes),
                                    .cancel = &run.signals.token()},
                                   run.pool));
    if (dataset.train.empty())
        return data_error(printable(dataset.name) + ": has no training images",
                          fmt::format("they are in files named train-…; these can be tested on: "
                                      "inkling evaluate --dataset {}",
                                      printable(run.options.data.dataset.value_or("auto"), 1000)));
    const auto count = static_cast<std::size_t>(run.recipe.validation_count);
    if (count >= dataset.train.count)
        return usage_error(fmt::format("--validation: {} of {} training images leave none to learn "
                                       "from",
                                       count, dataset.train.count),
                           "give a smaller --validation");
    return dataset;
}

void announce(const Run& run, const Dataset& dataset) {
    if (run.options.run.quiet) return;
    const Recipe& recipe = run.recipe;
    std::string text = described(dataset) + "\n";
    text +=
        fmt::format("training up to {} epoch{} in batches of {}, {} {:g}, seed {}, {} thread{}\n",
                    recipe.epochs, recipe.epochs == 1 ? "" : "s", recipe.batch_size,
                    name_of(recipe.optimizer.kind), recipe.optimizer.learning_rate, recipe.seed,
                    run.pool.size(), run.pool.size() == 1 ? "" : "s");
    if (!recipe.teacher.empty())
        text += fmt::format("what is learned are the answers of {}\n", printable(recipe.teacher));
    write_note(text);
}

Result<CommitteeResult> train_networks(const Run& run, const Dataset& dataset,
                                       const TeacherModel& teacher, EpochOutputs& outputs) {
    TrainingProgress progress(run.options.run.progress_on(run.notes), run.notes,
                              run.recipe.all_epochs());
    TrainerOptions trainer;
    trainer.pool = &run.pool;
    trainer.cancel = &run.signals.token();
    trainer.on_step = [&progress](const StepRecord& record) { progress.step(record); };
    trainer.on_epoch = [&progress, &outputs](const EpochRecord& record) {
        progress.epoch(record);
        outputs.add(record);
    };
    if (teacher.model) trainer.teacher = &*teacher.model;
    trainer.checkpoint_path = run.paths.checkpoint;
    trainer.resume = run.paths.resume;
    if (!run.start) return train_committee(run.recipe, dataset.train, trainer);
    if (run.start->classes.size() != dataset.classes.size())
        return data_error(
            fmt::format("{}: has {} classes, {} has {}", printable(*run.options.from),
                        run.start->classes.size(), printable(dataset.name), dataset.classes.size()),
            "train on a data set with the same classes, or leave --from out");
    return train_committee_from(*run.start, run.recipe, dataset.train, trainer);
}

/// A training by `recipe`, of the network or of its teacher, was interrupted after so many epochs.
int report_interruption(const Run& run, const Recipe& recipe, std::size_t epochs,
                        const std::string& checkpoint) {
    write_note(
        fmt::format("interrupted after {} of {} epochs; {} holds what was learned\n"
                    "go on with: {}\n",
                    epochs, recipe.all_epochs(), printable(checkpoint),
                    printable(run.options.resume_command(), 4000)));
    return run.signals.exit_code();
}

/// How good the model is on the images that were kept aside; negative where there are none.
Result<double> validation_accuracy(const Run& run, const Dataset& dataset, const Model& model) {
    const auto count = static_cast<std::size_t>(run.recipe.validation_count);
    if (count == 0) return -1.0;
    INKLING_TRY(const Predictor predictor, Predictor::of(model));
    const Split split = split_validation(dataset.train, count, run.recipe.seed);
    INKLING_TRY(const Evaluation evaluation,
                evaluate(predictor, subset(dataset.train, split.validation), run.pool));
    return evaluation.accuracy;
}

/// What the model file tells of its training.
TrainingFacts facts_of(const Run& run, const Dataset& dataset, const TrainOutcome& outcome) {
    TrainingFacts facts;
    facts.dataset = dataset.name;
    facts.seed = run.recipe.seed;
    facts.epochs = static_cast<int>(outcome.history.size());
    facts.validation_accuracy = outcome.validation_accuracy;
    // Nothing here depends on time, threads or folders: the same run gives the same file.
    facts.facts = {
        {"command", run.options.canonical_command()},
        {"inkling_version", version()},
        {"recipe", to_json(run.recipe)},
        {"train_images", std::to_string(dataset.train.count)},
        {"best_epoch", std::to_string(outcome.best_epoch)},
    };
    if (outcome.evaluation) {
        facts.test_accuracy = outcome.evaluation->accuracy;
        facts.facts["test_images"] = std::to_string(outcome.evaluation->images);
    }
    return facts;
}

/// Writes the model and takes the checkpoints away.
Status save(const Run& run, TrainOutcome& outcome) {
    INKLING_TRY(const std::optional<Recipe> teacher, recipe_of_teacher(run.recipe));
    INKLING_TRY(const Bytes bytes, write_model(*outcome.model));
    outcome.model_sha256 = sha256_hex(bytes);
    outcome.model_bytes = bytes.size();
    outcome.model_path = run.paths.model;
    INKLING_TRY_STATUS(write_file_atomic(run.paths.model, bytes));
    std::error_code ignored;
    for (std::size_t i = 0; i <= run.recipe.committee.size(); ++i)
        std::filesystem::remove(checkpoint_of(run.paths.checkpoint, i), ignored);
    for (std::size_t i = 0; teacher && i <= teacher->committee.size(); ++i)
        std::filesystem::remove(checkpoint_of(run.paths.teacher_checkpoint, i), ignored);
    return {};
}

Status write_report(const Run& run, const Dataset& dataset, const TrainOutcome& outcome) {
    if (!run.options.report) return {};
    const std::string page =
        report_page({.dataset = dataset,
                     .part = dataset.test,
                     .split = "test",
                     .evaluation = outcome.evaluation ? &*outcome.evaluation : nullptr,
                     .model = *outcome.model,
                     .model_name = outcome.model_path,
                     .model_sha256 = outcome.model_sha256,
                     .model_bytes = outcome.model_bytes,
                     .history = outcome.history,
                     .best_epoch = outcome.best_epoch,
                     .train_seconds = outcome.train_seconds,
                     .threads = outcome.threads});
    return write_file_atomic(*run.options.report, bytes_of(page));
}

Result<int> finish_run(const Run& run, const Dataset& dataset, const CommitteeResult& result,
                       EpochOutputs& outputs) {
    TrainOutcome outcome;
    outcome.dataset = &dataset;
    outcome.recipe = &run.recipe;
    outcome.history = result.history(run.recipe);
    outcome.best_epoch = result.best_epoch(run.recipe);
    outcome.stopped_early = result.stopped_early();
    outcome.train_seconds = result.train_seconds();
    outcome.threads = run.pool.size();
    Model model = model_of(run.recipe, result);
    model.classes = dataset.classes;
    outcome.model = &model;
    INKLING_TRY(outcome.validation_accuracy, validation_accuracy(run, dataset, model));
    if (!dataset.test.empty()) {
        INKLING_TRY(const Predictor predictor, Predictor::of(model));
        INKLING_TRY(outcome.evaluation, evaluate(predictor, dataset.test, run.pool));
        INKLING_TRY(outcome.example, example_of(predictor, dataset.test, run.recipe.seed));
    }
    model.training = facts_of(run, dataset, outcome);
    INKLING_TRY_STATUS(save(run, outcome));
    const double accuracy = outcome.evaluation ? outcome.evaluation->accuracy : -1;
    const Status logged = outputs.finish(outcome.history, accuracy);
    const Status reported = write_report(run, dataset, outcome);
    const auto& shared = run.options.run;
    INKLING_TRY_STATUS(write_output(shared.json
                                        ? json_text(train_json(outcome))
                                        : train_text(outcome, terminal_of(1), shared.quiet)));
    INKLING_TRY_STATUS(logged);
    INKLING_TRY_STATUS(reported);
    return 0;
}

/// The model to go on with, if one was named; the recipe takes over how it frames digits.
Result<std::optional<Model>> load_start(const TrainOptions& options, Recipe& recipe) {
    std::optional<Model> start;
    if (!options.from) return start;
    INKLING_TRY(LoadedModel loaded, load_model_from(*options.from));
    INKLING_TRY_STATUS(predictor_of(loaded));
    start = std::move(loaded.model);
    INKLING_TRY(recipe, going_on_from(*start, std::move(recipe)));
    return start;
}

Result<int> train_with(const TrainOptions& options, const SignalGuard& signals) {
    INKLING_TRY(Recipe recipe, options.recipe());
    INKLING_TRY(std::optional<Model> start, load_start(options, recipe));
    INKLING_TRY(TrainPaths paths, prepare_paths(options, recipe));
    ThreadPool pool(options.run.thread_count());
    options.run.check_threads(pool);
    Run run{options, std::move(recipe), std::move(start), std::move(paths), pool, signals};
    INKLING_TRY(const Dataset dataset, load_data(run));
    run.recipe.layers.classes = dataset.classes.size();
    INKLING_TRY(EpochOutputs outputs, EpochOutputs::open(options, run.paths.resume));
    announce(run, dataset);
    INKLING_TRY(const TeacherModel teacher,
                teacher_model(run.recipe, dataset,
                              {pool, signals, options.run.progress_on(run.notes),
                               run.paths.teacher_checkpoint, options.resume}));
    if (teacher.interrupted)
        return report_interruption(run, *teacher.recipe, teacher.epochs,
                                   run.paths.teacher_checkpoint);
    INKLING_TRY(const CommitteeResult result, train_networks(run, dataset, teacher, outputs));
    if (result.interrupted())
        return report_interruption(run, run.recipe, result.history(run.recipe).size(),
                                   run.paths.checkpoint);
    return finish_run(run, dataset, result, outputs);
}

Result<int> run_train(const TrainOptions& options) {
    INKLING_TRY_STATUS(options.finish());
    const SignalGuard signals;
    auto result = options.search ? run_search(options, signals) : train_with(options, signals);
    if (!result && result.error().code == ErrorCode::interrupted && signals.exit_code() != 0) {
        report_error(result.error());
        return signals.exit_code();
    }
    return result;
}

}  // namespace

void add_train_command(CLI::App& program, Action& chosen) {
    CLI::App* command = add_command(
        program, "train", "Train a network on images of digits, and test it",
        "Examples:\n"
        "  inkling train                                     the default recipe\n"
        "  inkling train --preset plain --report run.html    and a page about the run\n"
        "  inkling train --layers 512,512 --augment light --epochs 20\n"
        "  inkling train --preset fast --search 30           which recipe is better?\n"
        "Ctrl-C stops after the current step and keeps all; --resume goes on, exactly.");
    auto options = std::make_shared<TrainOptions>(*command);
    command->callback([options, &chosen] { chosen = [options] { return run_train(*options); }; });
}

}  // namespace inkling
