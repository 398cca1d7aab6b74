#include "inkling/train/search.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "inkling/base/math.hpp"
#include "inkling/base/rng.hpp"
#include "inkling/base/text.hpp"

namespace inkling {

namespace {

constexpr std::array<double, 5> factors = {0.5, 0.75, 1, 1.5, 2};
constexpr std::array<std::string_view, 5> front_ends = {
    "gradient:6x8", "gradient:7x8", "gradient:7x8+hessian:6", "gradient:7x16+hessian:6",
    "gradient:6x8+second:5"};
constexpr std::size_t units_step = 8;

/// A strength of augmentation: which, what it may be at most, and the range where the given recipe
/// has none of it.
struct Strength {
    float AugmentSpec::*field;
    float most;
    float usual;
};
constexpr std::array<Strength, 6> strengths = {{
    {&AugmentSpec::rotate_degrees, 180, 10},
    {&AugmentSpec::scale, 0.9F, 0.15F},
    {&AugmentSpec::shear, 1, 0.15F},
    {&AugmentSpec::shift_pixels, 14, 1.5F},
    {&AugmentSpec::elastic_pixels, 10, 1.5F},
    {&AugmentSpec::thickness, 1, 0.3F},
}};

/// Two digits, as one types them.
float rounded(double value) {
    return static_cast<float>(parse_number(fmt::format("{:.2g}", value)).value_or(value));
}

double factor_of(Rng& rng) {
    return factors[rng.below(factors.size())];
}

/// Other networks of a committee would follow --front-end.
bool may_change_front_end(const Recipe& recipe) {
    const auto& blocks = recipe.layers.features.blocks;
    return !blocks.empty() && recipe.committee.empty() &&
           std::all_of(blocks.begin(), blocks.end(),
                       [](const FeatureBlock& block) { return block.plane == 0; });
}

void vary_layers(Recipe& recipe, Rng& rng) {
    const double factor = factor_of(rng);
    for (std::size_t& units : recipe.layers.hidden) {
        const double wanted = factor * static_cast<double>(units) / units_step;
        units = units_step * static_cast<std::size_t>(std::max<long>(1, std::lround(wanted)));
    }
}

void vary_augment(AugmentSpec& augment, Rng& rng) {
    for (const Strength& strength : strengths) {
        float& value = augment.*strength.field;
        const float most = std::min(value > 0 ? 2 * value : strength.usual, strength.most);
        value = rounded(static_cast<double>(rng.uniform(0, most)));
    }
}

}  // namespace

Trial trial_of(const Recipe& base, const SearchSpace& space, std::uint32_t number) {
    Trial trial{number, base, ""};
    if (number <= 1) return trial;
    Recipe& recipe = trial.recipe;
    std::vector<std::string> options;
    // Dice of its own for each, so that what one fixes does not change the others.
    const auto dice = [&](std::uint32_t what) {
        return Rng(base.seed, Purpose::search, number, what);
    };
    if (space.learning_rate) {
        Rng rng = dice(0);
        const auto rate = static_cast<double>(base.optimizer.learning_rate);
        recipe.optimizer.learning_rate =
            rounded(rate * math::pow(3, static_cast<double>(rng.uniform(-1, 1))));
        options.push_back(fmt::format("--learning-rate {:g}", recipe.optimizer.learning_rate));
    }
    if (space.batch_size) {
        Rng rng = dice(1);
        recipe.batch_size =
            std::clamp(static_cast<int>(std::lround(base.batch_size * factor_of(rng))), 1, 60'000);
        options.push_back(fmt::format("--batch-size {}", recipe.batch_size));
    }
    if (space.layers && !base.layers.hidden.empty()) {
        Rng rng = dice(2);
        vary_layers(recipe, rng);
        options.push_back(fmt::format("--layers {}", fmt::join(recipe.layers.hidden, ",")));
    }
    if (space.front_end && may_change_front_end(base)) {
        Rng rng = dice(3);
        const std::string_view name = front_ends[rng.below(front_ends.size())];
        recipe.layers.features = features_named(name).value();
        options.push_back(fmt::format("--front-end {}", name));
    }
    if (space.augment) {
        Rng rng = dice(4);
        vary_augment(recipe.augment, rng);
        options.push_back("--augment " + name_of(recipe.augment));
    }
    trial.options = fmt::format("{}", fmt::join(options, " "));
    return trial;
}

bool is_better(const TrialResult& a, const TrialResult& b) {
    if (a.accuracy != b.accuracy) return a.accuracy > b.accuracy;
    if (a.loss != b.loss) return a.loss < b.loss;
    return a.number < b.number;
}

}  // namespace inkling
