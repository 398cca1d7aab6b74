// Digits against strangers.
#include "inkling/train/rejection.hpp"

#include <gtest/gtest.h>

#include "inkling/data/negatives.hpp"
#include "inkling/data/strokes.hpp"
#include "inkling/train/committee.hpp"

namespace inkling {
namespace {

TEST(Auroc, IsTheShareOfPairsInTheRightOrder) {
    const std::vector<float> known = {0.3F, 0.1F, 0.2F, 0.2F};
    EXPECT_EQ(auroc(known, std::vector<float>{0.9F, 0.4F}), 1);
    EXPECT_EQ(auroc(known, std::vector<float>{0.0F}), 0);
    EXPECT_EQ(auroc(known, std::vector<float>{0.2F}), 0.5);    // above one, ties with two
    EXPECT_EQ(auroc(known, std::vector<float>{0.25F}), 0.75);  // above three of four
    EXPECT_EQ(auroc(known, known), 0.5);
    EXPECT_EQ(auroc({}, known), 0.5);
    EXPECT_EQ(auroc(known, {}), 0.5);
}

TEST(Rejection, ATrainedNetworkTellsNoiseFromDigits) {
    ThreadPool pool(2);
    Recipe recipe;
    recipe.layers.hidden = {16};
    recipe.optimizer.learning_rate = 0.01F;
    recipe.epochs = 8;
    recipe.negatives = 1;
    TrainerOptions options;
    options.pool = &pool;
    const ImageSet digits = make_strokes(1, 1000, 0, pool).train;
    const Model model = model_of(recipe, train_committee(recipe, digits, options).value());
    const Predictor predictor = Predictor::of(model).value();
    const auto own = strangeness(predictor, make_strokes(2, 200, 0, pool).train, pool).value();
    const Dataset noise = make_noise_set(1, 0, 300, pool);
    const RejectionScore score = score_rejection(predictor, own, noise, pool).value();
    EXPECT_EQ(score.name, "noise");
    EXPECT_EQ(score.images, 300U);
    EXPECT_GT(score.auroc, 0.95);
    EXPECT_GT(score.rejected, 200U);
    const auto nothing = score_rejection(predictor, own, make_noise_set(1, 5, 0, pool), pool);
    ASSERT_FALSE(nothing);  // a set without test images tells nothing
    EXPECT_NE(nothing.error().message.find("no test images"), std::string::npos);
    // A network that knows digits only goes by its confidence, and rejects nothing.
    const Network plain = train(Recipe{.epochs = 1}, digits, options)->network;
    EXPECT_EQ(score_rejection(Predictor(plain), own, noise, pool)->rejected, 0U);
}

}  // namespace
}  // namespace inkling
