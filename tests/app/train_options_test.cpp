#include "inkling/app/train_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inkling {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Parsed {
    CLI::App app;
    TrainOptions options{app};

    Status parse(std::vector<std::string> words) {
        std::reverse(words.begin(), words.end());
        app.parse(words);
        return options.finish();
    }
};

Recipe recipe_of(std::vector<std::string> words) {
    Parsed p;
    EXPECT_TRUE(p.parse(std::move(words)));
    auto recipe = p.options.recipe();
    EXPECT_TRUE(recipe) << recipe.error().message;
    return recipe ? *recipe : Recipe{};
}

std::string complaint(std::vector<std::string> words) {
    Parsed p;
    const Status status = p.parse(std::move(words));
    if (!status) return status.error().message;
    const auto recipe = p.options.recipe();
    return recipe ? "" : recipe.error().message;
}

TEST(TrainOptions, ThePlainPresetIsTheKerasScript) {
    const Recipe recipe = recipe_of({"--preset", "plain"});
    EXPECT_THAT(recipe.layers.hidden, ElementsAre(128, 64));
    EXPECT_EQ(recipe.epochs, 5);
    EXPECT_EQ(recipe.batch_size, 128);
    EXPECT_EQ(recipe.optimizer.kind, OptimizerKind::adam);
    EXPECT_FLOAT_EQ(recipe.optimizer.learning_rate, 1e-3F);
}

TEST(TrainOptions, OptionsChangeThePreset) {
    const Recipe recipe = recipe_of({"--preset",
                                     "plain",
                                     "--layers",
                                     "32,16",
                                     "--activation",
                                     "gelu",
                                     "--epochs",
                                     "3",
                                     "--batch-size",
                                     "64",
                                     "--lr",
                                     "0.5",
                                     "--schedule",
                                     "cosine",
                                     "--warmup",
                                     "0.1",
                                     "--label-smoothing",
                                     "0.1",
                                     "--dropout",
                                     "0.2",
                                     "--batch-norm",
                                     "--l2",
                                     "1e-4",
                                     "--clip-norm",
                                     "1",
                                     "--ema",
                                     "0.99",
                                     "--validation",
                                     "100",
                                     "--early-stop",
                                     "2",
                                     "--seed",
                                     "9",
                                     "--augment",
                                     "light"});
    EXPECT_THAT(recipe.layers.hidden, ElementsAre(32, 16));
    EXPECT_EQ(recipe.layers.activation, Activation::gelu);
    EXPECT_EQ(recipe.epochs, 3);
    EXPECT_EQ(recipe.batch_size, 64);
    EXPECT_FLOAT_EQ(recipe.optimizer.learning_rate, 0.5F);
    EXPECT_EQ(recipe.schedule.kind, ScheduleKind::cosine);
    EXPECT_FLOAT_EQ(recipe.schedule.warmup, 0.1F);
    EXPECT_FLOAT_EQ(recipe.label_smoothing, 0.1F);
    EXPECT_FLOAT_EQ(recipe.layers.dropout, 0.2F);
    EXPECT_TRUE(recipe.layers.batch_norm);
    EXPECT_FLOAT_EQ(recipe.l2, 1e-4F);
    EXPECT_FLOAT_EQ(recipe.clip_norm, 1);
    EXPECT_FLOAT_EQ(recipe.ema, 0.99F);
    EXPECT_EQ(recipe.validation_count, 100);
    EXPECT_EQ(recipe.early_stop, 2);
    EXPECT_EQ(recipe.seed, 9U);
    EXPECT_TRUE(recipe.augment.any());
}

TEST(TrainOptions, ReadsFrontEndFramingAndAugmentation) {
    const Recipe recipe =
        recipe_of({"--preset", "plain", "--front-end", "gradient:9x16", "--framing",
                   "moments,upright", "--augment", "rotate=3,elastic=1.5,thickness=0.25"});
    EXPECT_EQ(name_of(recipe.layers.features), "gradient:9x16");
    EXPECT_EQ(name_of(recipe.framings), "moments,upright");
    EXPECT_FLOAT_EQ(recipe.augment.rotate_degrees, 3);
    EXPECT_FLOAT_EQ(recipe.augment.elastic_pixels, 1.5F);
    EXPECT_FLOAT_EQ(recipe.augment.thickness, 0.25F);
    EXPECT_EQ(recipe.augment.shift_pixels, 0);
    const Recipe bare = recipe_of({"--preset", "default", "--front-end", "pixels", "--framing",
                                   "mnist", "--augment", "none"});
    EXPECT_FALSE(bare.bends_or_frames());
    EXPECT_TRUE(bare.layers.features.blocks.empty());
    EXPECT_EQ(bare.layers.hidden, (std::vector<std::size_t>{256, 256}));
    EXPECT_FLOAT_EQ(bare.optimizer.learning_rate, 0.008F);
    const Recipe own = recipe_of({"--front-end", "pixels", "--layers", "32", "--lr", "0.1"});
    EXPECT_EQ(own.layers.hidden, std::vector<std::size_t>{32});
    EXPECT_FLOAT_EQ(own.optimizer.learning_rate, 0.1F);
    const Recipe voters = recipe_of({"--preset", "best", "--front-end", "pixels"});
    EXPECT_EQ(voters.teacher, "best");
    EXPECT_EQ(recipe_of({"--preset", "best"}).teacher, "");
    for (std::size_t i = 0; i <= voters.committee.size(); ++i)
        EXPECT_TRUE(member_recipe(voters, i).layers.features.blocks.empty()) << i;
    for (const char* word : {"", "wild", "rotate", "rotate=x", "turn=3", "rotate=3,,shift=1"})
        EXPECT_THAT(complaint({"--augment", word}), HasSubstr("--augment")) << word;
    EXPECT_THAT(complaint({"--augment", "thickness=2"}), HasSubstr("thickness"));
    EXPECT_THAT(complaint({"--front-end", "edges"}), HasSubstr("'edges'"));
    EXPECT_THAT(complaint({"--framing", "tight"}), HasSubstr("'tight'"));
}

TEST(TrainOptions, AnotherOptimizerBringsItsOwnLearningRate) {
    const Recipe recipe =
        recipe_of({"--preset", "plain", "--optimizer", "sgd", "--momentum", "0.9"});
    EXPECT_EQ(recipe.optimizer.kind, OptimizerKind::sgd);
    EXPECT_FLOAT_EQ(recipe.optimizer.learning_rate, 0.1F);
    EXPECT_FLOAT_EQ(recipe.optimizer.momentum, 0.9F);
    EXPECT_TRUE(recipe.optimizer.nesterov);
}

TEST(TrainOptions, ReadsLayers) {
    EXPECT_THAT(*parse_layers("128,64"), ElementsAre(128, 64));
    EXPECT_THAT(*parse_layers("none"), IsEmpty());
    for (const char* word : {"", ",", "128,", "0", "-1", "12x", "1e3", "65537", "1, 2"})
        EXPECT_FALSE(parse_layers(word)) << word;
    std::string many = "1";
    for (int i = 0; i < 64; ++i) many += ",1";
    EXPECT_FALSE(parse_layers(many));
}

TEST(TrainOptions, RefusesWhatMakesNoSense) {
    EXPECT_THAT(complaint({"--early-stop", "3", "--preset", "plain"}), HasSubstr("--early-stop"));
    EXPECT_THAT(complaint({"--batch-norm", "--no-batch-norm"}), HasSubstr("exclude"));
    EXPECT_THAT(complaint({"--from", "m", "--layers", "5"}), HasSubstr("--layers"));
    EXPECT_THAT(complaint({"--preset", "plian"}), HasSubstr("plain, fast, default, best"));
    EXPECT_THAT(complaint({"--batch-size", "60001"}), HasSubstr("1..60000"));
    EXPECT_THAT(complaint({"--batch-size", "1099511627776"}), HasSubstr("1..60000"));
    EXPECT_THAT(complaint({"--dropout", "1"}), HasSubstr("from 0 and below 1"));
}

TEST(TrainOptions, TheCanonicalCommandLeavesOutWhatChangesNothing) {
    Parsed p;
    ASSERT_TRUE(p.parse({"--seed", "3", "--out", "x", "--threads", "2", "--resume", "--json",
                         "--preset", "plain", "--log", "l.csv"}));
    EXPECT_EQ(p.options.canonical_command(), "inkling train --preset plain --seed 3");
    EXPECT_EQ(p.options.resume_command(),
              "inkling train --preset plain --seed 3 --out x --log l.csv --threads 2 --json "
              "--resume");
}

}  // namespace
}  // namespace inkling
