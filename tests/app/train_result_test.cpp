#include "inkling/app/train_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "app/tiny_run.hpp"

namespace inkling {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

struct Outcome {
    test::TinyRun run = test::tiny_run();
    Recipe recipe;
    TrainOutcome outcome;

    Outcome() {
        outcome.dataset = &run.dataset;
        outcome.recipe = &recipe;
        outcome.model = &run.model;
        outcome.history.resize(3);
        outcome.best_epoch = 2;
        outcome.train_seconds = 1.5;
        outcome.threads = 2;
        outcome.evaluation = run.evaluation;
        outcome.example = example_of(Predictor(run.model.network), run.dataset.test, 5).value();
        outcome.model_path = "x.safetensors";
        outcome.model_sha256 = "abc";
    }
};

TEST(TrainResult, TheJsonHasTheKeysOfTheContract) {
    const Outcome o;
    const auto json = train_json(o.outcome);
    std::vector<std::string> keys;
    for (const auto& [key, value] : json.items()) keys.push_back(key);
    EXPECT_THAT(keys, ElementsAre("dataset", "classes", "train_images", "test_images", "parameters",
                                  "epochs", "train_seconds", "epoch_seconds", "test_accuracy",
                                  "test_loss", "validation_accuracy", "threads", "seed", "model",
                                  "model_sha256", "example"));
    EXPECT_EQ(json["classes"], 10);
    EXPECT_EQ(json["train_images"], 40);
    EXPECT_EQ(json["test_images"], 20);
    EXPECT_EQ(json["epoch_seconds"].size(), 3U);
    EXPECT_TRUE(json["validation_accuracy"].is_null());
    EXPECT_EQ(json["example"].size(), 4U);
    EXPECT_LT(json["example"]["index"].get<int>(), 20);
}

TEST(TrainResult, WithoutTestImagesTheirFiguresAreNull) {
    Outcome o;
    o.outcome.evaluation.reset();
    o.outcome.example.reset();
    const auto json = train_json(o.outcome);
    EXPECT_TRUE(json["test_accuracy"].is_null());
    EXPECT_TRUE(json["example"].is_null());
    EXPECT_THAT(train_text(o.outcome, Terminal{}, false), HasSubstr("no test images"));
}

TEST(TrainResult, TheExampleIsNeverOneOfNoClass) {
    const test::TinyRun run = test::tiny_run();
    // The last of the ten outputs rejects: nine classes are left.
    const Predictor predictor(run.model.network, {}, 9);
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const Example example = example_of(predictor, run.dataset.test, seed).value();
        EXPECT_EQ(example.probabilities.size(), 9U);
        EXPECT_LT(example.prediction, 9);
    }
}

TEST(TrainResult, TheExampleIsThatOfTheSeed) {
    const test::TinyRun run = test::tiny_run();
    const auto first = example_of(Predictor(run.model.network), run.dataset.test, 5);
    const auto again = example_of(Predictor(run.model.network), run.dataset.test, 5);
    ASSERT_TRUE(first && again);
    EXPECT_EQ(first->index, again->index);
    EXPECT_EQ(first->label, run.dataset.test.labels[first->index]);
    EXPECT_NEAR(std::accumulate(first->probabilities.begin(), first->probabilities.end(), 0.0), 1,
                1e-5);
    std::set<std::uint32_t> indices;
    for (std::uint64_t seed = 0; seed < 20; ++seed)
        indices.insert(example_of(Predictor(run.model.network), run.dataset.test, seed)->index);
    EXPECT_GT(indices.size(), 5U);
}

TEST(TrainResult, TheTextEndsWithTheExample) {
    const Outcome o;
    const std::string text = train_text(o.outcome, Terminal{}, false);
    EXPECT_THAT(text, HasSubstr("test accuracy"));
    EXPECT_THAT(text, HasSubstr("95 % interval"));
    EXPECT_THAT(text, HasSubstr("kept the best, epoch 2"));
    EXPECT_THAT(text, HasSubstr("▀"));
    EXPECT_THAT(text, HasSubstr("label  "));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    const std::string brief = train_text(o.outcome, Terminal{}, true);
    EXPECT_EQ(std::count(brief.begin(), brief.end(), '\n'), 1);
}

}  // namespace
}  // namespace inkling
