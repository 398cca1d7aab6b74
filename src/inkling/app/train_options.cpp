#include "inkling/app/train_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "inkling/base/text.hpp"

namespace inkling {

namespace {

constexpr std::int64_t max_units = 65'536;
constexpr std::size_t max_hidden_layers = 64;

std::vector<std::string> optimizer_names() {
    std::vector<std::string> names;
    for (const auto kind :
         {OptimizerKind::sgd, OptimizerKind::rmsprop, OptimizerKind::adam, OptimizerKind::adamw})
        names.emplace_back(name_of(kind));
    return names;
}

std::vector<std::string> schedule_names() {
    std::vector<std::string> names;
    for (const auto kind : {ScheduleKind::constant, ScheduleKind::step, ScheduleKind::cosine,
                            ScheduleKind::one_cycle})
        names.emplace_back(name_of(kind));
    return names;
}

std::vector<std::string> hidden_activation_names() {
    std::vector<std::string> names;
    for (const auto activation : {Activation::relu, Activation::leaky_relu, Activation::gelu,
                                  Activation::tanh, Activation::sigmoid, Activation::linear})
        names.emplace_back(name_of(activation));
    return names;
}

template <class To, class From>
void take(To& to, const std::optional<From>& from) {
    if (from) to = static_cast<To>(*from);
}

}  // namespace

Result<std::vector<std::size_t>> parse_layers(const std::string& word) {
    std::vector<std::size_t> layers;
    if (word == "none") return layers;
    for (const std::string_view part : split(word, ',')) {
        const auto units = parse_integer(part);
        if (!units || *units < 1 || *units > max_units)
            return usage_error(fmt::format("--layers: wants integers 1..{} with commas between, "
                                           "got '{}'",
                                           max_units, printable(word)),
                               "for example --layers 128,64; none is a network without hidden "
                               "layers");
        layers.push_back(static_cast<std::size_t>(*units));
    }
    if (layers.size() > max_hidden_layers)
        return usage_error(
            fmt::format("--layers: at most {} layers, got {}", max_hidden_layers, layers.size()),
            "leave some out");
    return layers;
}

Result<std::vector<MemberSpec>> committee_named(const std::string& words) {
    std::vector<MemberSpec> committee;
    if (words == "none") return committee;
    for (const std::string_view word : split(words, ' ')) {
        if (word.empty()) continue;
        auto member = member_named(word);
        if (!member) return std::move(member).error().within("--committee");
        committee.push_back(std::move(*member));
    }
    return committee;
}

TrainOptions::TrainOptions(CLI::App& command) : set_(command) {
    set_.group("Data");
    data.declare(set_);
    set_.integer("--validation", {0, 1'000'000}, validation_,
                 "Training images kept aside to choose the best epoch by");
    declare_network();
    declare_training();
    declare_output();
    run.declare(set_, true);
}

void TrainOptions::declare_network() {
    set_.group("Network");
    set_.choice("--preset", preset_names(), preset_,
                "A proven recipe to start from; the options below change it");
    set_.text("--framing", "NAMES", framing_,
              "Size, place and slant made alike by the moments of the ink: mnist (not at all), "
              "moments, upright or gentle; several, with commas, are several pictures of a digit");
    set_.text("--front-end", "BLOCKS", front_end_,
              "What the network is fed: pixels, or fixed maps of slopes and bends of the ink such "
              "as gradient:7x8 or gradient:7x16+second:6+hessian:6");
    set_.text("--committee", "NETWORKS", committee_,
              "Further networks that vote with it, each as FRAMING/FRONT-END, with spaces between; "
              "or none");
    set_.number("--alone-above", {0, 1}, alone_above_,
                "Of what the first network is surer than this it answers alone, several times as "
                "fast; the others vote on the rest (default: 1, on all)");
    set_.text("--layers", "N,N,…", layers_, "Units of the hidden layers, such as 128,64; or none");
    set_.choice("--activation", hidden_activation_names(), activation_, "Of the hidden layers");
    set_.number("--dropout", {0, 1, false, true}, dropout_, "Share of values dropped in training");
    set_.flag("--batch-norm", batch_norm_, "Normalise after each hidden layer");
    set_.flag("--no-batch-norm", no_batch_norm_, "Do not, whatever the preset says");
    set_.text("--from", "MODEL", from, "Go on with the weights of this model");
}

void TrainOptions::declare_training() {
    set_.group("Training");
    set_.integer("--epochs", {1, 10'000}, epochs_, "Passes over the training images, 1..10000");
    set_.integer("--batch-size", {1, 60'000}, batch_size_, "Images a step, 1..60000");
    set_.choice("--optimizer", optimizer_names(), optimizer_, "How weights are moved");
    set_.number("--learning-rate,--lr", {0, 1e6, true, false}, learning_rate_,
                "Size of a step (at the height of the schedule)");
    set_.number("--momentum", {0, 0.99999}, momentum_, "Of sgd (Nesterov's)");
    set_.number("--weight-decay", {0, 1}, weight_decay_, "Of adamw");
    set_.choice("--schedule", schedule_names(), schedule_, "Course of the learning rate");
    set_.number("--warmup", {0, 1}, warmup_, "Share of all steps in which it rises");
    set_.text("--augment", "HOW", augment_,
              "Bend the images, anew in each epoch: none, light, strong, or a list of "
              "rotate, scale, shear, shift, elastic and thickness, such as rotate=8,elastic=1");
    set_.number("--strokes", {0, 10}, strokes_,
                "Digits written by the program, learned from besides: a share of the images");
    set_.number("--crossed", {0, 10}, crossed_,
                "Training images with a stray line across, likewise");
    set_.number("--negatives", {0, 10}, negatives_,
                "Pictures of what is no digit, likewise: the model learns to reject such");
    set_.number("--reject-above", {0, 1}, reject_above_,
                "The probability of being no digit from which such a model rejects (default: 0.5)");
    set_.text("--teacher", "PRESET|MODEL", teacher_,
              "Learn what another model answers about the bent images, in place of their labels: "
              "that of a preset, which is trained first, or of a file; none: labels");
    set_.number("--label-smoothing", {0, 0.99}, label_smoothing_,
                "Share of each label given to all classes");
    set_.number("--l2", {0, 1}, l2_, "Penalty on large weights");
    set_.number("--clip-norm", {0, 1e9}, clip_norm_, "Longest gradient; 0: any");
    set_.number("--ema", {0, 0.999999}, ema_,
                "Decay of the moving average of the weights that is kept");
    set_.integer("--early-stop", {0, 10'000}, early_stop_,
                 "Stop after N epochs without a better validation loss; 0: never");
    set_.choice("--precision", {"fp32", "bf16"}, precision_,
                "Of the matrix products; bf16 is faster on CPUs that have it, and other bits");
    set_.integer("--seed", {0, INT64_MAX}, seed_, "The same seed gives the same bits");
    set_.integer("--search", {1, 100'000}, search,
                 "Try N recipes instead, on validation images: this one and others near it. What "
                 "is given is kept; learning rate, batch size, layers, front end and augmentation "
                 "vary");
}

void TrainOptions::declare_output() {
    set_.group("Output");
    set_.text("--out", "FILE", out, "The model (default: inkling.safetensors, in this folder)");
    set_.flag("--resume", resume, "Go on where a training to the same --out was interrupted");
    set_.text("--log", "FILE.csv", log,
              "Figures of each epoch (with --search: of each trial; default: search.csv)");
    set_.text("--tensorboard", "DIR", tensorboard, "The same for TensorBoard");
    set_.text("--report", "FILE.html", report, "A page with curves, confusion and worst errors");
}

Status TrainOptions::finish() const {
    INKLING_TRY_STATUS(set_.finish());
    INKLING_TRY_STATUS(check_search());
    if (reject_above_ && !negatives_)
        return usage_error(
            "--reject-above: goes with --negatives, without which nothing is rejected",
            "add --negatives 0.5");
    if (batch_norm_ && no_batch_norm_)
        return usage_error("--batch-norm and --no-batch-norm exclude each other",
                           "give one of them");
    if (from)
        for (const char* name : {"--layers", "--activation", "--dropout", "--batch-norm",
                                 "--no-batch-norm", "--front-end", "--framing", "--committee",
                                 "--alone-above", "--negatives", "--reject-above"})
            if (set_.has(name))
                return usage_error(fmt::format("{}: cannot be changed with --from, the layers are "
                                               "those of {}",
                                               name, printable(*from)),
                                   fmt::format("leave {} or --from out", name));
    return {};
}

Status TrainOptions::check_search() const {
    if (!search) return {};
    for (const char* name : {"--from", "--out", "--tensorboard", "--report"})
        if (set_.has(name))
            return usage_error(fmt::format("{}: a search tries recipes and keeps no model", name),
                               "leave it out here, and give it to the command that the search "
                               "ends with");
    return {};
}

Result<Recipe> TrainOptions::recipe() const {
    const std::string preset = preset_.value_or("default");
    INKLING_TRY(Recipe recipe,
                front_end_ == "pixels" ? pixel_recipe_named(preset) : recipe_named(preset));
    INKLING_TRY_STATUS(apply_network(recipe));
    INKLING_TRY_STATUS(apply_optimizer(recipe));
    INKLING_TRY_STATUS(apply_regularisation(recipe));
    take(recipe.epochs, epochs_);
    take(recipe.batch_size, batch_size_);
    take(recipe.validation_count, validation_);
    take(recipe.early_stop, early_stop_);
    take(recipe.seed, seed_);
    if (precision_) {
        INKLING_TRY(recipe.precision, precision_named(*precision_));
        INKLING_TRY_STATUS(check_available(recipe.precision));
    }
    if (alone_above_ && recipe.committee.empty())
        return usage_error(
            "--alone-above: goes with --committee, without which one network "
            "answers everything",
            "leave --alone-above out");
    if (search && !recipe.teacher.empty())
        return usage_error("--search: recipes with a teacher are not searched",
                           "add --teacher none, and give the teacher to what is found");
    if (recipe.early_stop > 0 && recipe.validation_count == 0)
        return usage_error("--early-stop: needs validation images to judge by",
                           "add --validation 5000");
    INKLING_TRY_STATUS(check(recipe));
    return recipe;
}

Status TrainOptions::apply_network(Recipe& recipe) const {
    if (front_end_ && front_end_ != "pixels") {
        INKLING_TRY(recipe.layers.features, features_named(*front_end_));
    }
    if (layers_) {
        INKLING_TRY(recipe.layers.hidden, parse_layers(*layers_));
    }
    if (committee_) {
        INKLING_TRY(recipe.committee, committee_named(*committee_));
    } else if (front_end_) {
        for (MemberSpec& member : recipe.committee) member.features = recipe.layers.features;
    }
    if (framing_) {
        auto framings = recipe_framings(*framing_);
        if (!framings) return std::move(framings).error().within("--framing");
        recipe.framings = std::move(*framings);
    }
    if (activation_) {
        INKLING_TRY(recipe.layers.activation, activation_named(*activation_));
    }
    take(recipe.layers.dropout, dropout_);
    if (batch_norm_) recipe.layers.batch_norm = true;
    if (no_batch_norm_) recipe.layers.batch_norm = false;
    return {};
}

Status TrainOptions::apply_optimizer(Recipe& recipe) const {
    if (optimizer_) {
        INKLING_TRY(const OptimizerKind kind, optimizer_named(*optimizer_));
        // The preset's learning rate belongs to the preset's optimizer.
        if (kind != recipe.optimizer.kind) {
            recipe.optimizer = {};
            recipe.optimizer.kind = kind;
            if (kind == OptimizerKind::sgd) recipe.optimizer.learning_rate = 0.1F;
        }
    }
    take(recipe.optimizer.learning_rate, learning_rate_);
    take(recipe.optimizer.weight_decay, weight_decay_);
    if (momentum_) {
        recipe.optimizer.momentum = static_cast<float>(*momentum_);
        recipe.optimizer.nesterov = *momentum_ > 0;
    }
    if (schedule_) {
        INKLING_TRY(const ScheduleKind kind, schedule_named(*schedule_));
        if (kind != recipe.schedule.kind) {
            recipe.schedule = {};
            recipe.schedule.kind = kind;
            if (kind == ScheduleKind::one_cycle) recipe.schedule.warmup = 0.3F;
        }
    }
    take(recipe.schedule.warmup, warmup_);
    return {};
}

Status TrainOptions::apply_regularisation(Recipe& recipe) const {
    if (augment_) {
        auto augment = augment_named(*augment_);
        if (!augment) return std::move(augment).error().within("--augment");
        recipe.augment = *augment;
    }
    take(recipe.strokes, strokes_);
    take(recipe.crossed, crossed_);
    take(recipe.negatives, negatives_);
    take(recipe.reject_above, reject_above_);
    take(recipe.alone_above, alone_above_);
    if (teacher_) recipe.teacher = *teacher_ == "none" ? "" : *teacher_;
    take(recipe.label_smoothing, label_smoothing_);
    take(recipe.l2, l2_);
    take(recipe.clip_norm, clip_norm_);
    take(recipe.ema, ema_);
    return {};
}

std::string TrainOptions::canonical_command() const {
    const std::string words =
        set_.given({"--out", "--log", "--tensorboard", "--report", "--resume", "--threads",
                    "--progress", "--quiet", "--json", "--data-dir"});
    return words.empty() ? "inkling train" : "inkling train " + words;
}

SearchSpace TrainOptions::search_space() const {
    return {.learning_rate = !learning_rate_,
            .batch_size = !batch_size_,
            .layers = !layers_,
            .front_end = !front_end_,
            .augment = !augment_};
}

std::string TrainOptions::trial_command(const std::string& words, int validation) const {
    std::string command = "inkling train";
    const std::string given = set_.given({"--search", "--validation", "--log", "--resume",
                                          "--threads", "--progress", "--quiet", "--json"});
    if (!given.empty()) command += " " + given;
    if (validation > 0) command += fmt::format(" --validation {}", validation);
    return words.empty() ? command : command + " " + words;
}

std::string TrainOptions::resume_command() const {
    const std::string words = set_.given({"--resume"});
    return "inkling train " + (words.empty() ? "" : words + " ") + "--resume";
}

}  // namespace inkling
