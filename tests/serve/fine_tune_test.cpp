#include "inkling/serve/fine_tune.hpp"

#include <gtest/gtest.h>

#include "app/tiny_run.hpp"
#include "inkling/train/trainer.hpp"

namespace inkling {
namespace {

/// A network that knows the tiny data set: class c has a bright row c.
ServedModel trained(const Dataset& data) {
    Recipe recipe;
    recipe.layers.hidden = {24};
    recipe.epochs = 30;
    recipe.batch_size = 8;
    recipe.optimizer.learning_rate = 0.01F;
    ThreadPool pool(1);
    TrainerOptions options;
    options.pool = &pool;
    auto result = train(recipe, data.train, options).value();
    Model model{std::move(result.network)};
    model.classes = data.classes;
    return {Reader::from(std::move(model)).value(), "tiny", "0", 0};
}

TEST(FineTune, LearnsASignThatItReadOtherwise) {
    Dataset data = test::tiny_run().dataset;
    data.train = test::rows_of_ink(400, 10);
    const ServedModel before = trained(data);
    std::vector<Correction> corrections;
    for (int i = 0; i < 12; ++i) {
        Correction correction;
        correction.label = 9;
        for (std::size_t y = 6; y < 22; ++y)
            correction.pixels[y * 28 + 13] = static_cast<std::uint8_t>(200 + i);
        corrections.push_back(correction);
    }
    const auto tuned = fine_tune(before, corrections, data).value();
    EXPECT_EQ(tuned.held_back_before.of, 3U);
    EXPECT_EQ(tuned.learned_before.of, 9U);
    EXPECT_EQ(tuned.held_back_after.right, 3U);
    EXPECT_EQ(tuned.learned_after.right, 9U);
    EXPECT_EQ(tuned.test_after.of, data.test.count);
    EXPECT_EQ(tuned.test_after.right, tuned.test_before.right);  // nothing old is forgotten
    EXPECT_EQ(before.reader.model().training.facts.count("fine_tuned_on"), 0U);
    EXPECT_EQ(tuned.model->reader.model().training.facts.at("fine_tuned_on"), "12 corrections");
}

TEST(FineTune, NeedsSomethingToLearnFrom) {
    const Dataset data = test::tiny_run().dataset;
    const ServedModel model = trained(data);
    EXPECT_EQ(fine_tune(model, {}, data).error().code, ErrorCode::usage);
}

}  // namespace
}  // namespace inkling
