// The options of `inkling train`, and the recipe that they make.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "inkling/app/common_options.hpp"
#include "inkling/app/option_set.hpp"
#include "inkling/train/recipe.hpp"
#include "inkling/train/search.hpp"

namespace inkling {

class TrainOptions {
  public:
    explicit TrainOptions(CLI::App& command);

    /// Checks all words; usage error for the first wrong one. Call it before the others.
    [[nodiscard]] Status finish() const;
    /// The preset, changed by what was given.
    [[nodiscard]] Result<Recipe> recipe() const;
    /// The command line with all that decides the outcome, and nothing else: the same for a run
    /// that was resumed, on another number of threads or written elsewhere.
    [[nodiscard]] std::string canonical_command() const;
    /// What to type to go on after an interruption.
    [[nodiscard]] std::string resume_command() const;
    /// What --search may change: what was not given.
    [[nodiscard]] SearchSpace search_space() const;
    /// What trains by a recipe of the search: the options given for it, and `words`.
    [[nodiscard]] std::string trial_command(const std::string& words, int validation) const;

    DatasetOptions data;
    RunOptions run;
    std::optional<std::string> from;
    bool resume = false;
    std::optional<std::int64_t> search;
    std::optional<std::string> out;
    std::optional<std::string> log;
    std::optional<std::string> tensorboard;
    std::optional<std::string> report;

    [[nodiscard]] std::string out_path() const { return out.value_or("inkling.safetensors"); }

  private:
    void declare_network();
    void declare_training();
    void declare_output();
    [[nodiscard]] Status check_search() const;
    [[nodiscard]] Status apply_network(Recipe& recipe) const;
    [[nodiscard]] Status apply_optimizer(Recipe& recipe) const;
    [[nodiscard]] Status apply_regularisation(Recipe& recipe) const;

    OptionSet set_;
    std::optional<std::string> preset_, layers_, activation_, optimizer_, schedule_, augment_;
    std::optional<std::string> framing_, front_end_, committee_, precision_, teacher_;
    std::optional<std::int64_t> epochs_, batch_size_, validation_, early_stop_, seed_;
    std::optional<double> learning_rate_, momentum_, weight_decay_, warmup_;
    std::optional<double> label_smoothing_, dropout_, l2_, clip_norm_, ema_;
    std::optional<double> strokes_, crossed_, negatives_, reject_above_, alone_above_;
    bool batch_norm_ = false;
    bool no_batch_norm_ = false;
};

/// "128,64" → {128, 64}; "none" → {}. Usage error.
Result<std::vector<std::size_t>> parse_layers(const std::string& word);
/// "gentle/pixels upright/gradient:7x8", or "none". Usage error.
Result<std::vector<MemberSpec>> committee_named(const std::string& words);

}  // namespace inkling
