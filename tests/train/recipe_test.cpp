#include "inkling/train/recipe.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "inkling/train/optimizer.hpp"

namespace inkling {
namespace {

TEST(Recipe, PlainIsTheKerasScript) {
    const Recipe plain = recipe_named("plain").value();
    EXPECT_EQ(plain.layers.hidden, (std::vector<std::size_t>{128, 64}));
    EXPECT_EQ(plain.layers.activation, Activation::relu);
    EXPECT_FALSE(plain.layers.batch_norm);
    EXPECT_EQ(plain.optimizer.kind, OptimizerKind::adam);
    EXPECT_EQ(plain.optimizer.learning_rate, 1e-3F);
    EXPECT_EQ(plain.batch_size, 128);
    EXPECT_EQ(plain.epochs, 5);
    EXPECT_FALSE(plain.augment.any());
}

TEST(Recipe, AllPresetsAreSoundAndGoThroughJson) {
    for (const std::string& name : preset_names()) {
        const Recipe recipe = recipe_named(name).value();
        EXPECT_TRUE(check(recipe)) << name;
        const auto back = recipe_from_json(to_json(recipe));
        ASSERT_TRUE(back) << back.error().message;
        EXPECT_EQ(to_json(*back), to_json(recipe));
    }
    Recipe half;
    half.precision = Precision::bf16;
    EXPECT_EQ(recipe_from_json(to_json(half))->precision, Precision::bf16);
    EXPECT_FALSE(recipe_from_json("{}"));
    EXPECT_FALSE(recipe_from_json("no json"));
    EXPECT_NE(recipe_named("quick").error().hint.find("plain, fast, default, best"),
              std::string::npos);
}

TEST(Recipe, CheckNamesTheField) {
    const auto message = [](const std::function<void(Recipe&)>& change) {
        Recipe recipe;
        change(recipe);
        const Status status = check(recipe);
        return status ? std::string("accepted") : status.error().message;
    };
    EXPECT_EQ(message([](Recipe& r) { r.epochs = 0; }), "epochs: wants 1 to 10000, got 0");
    EXPECT_NE(message([](Recipe& r) { r.optimizer.learning_rate = NAN; }).find("learning rate"),
              std::string::npos);
    EXPECT_NE(message([](Recipe& r) { r.batch_size = 60001; }).find("batch size"),
              std::string::npos);
    EXPECT_NE(message([](Recipe& r) { r.layers.dropout = 1; }).find("Dropout"), std::string::npos);
    EXPECT_NE(message([](Recipe& r) { r.early_stop = 2; }).find("validation"), std::string::npos);
}

double factor(ScheduleKind kind, float warmup, std::int64_t step) {
    ScheduleSpec schedule;
    schedule.kind = kind;
    schedule.warmup = warmup;
    schedule.step_epochs = 3;
    return schedule_factor(schedule, step, 100, 10);
}

TEST(Schedule, HasTheShapeOfItsName) {
    EXPECT_EQ(factor(ScheduleKind::constant, 0, 0), 1);
    EXPECT_EQ(factor(ScheduleKind::constant, 0, 99), 1);
    EXPECT_EQ(factor(ScheduleKind::step, 0, 29), 1);
    EXPECT_NEAR(factor(ScheduleKind::step, 0, 30), 0.1, 1e-7);
    EXPECT_NEAR(factor(ScheduleKind::step, 0, 99), 1e-3, 1e-7);
    EXPECT_EQ(factor(ScheduleKind::cosine, 0, 0), 1);
    EXPECT_NEAR(factor(ScheduleKind::cosine, 0, 50), 0.5, 1e-12);
    EXPECT_NEAR(factor(ScheduleKind::cosine, 0, 100), 0, 1e-12);
    EXPECT_NEAR(factor(ScheduleKind::one_cycle, 0.2F, 0), 1.0 / 21, 1e-7);
    EXPECT_NEAR(factor(ScheduleKind::one_cycle, 0.2F, 20), 1, 1e-2);
    EXPECT_NEAR(factor(ScheduleKind::one_cycle, 0.2F, 60), 0.5, 1e-6);
    EXPECT_GT(factor(ScheduleKind::cosine, 0.2F, 10), factor(ScheduleKind::cosine, 0.2F, 5));
}

}  // namespace
}  // namespace inkling
