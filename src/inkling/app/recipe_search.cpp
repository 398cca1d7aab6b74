#include "inkling/app/recipe_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "inkling/app/command_files.hpp"
#include "inkling/app/console.hpp"
#include "inkling/app/dataset_source.hpp"
#include "inkling/app/json_output.hpp"
#include "inkling/app/search_log.hpp"
#include "inkling/app/train_result.hpp"
#include "inkling/base/text.hpp"
#include "inkling/data/batches.hpp"
#include "inkling/train/committee.hpp"
#include "inkling/train/evaluation.hpp"

namespace inkling {

namespace {

constexpr std::size_t usual_validation = 10'000;  // or a sixth of the images, if that is less
constexpr std::size_t most_told = 5;

struct Search {
    const TrainOptions& options;
    const SignalGuard& signals;
    ThreadPool& pool;
    Recipe base;
    SearchSpace space;

    [[nodiscard]] Trial trial(std::uint32_t number) const { return trial_of(base, space, number); }
    [[nodiscard]] std::string columns(std::uint32_t number) const {
        const Trial t = trial(number);
        return trial_columns(t.recipe, options.trial_command(t.options, base.validation_count));
    }
};

Result<Dataset> load_data(const TrainOptions& options, const SignalGuard& signals,
                          ThreadPool& pool) {
    INKLING_TRY(Dataset dataset,
                load_with_progress({.dataset = options.data.dataset.value_or("auto"),
                                    .data_dir = options.data.data_dir.value_or(""),
                                    .want_test = false,
                                    .progress = options.run.progress_on(terminal_of(2)),
                                    .cancel = &signals.token()},
                                   pool));
    if (dataset.train.count < 2)
        return data_error(printable(dataset.name) + ": has too few training images to search with",
                          "take a larger data set");
    return dataset;
}

/// Trains one. A later trial that comes to nothing is a result; the given recipe has to work.
Result<TrialResult> try_recipe(const Search& search, const Trial& trial, const ImageSet& images,
                               bool& interrupted) {
    TrainerOptions trainer;
    trainer.pool = &search.pool;
    trainer.cancel = &search.signals.token();
    auto training = train_committee(trial.recipe, images, trainer);
    TrialResult result;
    result.number = trial.number;
    if (!training) {
        if (trial.number == 1 || training.error().code != ErrorCode::data)
            return std::move(training).error();
        return result;
    }
    interrupted = training->interrupted();
    if (interrupted) return result;
    const Model model = model_of(trial.recipe, *training);
    INKLING_TRY(const Predictor predictor, Predictor::of(model));
    const Split split = split_validation(
        images, static_cast<std::size_t>(trial.recipe.validation_count), trial.recipe.seed);
    INKLING_TRY(const Evaluation evaluation,
                evaluate(predictor, subset(images, split.validation), search.pool));
    result.accuracy = evaluation.accuracy;
    result.loss = evaluation.loss;
    result.best_epoch = training->best_epoch(trial.recipe);
    result.seconds = training->train_seconds();
    return result;
}

void tell(const Search& search, const TrialResult& result, const std::vector<TrialResult>& all) {
    if (search.options.run.progress_on(terminal_of(2)) == ProgressStyle::none) return;
    const TrialResult best = ranked(all).front();
    write_note(fmt::format("trial {:>3} of {}: {:.2f} % in {}; best {:.2f} %, trial {}\n",
                           result.number, *search.options.search, 100 * result.accuracy,
                           duration(result.seconds), 100 * best.accuracy, best.number));
}

/// False where a signal came; the log holds all trials that were finished.
Result<bool> try_all(const Search& search, const ImageSet& images, SearchLog& log) {
    const auto count = static_cast<std::uint32_t>(*search.options.search);
    for (auto n = static_cast<std::uint32_t>(log.results().size()) + 1; n <= count; ++n) {
        bool interrupted = false;
        INKLING_TRY(const TrialResult result,
                    try_recipe(search, search.trial(n), images, interrupted));
        if (interrupted) {
            write_note(fmt::format("interrupted in trial {} of {}; go on with: {}\n", n, count,
                                   printable(search.options.resume_command(), 4000)));
            return false;
        }
        INKLING_TRY_STATUS(log.add(result, search.columns(n)));
        tell(search, result, log.results());
    }
    return true;
}

std::string accuracy_of(const TrialResult& result, std::size_t images) {
    const auto right = std::lround(result.accuracy * static_cast<double>(images));
    return accuracy_text(images - static_cast<std::size_t>(right), images);
}

nlohmann::ordered_json trial_json(const SearchOutcome& outcome, const TrialResult& result) {
    return {{"trial", result.number},
            {"validation_accuracy", result.accuracy},
            {"validation_loss", result.loss},
            {"best_epoch", result.best_epoch},
            {"options", outcome.options[result.number - 1]}};
}

}  // namespace

std::vector<TrialResult> ranked(std::vector<TrialResult> results) {
    std::sort(results.begin(), results.end(), is_better);
    return results;
}

nlohmann::ordered_json search_json(const SearchOutcome& outcome) {
    return {{"trials", outcome.results.size()},
            {"validation_images", outcome.validation_images},
            {"log", outcome.log_path},
            {"given", trial_json(outcome, outcome.results.front())},
            {"best", trial_json(outcome, ranked(outcome.results).front())},
            {"command", outcome.command}};
}

std::string search_text(const SearchOutcome& outcome) {
    const auto best_first = ranked(outcome.results);
    std::string text = fmt::format("{:>5}  {:>10}  {:>8}  options\n", "trial", "accuracy", "loss");
    for (std::size_t i = 0; i < std::min(most_told, best_first.size()); ++i) {
        const TrialResult& result = best_first[i];
        const std::string& options = outcome.options[result.number - 1];
        text +=
            fmt::format("{:>5}  {:>8.2f} %  {:>8.4f}  {}\n", result.number, 100 * result.accuracy,
                        result.loss, options.empty() ? "as given" : options);
    }
    text += fmt::format("\nbest of {}  {}\n", outcome.results.size(),
                        accuracy_of(best_first.front(), outcome.validation_images));
    if (best_first.front().number != 1)
        text += fmt::format("as given   {}\n",
                            accuracy_of(outcome.results.front(), outcome.validation_images));
    text += fmt::format("all        {}\n\n", printable(outcome.log_path));
    text += "The best of many looks better than it is. On all images, and tested:\n";
    return text + outcome.command + "\n";
}

Result<int> run_search(const TrainOptions& options, const SignalGuard& signals) {
    INKLING_TRY(Recipe base, options.recipe());
    const std::string path = options.log.value_or("search.csv");
    CommandFiles files;
    files.reads_dataset("--dataset", options.data);
    files.writes("--log", path);
    INKLING_TRY_STATUS(files.check());
    ThreadPool pool(options.run.thread_count());
    options.run.check_threads(pool);
    INKLING_TRY(const Dataset dataset, load_data(options, signals, pool));
    base.layers.classes = dataset.classes.size();
    if (base.validation_count == 0)
        base.validation_count =
            static_cast<int>(std::clamp<std::size_t>(dataset.train.count / 6, 1, usual_validation));
    const auto kept_aside = static_cast<std::size_t>(base.validation_count);
    if (kept_aside >= dataset.train.count)
        return usage_error(fmt::format("--validation: {} of {} training images leave none to learn "
                                       "from",
                                       kept_aside, dataset.train.count),
                           "give a smaller --validation");
    const Search search{options, signals, pool, std::move(base), options.search_space()};
    INKLING_TRY(SearchLog log, SearchLog::open(path, options.resume, [&](std::uint32_t number) {
                    return search.columns(number);
                }));
    INKLING_TRY(const bool finished, try_all(search, dataset.train, log));
    if (!finished) return signals.exit_code();
    SearchOutcome outcome{log.results(), {}, kept_aside, path, ""};
    for (std::uint32_t n = 1; n <= outcome.results.size(); ++n)
        outcome.options.push_back(search.trial(n).options);
    outcome.command =
        options.trial_command(outcome.options[ranked(outcome.results).front().number - 1], 0);
    INKLING_TRY_STATUS(
        write_output(options.run.json ? json_text(search_json(outcome)) : search_text(outcome)));
    return 0;
}

}  // namespace inkling
