#include "inkling/train/recipe.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "inkling/base/text.hpp"
#include "inkling/tensor/kernels.hpp"

namespace inkling {

namespace {

template <class T, std::size_t N>
using Names = std::array<std::pair<std::string_view, T>, N>;

constexpr Names<OptimizerKind, 4> optimizers = {{{"sgd", OptimizerKind::sgd},
                                                 {"rmsprop", OptimizerKind::rmsprop},
                                                 {"adam", OptimizerKind::adam},
                                                 {"adamw", OptimizerKind::adamw}}};
constexpr Names<ScheduleKind, 4> schedules = {{{"constant", ScheduleKind::constant},
                                               {"step", ScheduleKind::step},
                                               {"cosine", ScheduleKind::cosine},
                                               {"one_cycle", ScheduleKind::one_cycle}}};

/// As many as a model file holds.
constexpr std::size_t max_committee = 15;

constexpr Names<Precision, 2> precisions = {{{"fp32", Precision::fp32}, {"bf16", Precision::bf16}}};

template <class T, std::size_t N>
Result<T> find(const Names<T, N>& names, std::string_view name, std::string_view what) {
    std::string known;
    for (const auto& [candidate, value] : names) {
        if (candidate == name) return value;
        known += (known.empty() ? "" : ", ") + std::string(candidate);
    }
    return usage_error("unknown " + std::string(what) + " '" + printable(name) + "'",
                       "known are " + known);
}

template <class T, std::size_t N>
std::string_view name_in(const Names<T, N>& names, T value) {
    for (const auto& [name, candidate] : names)
        if (candidate == value) return name;
    return "?";
}

/// What the quick presets share: digits made alike by their moments, slopes of the ink in place of
/// grey levels, and a learning rate that rises and falls once.
Recipe quick_recipe(const FeatureBlock& features, std::size_t hidden, int epochs) {
    Recipe recipe;
    recipe.framings = {Framing::moments};
    recipe.layers.features = {{features}};
    recipe.layers.hidden = {hidden};
    recipe.layers.batch_norm = true;
    recipe.optimizer.learning_rate = 0.01F;
    recipe.optimizer.beta_2 = 0.99F;
    recipe.schedule.kind = ScheduleKind::one_cycle;
    recipe.schedule.warmup = 0.2F;
    recipe.batch_size = 64;
    recipe.epochs = epochs;
    return recipe;
}

Status in_range(const char* name, double value, double low, double high) {
    if (value >= low && value <= high) return {};  // false for NaN
    const auto text = [](double x) {
        std::string s = std::to_string(x);
        s.erase(s.find_last_not_of('0') + 1);
        if (s.ends_with('.')) s.pop_back();
        return s;
    };
    return usage_error(
        std::string(name) + ": wants " + text(low) + " to " + text(high) + ", got " + text(value),
        "take a number within these bounds");
}

}  // namespace

Recipe member_recipe(const Recipe& recipe, std::size_t i) {
    Recipe member = recipe;
    member.committee.clear();
    if (i == 0) return member;
    member.member = static_cast<int>(i);
    member.framings = recipe.committee[i - 1].framings;
    member.layers.features = recipe.committee[i - 1].features;
    return member;
}

Result<Recipe> recipe_named(std::string_view preset) {
    if (preset == "plain") return Recipe{};
    if (preset == "fast") return quick_recipe({.grid = 6}, 64, 2);
    if (preset == "default") {
        Recipe recipe = quick_recipe({.grid = 7}, 128, 13);
        recipe.batch_size = 128;
        recipe.optimizer.learning_rate = 0.012F;
        recipe.augment = {
            .rotate_degrees = 5, .scale = 0.08F, .shift_pixels = 0.5F, .elastic_pixels = 0.8F};
        return recipe;
    }
    if (preset == "best") {
        Recipe recipe = quick_recipe({.grid = 7, .directions = 16}, 512, 20);
        recipe.layers.features.blocks.push_back({.kind = FeatureKind::second_order, .grid = 6});
        recipe.layers.features.blocks.push_back({.kind = FeatureKind::hessian, .grid = 6});
        recipe.framings = {Framing::gentle};
        recipe.augment = {
            .rotate_degrees = 5, .scale = 0.08F, .shift_pixels = 0.5F, .elastic_pixels = 0.8F};
        recipe.optimizer.learning_rate = 8e-3F;
        recipe.batch_size = 128;
        // Networks that see the digit otherwise make other mistakes: better voters than seeds are.
        for (const char* member : {"upright/gradient:7x16+hessian:6", "gentle/second:6",
                                   "moments,upright/second:6+gradient:7x16@1+hessian:6@1"}) {
            INKLING_TRY(MemberSpec spec, member_named(member));
            recipe.committee.push_back(std::move(spec));
        }
        return recipe;
    }
    std::string known;
    for (const std::string& name : preset_names()) known += (known.empty() ? "" : ", ") + name;
    return usage_error("unknown preset '" + printable(preset) + "'", "known are " + known);
}

Result<Recipe> pixel_recipe_named(std::string_view preset) {
    INKLING_TRY(Recipe recipe, recipe_named(preset));
    if (recipe.layers.features.blocks.empty()) return recipe;
    recipe.layers.features = {};
    std::vector<std::size_t>& hidden = recipe.layers.hidden;
    hidden = {2 * hidden[0], 2 * hidden[0]};
    recipe.optimizer.learning_rate *= 2.0F / 3;
    if (preset != "best") return recipe;
    recipe.teacher = "best";
    recipe.framings = {Framing::moments};
    recipe.committee = {{.framings = {Framing::moments}}};
    recipe.optimizer.learning_rate = 5e-3F;
    recipe.augment = {.rotate_degrees = 8,
                      .scale = 0.1F,
                      .shear = 0.1F,
                      .shift_pixels = 0.6F,
                      .elastic_pixels = 1,
                      .thickness = 0.2F};
    recipe.epochs = 80;
    return recipe;
}

std::vector<std::string> preset_names() {
    return {"plain", "fast", "default", "best"};
}

Result<std::optional<Recipe>> recipe_of_teacher(const Recipe& recipe) {
    const std::vector<std::string> presets = preset_names();
    std::optional<Recipe> teacher;
    if (std::find(presets.begin(), presets.end(), recipe.teacher) == presets.end()) return teacher;
    INKLING_TRY(teacher, recipe_named(recipe.teacher));
    teacher->layers.classes = recipe.layers.classes;
    teacher->strokes = recipe.strokes;
    teacher->crossed = recipe.crossed;
    teacher->negatives = recipe.negatives;
    teacher->validation_count = recipe.validation_count;
    teacher->precision = recipe.precision;
    teacher->seed = recipe.seed;
    return teacher;
}

Result<OptimizerKind> optimizer_named(std::string_view name) {
    return find(optimizers, name, "optimizer");
}
Result<ScheduleKind> schedule_named(std::string_view name) {
    return find(schedules, name, "schedule");
}
std::string_view name_of(OptimizerKind kind) {
    return name_in(optimizers, kind);
}
std::string_view name_of(ScheduleKind kind) {
    return name_in(schedules, kind);
}
Result<Precision> precision_named(std::string_view name) {
    return find(precisions, name, "precision");
}
std::string_view name_of(Precision precision) {
    return name_in(precisions, precision);
}

Status check_available(Precision precision) {
    if (precision == Precision::fp32 || bf16_gemm() != nullptr) return {};
    return usage_error("precision bf16: the kernels in use (" + std::string(kernels().path) +
                           ") cannot compute in it; it takes a CPU with AVX512-BF16",
                       "train with --precision fp32");
}

Status check(const Recipe& recipe) {
    const OptimizerSpec& o = recipe.optimizer;
    const ScheduleSpec& s = recipe.schedule;
    const AugmentSpec& a = recipe.augment;
    INKLING_TRY_STATUS(in_range("epochs", recipe.epochs, 1, 10000));
    INKLING_TRY_STATUS(in_range("batch size", recipe.batch_size, 1, 60000));
    INKLING_TRY_STATUS(in_range("learning rate", o.learning_rate, 1e-12, 1e6));
    INKLING_TRY_STATUS(in_range("momentum", o.momentum, 0, 0.99999));
    INKLING_TRY_STATUS(in_range("rho", o.rho, 0, 0.99999));
    INKLING_TRY_STATUS(in_range("beta 1", o.beta_1, 0, 0.99999));
    INKLING_TRY_STATUS(in_range("beta 2", o.beta_2, 0, 0.999999));
    INKLING_TRY_STATUS(in_range("epsilon", o.epsilon, 1e-12, 1));
    INKLING_TRY_STATUS(in_range("weight decay", o.weight_decay, 0, 1));
    INKLING_TRY_STATUS(in_range("warm-up", s.warmup, 0, 1));
    INKLING_TRY_STATUS(in_range("step epochs", s.step_epochs, 1, 10000));
    INKLING_TRY_STATUS(in_range("step factor", s.step_factor, 0, 1));
    INKLING_TRY_STATUS(in_range("final factor", s.final_factor, 0, 1));
    INKLING_TRY_STATUS(in_range("rotation", a.rotate_degrees, 0, 180));
    INKLING_TRY_STATUS(in_range("scale", a.scale, 0, 0.9));
    INKLING_TRY_STATUS(in_range("shear", a.shear, 0, 1));
    INKLING_TRY_STATUS(in_range("shift", a.shift_pixels, 0, 14));
    INKLING_TRY_STATUS(in_range("elastic distortion", a.elastic_pixels, 0, 10));
    INKLING_TRY_STATUS(in_range("thickness", a.thickness, 0, 1));
    INKLING_TRY_STATUS(in_range("written digits", recipe.strokes, 0, 10));
    INKLING_TRY_STATUS(in_range("crossed digits", recipe.crossed, 0, 10));
    INKLING_TRY_STATUS(in_range("negatives", recipe.negatives, 0, 10));
    INKLING_TRY_STATUS(in_range("threshold of rejection", recipe.reject_above, 0, 1));
    INKLING_TRY_STATUS(in_range("threshold of answering alone", recipe.alone_above, 0, 1));
    if ((recipe.strokes > 0 || recipe.crossed > 0 || recipe.negatives > 0) &&
        recipe.layers.classes != 10)
        return usage_error(
            "written and crossed digits and negatives go with the ten digits only; the data set "
            "has " +
                std::to_string(recipe.layers.classes) + " classes",
            "leave --strokes, --crossed and --negatives out");
    INKLING_TRY_STATUS(in_range("label smoothing", recipe.label_smoothing, 0, 0.99));
    INKLING_TRY_STATUS(in_range("L2", recipe.l2, 0, 1));
    INKLING_TRY_STATUS(in_range("clip norm", recipe.clip_norm, 0, 1e9));
    INKLING_TRY_STATUS(in_range("EMA", recipe.ema, 0, 0.999999));
    INKLING_TRY_STATUS(in_range("early stop", recipe.early_stop, 0, 10000));
    INKLING_TRY_STATUS(in_range("validation images", recipe.validation_count, 0, 1e9));
    if (recipe.early_stop > 0 && recipe.validation_count == 0)
        return usage_error("early stopping needs validation images",
                           "keep some aside, for example --validation 5000");
    if (recipe.committee.size() > max_committee)
        return usage_error("at most " + std::to_string(max_committee) +
                               " further networks vote, got " +
                               std::to_string(recipe.committee.size()),
                           "name fewer networks");
    for (std::size_t i = 1; i <= recipe.committee.size(); ++i)
        INKLING_TRY_STATUS(check(member_recipe(recipe, i)));
    Architecture architecture = mlp(recipe.layers);
    if (recipe.framings.size() > 1)
        architecture.input_shape = {recipe.framings.size(), framed_side, framed_side};
    return check(architecture);
}

}  // namespace inkling
