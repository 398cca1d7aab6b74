#include "inkling/train/search.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace inkling {
namespace {

Recipe base() {
    return recipe_named("default").value();
}

TEST(Search, TheFirstTrialIsTheGivenRecipe) {
    const Trial trial = trial_of(base(), {}, 1);
    EXPECT_EQ(to_json(trial.recipe), to_json(base()));
    EXPECT_EQ(trial.options, "");
}

TEST(Search, ATrialIsAPureFunction) {
    EXPECT_EQ(trial_of(base(), {}, 5).options, trial_of(base(), {}, 5).options);
    EXPECT_NE(trial_of(base(), {}, 5).options, trial_of(base(), {}, 6).options);
    Recipe other = base();
    other.seed = 99;
    EXPECT_NE(trial_of(base(), {}, 5).options, trial_of(other, {}, 5).options);
}

TEST(Search, StaysNearAndIsSound) {
    std::set<std::string> front_ends;
    std::set<int> batch_sizes;
    std::set<std::vector<std::size_t>> layers;
    double logarithms = 0;
    const int trials = 400;
    for (std::uint32_t n = 2; n < 2 + trials; ++n) {
        const Recipe recipe = trial_of(base(), {}, n).recipe;
        EXPECT_TRUE(check(recipe));
        EXPECT_EQ(recipe.epochs, base().epochs);
        const double ratio = static_cast<double>(recipe.optimizer.learning_rate) /
                             static_cast<double>(base().optimizer.learning_rate);
        EXPECT_GT(ratio, 0.31);
        EXPECT_LT(ratio, 3.2);
        logarithms += std::log(ratio);
        EXPECT_LE(recipe.augment.rotate_degrees, 2.03F * base().augment.rotate_degrees);
        EXPECT_LE(recipe.augment.thickness, 1);
        front_ends.insert(name_of(recipe.layers.features));
        batch_sizes.insert(recipe.batch_size);
        layers.insert(recipe.layers.hidden);
    }
    EXPECT_NEAR(logarithms / trials, 0, 0.1);  // uniform in the logarithm: ± 0.03
    EXPECT_EQ(front_ends.size(), 5U);
    EXPECT_EQ(batch_sizes.size(), 5U);
    EXPECT_EQ(layers.size(), 5U);
}

TEST(Search, LeavesAloneWhatItMayNotChange) {
    const Recipe all = trial_of(base(), {}, 7).recipe;
    SearchSpace only_rate;
    only_rate.batch_size = only_rate.layers = only_rate.front_end = only_rate.augment = false;
    const Trial trial = trial_of(base(), only_rate, 7);
    // What is fixed does not change the dice of the others.
    EXPECT_EQ(trial.recipe.optimizer.learning_rate, all.optimizer.learning_rate);
    Recipe expected = base();
    expected.optimizer.learning_rate = all.optimizer.learning_rate;
    EXPECT_EQ(to_json(trial.recipe), to_json(expected));
    EXPECT_EQ(trial.options.find("--batch-size"), std::string::npos);
}

TEST(Search, PixelsStayPixels) {
    const Recipe plain = recipe_named("plain").value();
    for (std::uint32_t n = 2; n < 20; ++n) {
        const Trial trial = trial_of(plain, {}, n);
        EXPECT_TRUE(trial.recipe.layers.features.blocks.empty());
        EXPECT_EQ(trial.recipe.layers.hidden.size(), 2U);
        EXPECT_TRUE(trial.recipe.augment.any());  // plain has none: some is tried
    }
}

TEST(Search, BetterIsMoreAccurateThenSurer) {
    const TrialResult a{1, 0.99, 0.03, 5, 1}, b{2, 0.98, 0.01, 5, 1}, c{3, 0.99, 0.02, 5, 1};
    EXPECT_TRUE(is_better(a, b));
    EXPECT_TRUE(is_better(c, a));
    EXPECT_TRUE(is_better(TrialResult{1, 0.99, 0.03, 5, 1}, TrialResult{4, 0.99, 0.03, 5, 1}));
    EXPECT_FALSE(is_better(a, a));
    EXPECT_TRUE(TrialResult{}.diverged());
    EXPECT_FALSE(a.diverged());
}

}  // namespace
}  // namespace inkling
