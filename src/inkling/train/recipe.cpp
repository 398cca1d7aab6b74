#include "inkling/train/recipe.hpp"

#include <array>
#include <cmath>
#include <utility>

#include "inkling/base/text.hpp"

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

AugmentSpec light_augmentation() {
    AugmentSpec augment;
    augment.rotate_degrees = 8;
    augment.scale = 0.08F;
    augment.shear = 0.1F;
    augment.shift_pixels = 0.8F;
    return augment;
}

/// The rise and fall of the learning rate that the quick presets share.
ScheduleSpec quick_cycle() {
    ScheduleSpec schedule;
    schedule.kind = ScheduleKind::one_cycle;
    schedule.warmup = 0.2F;
    return schedule;
}

Recipe quick_recipe(std::vector<std::size_t> hidden, int epochs, float learning_rate) {
    Recipe recipe;
    recipe.layers.hidden = std::move(hidden);
    recipe.layers.batch_norm = true;
    recipe.optimizer.learning_rate = learning_rate;
    recipe.optimizer.beta_2 = 0.99F;
    recipe.schedule = quick_cycle();
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
    return usage_error(std::string(name) + ": wants " + text(low) + " to " + text(high) + ", got " +
                       text(value));
}

}  // namespace

Result<Recipe> recipe_named(std::string_view preset) {
    if (preset == "plain") return Recipe{};
    if (preset == "fast") return quick_recipe({128}, 2, 8e-3F);
    if (preset == "default") {
        Recipe recipe = quick_recipe({256, 128}, 12, 6e-3F);
        recipe.augment = light_augmentation();
        return recipe;
    }
    if (preset == "best") {
        Recipe recipe = quick_recipe({1024, 512}, 60, 6e-3F);
        recipe.augment = light_augmentation();
        recipe.schedule.kind = ScheduleKind::cosine;
        return recipe;
    }
    std::string known;
    for (const std::string& name : preset_names()) known += (known.empty() ? "" : ", ") + name;
    return usage_error("unknown preset '" + printable(preset) + "'", "known are " + known);
}

std::vector<std::string> preset_names() {
    return {"plain", "fast", "default", "best"};
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
    INKLING_TRY_STATUS(in_range("label smoothing", recipe.label_smoothing, 0, 0.99));
    INKLING_TRY_STATUS(in_range("L2", recipe.l2, 0, 1));
    INKLING_TRY_STATUS(in_range("clip norm", recipe.clip_norm, 0, 1e9));
    INKLING_TRY_STATUS(in_range("EMA", recipe.ema, 0, 0.999999));
    INKLING_TRY_STATUS(in_range("early stop", recipe.early_stop, 0, 10000));
    INKLING_TRY_STATUS(in_range("validation images", recipe.validation_count, 0, 1e9));
    if (recipe.early_stop > 0 && recipe.validation_count == 0)
        return usage_error("early stopping needs validation images",
                           "keep some aside, for example --validation 5000");
    return check(mlp(recipe.layers));
}

}  // namespace inkling
