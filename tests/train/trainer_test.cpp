// Whole training runs on a small made-up task.
#include "inkling/train/trainer.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "inkling/base/rng.hpp"
#include "inkling/data/strokes.hpp"
#include "inkling/train/checkpoint.hpp"
#include "inkling/train/evaluation.hpp"
#include "inkling/train/sequential.hpp"

namespace inkling {
namespace {

/// 28×28 images with one bright block whose place tells the class, and noise.
ImageSet blocks(std::size_t count, std::uint64_t seed) {
    ImageSet set;
    set.count = count;
    set.height = set.width = 28;
    set.pixels = Buffer<std::uint8_t>(count * 784);
    set.labels = Buffer<std::uint8_t>(count);
    for (std::size_t i = 0; i < count; ++i) {
        Rng rng(seed, Purpose::test, 0, static_cast<std::uint32_t>(i));
        const std::uint32_t label = rng.below(10);
        set.labels[i] = static_cast<std::uint8_t>(label);
        for (std::size_t y = 0; y < 28; ++y)
            for (std::size_t x = 0; x < 28; ++x) {
                const bool inside = y / 14 == label / 5 && x / 5 == label % 5;
                const std::uint32_t level = rng.below(160);
                set.pixels[i * 784 + y * 28 + x] =
                    static_cast<std::uint8_t>(rng.chance(inside ? 0.6F : 0.3F) ? level + 60 : 0);
            }
    }
    return set;
}

Recipe small_recipe() {
    Recipe recipe;
    recipe.layers = {.hidden = {24}, .dropout = 0.1F, .batch_norm = true};
    recipe.epochs = 4;
    recipe.batch_size = 32;
    recipe.validation_count = 100;
    recipe.ema = 0.9F;
    recipe.augment.shift_pixels = 1;
    recipe.augment.rotate_degrees = 5;
    return recipe;
}

class Trainer : public ::testing::Test {
  protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("inkling_trainer_test_" + std::to_string(::getpid()));
        std::filesystem::create_directories(folder_);
        options_.pool = &pool_;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    [[nodiscard]] std::string path(const char* name) const { return (folder_ / name).string(); }

    ThreadPool pool_{2};
    TrainerOptions options_;
    std::filesystem::path folder_;
    const ImageSet train_ = blocks(1000, 1);
};

TEST_F(Trainer, WrittenAndCrossedDigitsAndNegativesAreLearnedFromBesides) {
    const ImageSet digits = make_strokes(1, 400, 0, pool_).train;
    Recipe recipe;
    recipe.layers.hidden = {16};
    recipe.epochs = 15;
    recipe.optimizer.learning_rate = 0.01F;
    recipe.validation_count = 100;
    recipe.strokes = 0.5F;
    recipe.crossed = 0.25F;
    recipe.negatives = 1;
    std::size_t total = 0;
    options_.on_step = [&](const StepRecord& record) { total = record.total; };
    const TrainingResult result = train(recipe, digits, options_).value();
    EXPECT_EQ(total, 300U + 150 + 75 + 300);
    EXPECT_EQ(result.network.outputs(), 11U);
    EXPECT_GT(result.history.back().accuracy, 0.5);  // of digits and negatives
    ThreadPool one(1);
    TrainerOptions single;
    single.pool = &one;
    EXPECT_EQ(train(recipe, digits, single)->network.weights_sha256(),
              result.network.weights_sha256());
    recipe.layers.classes = 3;
    EXPECT_NE(train(recipe, digits, single).error().message.find("ten digits"), std::string::npos);
}

TEST_F(Trainer, LearnsAndReportsEachEpoch) {
    std::vector<EpochRecord> records;
    options_.on_epoch = [&](const EpochRecord& r) { records.push_back(r); };
    std::size_t steps = 0;
    options_.on_step = [&](const StepRecord& s) {
        ++steps;
        EXPECT_LE(s.done, s.total);
        EXPECT_EQ(s.total, 900U);
    };
    const TrainingResult result = train(small_recipe(), train_, options_).value();
    ASSERT_EQ(records.size(), 4U);
    EXPECT_EQ(result.history.size(), 4U);
    EXPECT_GE(steps, 4U);
    EXPECT_LT(records.back().loss, records.front().loss);
    EXPECT_GT(records.back().validation_accuracy, 0.5);
    const Evaluation test = evaluate(Predictor(result.network), blocks(500, 2), pool_).value();
    EXPECT_GT(test.accuracy, 0.6);
    EXPECT_GT(result.train_seconds, 0);
}

TEST_F(Trainer, SameSeedSameBitsForAnyNumberOfThreads) {
    const std::string expected = train(small_recipe(), train_, options_)->network.weights_sha256();
    for (const int threads : {1, 3, 7}) {
        ThreadPool pool(threads);
        options_.pool = &pool;
        EXPECT_EQ(train(small_recipe(), train_, options_)->network.weights_sha256(), expected);
    }
    options_.pool = &pool_;
    Recipe other = small_recipe();
    other.seed = 2;
    EXPECT_NE(train(other, train_, options_)->network.weights_sha256(), expected);
}

TEST_F(Trainer, GoesOnExactlyWhereItStopped) {
    const std::string expected = train(small_recipe(), train_, options_)->network.weights_sha256();
    options_.checkpoint_path = path("c.safetensors");
    // Cancelled after a number of steps that grows, in the middle of epochs too; each time resumed.
    for (int round = 0;; ++round) {
        ASSERT_LT(round, 100);
        CancelToken cancel;
        options_.cancel = &cancel;
        options_.resume = round > 0;
        int epochs = 0;
        options_.on_epoch = [&](const EpochRecord&) {
            if (++epochs == 2) cancel.cancel();
        };
        options_.on_step = [&](const StepRecord&) {
            if (round % 2 == 0) cancel.cancel();
        };
        const Result<TrainingResult> result = train(small_recipe(), train_, options_);
        ASSERT_TRUE(result) << result.error().message;
        if (!result->interrupted) {
            EXPECT_EQ(result->network.weights_sha256(), expected);
            EXPECT_EQ(result->history.size(), 4U);
            EXPECT_GT(round, 1);
            return;
        }
    }
}

TEST_F(Trainer, RefusesACheckpointOfAnotherRun) {
    options_.checkpoint_path = path("c.safetensors");
    ASSERT_TRUE(train(small_recipe(), train_, options_));
    options_.resume = true;
    Recipe other = small_recipe();
    other.layers.hidden = {25};
    auto result = train(other, train_, options_);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::data);
    EXPECT_NE(result.error().message.find("another architecture"), std::string::npos);
    EXPECT_NE(result.error().message.find("\"units\":24"), std::string::npos);
    EXPECT_NE(result.error().message.find("\"units\":25"), std::string::npos);
    other = small_recipe();
    other.epochs = 9;
    EXPECT_NE(train(other, train_, options_).error().message.find("another recipe"),
              std::string::npos);
    const ImageSet others = blocks(1000, 3);
    EXPECT_NE(train(small_recipe(), others, options_).error().message.find("another data set"),
              std::string::npos);
    options_.checkpoint_path = path("missing.safetensors");
    EXPECT_EQ(train(small_recipe(), train_, options_).error().code, ErrorCode::file);
}

TEST_F(Trainer, DamagedCheckpointsAreRefused) {
    options_.checkpoint_path = path("c.safetensors");
    ASSERT_TRUE(train(small_recipe(), train_, options_));
    const Bytes good = read_file(options_.checkpoint_path).value();
    const auto refused = [&](std::span<const std::uint8_t> bytes) {
        std::ofstream(options_.checkpoint_path, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
        return !load_checkpoint(options_.checkpoint_path);
    };
    EXPECT_FALSE(refused(good));
    for (std::size_t i = 0; i < good.size(); i += 997) {
        Bytes bad = good;
        bad[i] ^= 4;
        ASSERT_TRUE(refused(bad)) << i;
    }
    for (std::size_t length = 0; length < good.size(); length += 2111)
        ASSERT_TRUE(refused(std::span(good).first(length))) << length;
}

TEST_F(Trainer, StopsEarlyAndKeepsTheBestWeights) {
    Recipe recipe = small_recipe();
    recipe.ema = 0;
    recipe.epochs = 60;
    recipe.early_stop = 3;
    recipe.optimizer.learning_rate = 0.02F;
    recipe.augment = {};
    const TrainingResult result = train(recipe, train_, options_).value();
    EXPECT_TRUE(result.stopped_early);
    EXPECT_EQ(result.history.size(), static_cast<std::size_t>(result.best_epoch + 3));
    Recipe until_best = recipe;
    until_best.epochs = result.best_epoch;
    EXPECT_EQ(train(until_best, train_, options_)->network.weights_sha256(),
              result.network.weights_sha256());
}

TEST_F(Trainer, SaysWhenTheLossIsNotANumber) {
    Recipe recipe = small_recipe();
    recipe.layers.batch_norm = false;
    recipe.optimizer.kind = OptimizerKind::sgd;
    recipe.optimizer.learning_rate = 1e6F;
    recipe.layers.activation = Activation::linear;
    const auto result = train(recipe, train_, options_);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::data);
    EXPECT_NE(result.error().message.find("the loss became NaN at epoch"), std::string::npos);
    EXPECT_NE(result.error().hint.find("--learning-rate"), std::string::npos);
}

TEST_F(Trainer, RefusesWhatCannotBeTrained) {
    EXPECT_EQ(train(small_recipe(), ImageSet{}, options_).error().message,
              "there are no training images");
    Recipe recipe = small_recipe();
    recipe.validation_count = 1000;
    EXPECT_EQ(train(recipe, train_, options_).error().code, ErrorCode::usage);
    recipe = small_recipe();
    recipe.layers.classes = 5;
    EXPECT_NE(train(recipe, train_, options_).error().message.find("has 5 outputs"),
              std::string::npos);
}

TEST_F(Trainer, KerasUsersFeelAtHome) {
    Sequential model({28, 28});
    model.add(Flatten{}).add(Dense{32, Activation::relu}).add(Dense{10, Activation::softmax});
    EXPECT_FALSE(model.save(path("m.safetensors")));
    ASSERT_TRUE(model.compile({.optimizer = {.learning_rate = 3e-3F}}));
    const auto history = model.fit(train_, {.epochs = 3, .batch_size = 50, .verbose = false});
    ASSERT_TRUE(history);
    EXPECT_EQ(history->size(), 3U);
    const ImageSet test = blocks(300, 2);
    const Evaluation before = model.evaluate(test).value();
    EXPECT_GT(before.accuracy, 0.5);
    EXPECT_NE(model.summary().find("25,450"), std::string::npos);
    ASSERT_TRUE(model.save(path("m.safetensors")));
    const Sequential loaded = Sequential::load(path("m.safetensors")).value();
    EXPECT_EQ(loaded.evaluate(test)->errors, before.errors);
    const MatrixBuffer p = loaded.predict(test).value();
    EXPECT_EQ(p.view().rows, 300U);
    EXPECT_EQ(p.view().columns, 10U);
}

}  // namespace
}  // namespace inkling
