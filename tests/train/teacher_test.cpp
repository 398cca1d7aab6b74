// Learning from another model's answers.
#include "inkling/train/teacher.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "inkling/data/strokes.hpp"
#include "inkling/train/committee.hpp"
#include "inkling/train/evaluation.hpp"

namespace inkling {
namespace {

Recipe small_recipe(float negatives = 0) {
    Recipe recipe;
    recipe.layers = {.hidden = {16}, .batch_norm = true};
    recipe.framings = {Framing::moments};
    recipe.augment.rotate_degrees = 5;
    recipe.optimizer.learning_rate = 0.01F;
    recipe.negatives = negatives;
    recipe.epochs = 3;
    recipe.batch_size = 32;
    return recipe;
}

class Teaching : public ::testing::Test {
  protected:
    void SetUp() override { options_.pool = &pool_; }

    Model trained(const Recipe& recipe) {
        return model_of(recipe, train_committee(recipe, train_, options_).value());
    }

    ThreadPool pool_{2};
    TrainerOptions options_;
    const ImageSet train_ = make_strokes(1, 800, 0, pool_).train;
};

TEST_F(Teaching, TargetsBecomeTheAnswers) {
    const Model model = trained(small_recipe());
    Teacher teacher = Teacher::of(model, 10, 11, 8).value();
    ASSERT_EQ(teacher.pixels(), 784U);
    const std::size_t rows = 8;
    MatrixBuffer targets(rows, 11);
    std::vector<std::uint8_t> labels(train_.labels.begin(), train_.labels.begin() + rows);
    labels[3] = 10;  // what is no digit: this teacher knows nothing about it
    one_hot(labels, 0, targets.view());
    teacher.teach({train_.pixels.data(), rows * 784}, targets.view());
    const MatrixBuffer answers = predict(Predictor::of(model).value(), train_, pool_).value();
    for (std::size_t r = 0; r < rows; ++r) {
        const float* row = targets.view().row(r);
        EXPECT_NEAR(std::accumulate(row, row + 11, 0.0), 1, 1e-5);
        for (std::size_t c = 0; c < 10; ++c)
            EXPECT_EQ(row[c], labels[r] == 10 ? 0 : answers.view()(r, c)) << r << ' ' << c;
    }
    EXPECT_EQ(targets.view()(3, 10), 1);
}

TEST_F(Teaching, OneThatRejectsTeachesToReject) {
    const Model model = trained(small_recipe(0.5F));
    Teacher teacher = Teacher::of(model, 10, 11, 4).value();
    const std::vector<std::uint8_t> blank(std::size_t{4} * 784, 0);
    MatrixBuffer targets(4, 11);
    one_hot(std::vector<std::uint8_t>(4, 3), 0, targets.view());
    teacher.teach(blank, targets.view());
    EXPECT_GT(targets.view()(0, 10), 0.5F);
    EXPECT_NEAR(std::accumulate(targets.view().row(0), targets.view().row(0) + 11, 0.0), 1, 1e-5);
    const auto refused = Teacher::of(model, 10, 10, 4);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().hint.find("--negatives"), std::string::npos);
    EXPECT_FALSE(Teacher::of(model, 26, 26, 4));
}

TEST_F(Teaching, WhatIsTaughtFollowsItsTeacherNotTheLabels) {
    // A teacher that calls each digit by the name of the next one.
    ImageSet renamed = train_;
    for (std::size_t i = 0; i < renamed.count; ++i)
        renamed.labels[i] = static_cast<std::uint8_t>((renamed.labels[i] + 1) % 10);
    Recipe recipe = small_recipe();
    const Model teacher = model_of(recipe, train_committee(recipe, renamed, options_).value());
    recipe.teacher = "renaming.safetensors";
    options_.teacher = &teacher;
    const Model taught = trained(recipe);
    const auto accuracy = [&](const ImageSet& images) {
        return evaluate(Predictor::of(taught).value(), images, pool_)->accuracy;
    };
    EXPECT_GT(accuracy(renamed), 0.7);
    EXPECT_LT(accuracy(train_), 0.1);
}

TEST_F(Teaching, GivesTheSameBitsOnAnyNumberOfThreads) {
    const Model teacher = trained(small_recipe());
    Recipe recipe = small_recipe();
    recipe.teacher = "teacher.safetensors";
    options_.teacher = &teacher;
    const Model one = trained(recipe);
    for (const int threads : {1, 3}) {
        ThreadPool pool(threads);
        options_.pool = &pool;
        const Model other = trained(recipe);
        EXPECT_TRUE(std::equal(one.network.weights().begin(), one.network.weights().end(),
                               other.network.weights().begin()))
            << threads;
    }
}

TEST_F(Teaching, ACheckpointKnowsItsTeacher) {
    const auto path = (std::filesystem::temp_directory_path() /
                       ("inkling_teacher_test_" + std::to_string(::getpid())))
                          .string();
    const Model teacher = trained(small_recipe());
    Recipe recipe = small_recipe();
    recipe.teacher = "teacher.safetensors";
    options_.teacher = &teacher;
    const Model whole = trained(recipe);

    options_.checkpoint_path = path;
    CancelToken cancel;
    options_.cancel = &cancel;
    options_.on_epoch = [&](const EpochRecord&) { cancel.cancel(); };
    ASSERT_TRUE(train(recipe, train_, options_)->interrupted);
    options_.cancel = nullptr;
    options_.on_epoch = nullptr;
    options_.resume = true;
    Recipe other = small_recipe();
    other.seed = 2;
    TrainerOptions plain;
    plain.pool = &pool_;
    const Model stranger = model_of(other, train_committee(other, train_, plain).value());
    options_.teacher = &stranger;
    const auto refused = train(recipe, train_, options_);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("teacher"), std::string::npos);
    options_.teacher = &teacher;
    const Model resumed = trained(recipe);
    EXPECT_TRUE(std::equal(whole.network.weights().begin(), whole.network.weights().end(),
                           resumed.network.weights().begin()));
    std::filesystem::remove(path);
}

TEST_F(Teaching, IsRefusedWithoutATeacherOrWithOneThatDoesNotFit) {
    Recipe recipe = small_recipe();
    recipe.teacher = "teacher.safetensors";
    const auto none = train(recipe, train_, options_);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::usage);
    Architecture architecture = mlp({.hidden = {}});
    architecture.input_shape = {8, 8};
    const Model small{Network::create(std::move(architecture), 1).value()};
    options_.teacher = &small;
    const auto refused = train(recipe, train_, options_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::data);
    EXPECT_NE(refused.error().message.find("the teacher wants 64 pixels"), std::string::npos);
}

TEST(TeacherRecipe, IsThatOfThePresetOnTheSameImages) {
    Recipe recipe;
    EXPECT_FALSE(recipe_of_teacher(recipe)->has_value());
    EXPECT_EQ(to_json(recipe).find("teacher"), std::string::npos);
    recipe.teacher = "some/file.safetensors";
    EXPECT_FALSE(recipe_of_teacher(recipe)->has_value());
    recipe.teacher = "best";
    recipe.seed = 7;
    recipe.validation_count = 100;
    recipe.negatives = 0.5F;
    const Recipe its = recipe_of_teacher(recipe)->value();
    EXPECT_EQ(its.seed, 7U);
    EXPECT_EQ(its.validation_count, 100);
    EXPECT_EQ(its.negatives, 0.5F);
    EXPECT_EQ(its.committee.size(), 3U);
    EXPECT_EQ(its.teacher, "");
    EXPECT_EQ(recipe_from_json(to_json(recipe))->teacher, "best");
}

}  // namespace
}  // namespace inkling
