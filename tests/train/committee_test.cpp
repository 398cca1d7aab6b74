// Several networks of one recipe: each is trained as if alone, and together they are a model.
#include "inkling/train/committee.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "inkling/data/strokes.hpp"
#include "inkling/train/evaluation.hpp"

namespace inkling {
namespace {

Recipe recipe_of_three() {
    Recipe recipe;
    recipe.layers = {.hidden = {12}, .batch_norm = true};
    recipe.layers.features = features_named("gradient:4x8").value();
    recipe.framings = {Framing::moments};
    recipe.committee = {member_named("upright/gradient:5x8").value(),
                        member_named("mnist/pixels").value()};
    recipe.optimizer.learning_rate = 0.01F;
    recipe.epochs = 2;
    recipe.batch_size = 32;
    return recipe;
}

class Committee : public ::testing::Test {
  protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("inkling_committee_test_" + std::to_string(::getpid()));
        std::filesystem::create_directories(folder_);
        options_.pool = &pool_;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    ThreadPool pool_{2};
    TrainerOptions options_;
    std::filesystem::path folder_;
    const ImageSet train_ = make_strokes(1, 600, 0, pool_).train;
};

TEST(MemberNames, NameFramingsAndFrontEndAndComeBack) {
    for (const char* text : {"mnist/pixels", "gentle/gradient:7x16+second:6",
                             "moments,upright/second:6+gradient:7x16@1", "upright/pixels"})
        EXPECT_EQ(name_of(member_named(text).value()), text);
    EXPECT_TRUE(member_named("mnist/pixels")->framings.empty());
    EXPECT_EQ(member_named("\x1b[31m").error().message.find('\x1b'), std::string::npos);
    for (const char* wrong : {"", "gentle", "gentle/", "/pixels", "gentel/pixels",
                              "gentle/gradient:99", "gentle/pixels/pixels"}) {
        const auto member = member_named(wrong);
        ASSERT_FALSE(member) << wrong;
        EXPECT_EQ(member.error().code, ErrorCode::usage) << wrong;
    }
}

TEST(AugmentNames, ComeBackAsTheyAreTyped) {
    for (const char* text : {"none", "rotate=5,scale=0.08,shift=0.5,elastic=0.6", "thickness=0.2"})
        EXPECT_EQ(name_of(augment_named(text).value()), text);
    EXPECT_EQ(name_of(augment_named("light").value()), "rotate=5,scale=0.08,shift=0.5,elastic=0.6");
    for (const char* wrong : {"", "rotate", "rotate=x", "turn=5", "rotate=5,,"})
        EXPECT_FALSE(augment_named(wrong)) << wrong;
}

TEST_F(Committee, EachMemberIsTrainedAsIfAlone) {
    const Recipe recipe = recipe_of_three();
    std::vector<int> epochs;
    options_.on_epoch = [&](const EpochRecord& record) { epochs.push_back(record.epoch); };
    options_.on_step = [&](const StepRecord& record) {
        EXPECT_EQ(record.epochs, 6);
        EXPECT_LE(record.epoch, 6);
    };
    const CommitteeResult result = train_committee(recipe, train_, options_).value();
    EXPECT_EQ(epochs, (std::vector<int>{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(result.history(recipe).back().epoch, 6);
    EXPECT_EQ(result.best_epoch(recipe), 6);
    EXPECT_FALSE(result.interrupted());
    EXPECT_FALSE(result.stopped_early());
    EXPECT_GT(result.train_seconds(), result.members[0].train_seconds);
    options_.on_step = {};
    options_.on_epoch = {};
    ThreadPool single(1);
    options_.pool = &single;
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(train(member_recipe(recipe, i), train_, options_)->network.weights_sha256(),
                  result.members[i].network.weights_sha256());
}

TEST_F(Committee, AlikeMembersDrawOtherRandomNumbers) {
    Recipe recipe = recipe_of_three();
    recipe.committee = {{recipe.framings, recipe.layers.features}};
    recipe.epochs = 1;
    const CommitteeResult result = train_committee(recipe, train_, options_).value();
    EXPECT_NE(result.members[0].network.weights_sha256(),
              result.members[1].network.weights_sha256());
}

TEST_F(Committee, TheModelVotesAndSurvivesItsFile) {
    const Recipe recipe = recipe_of_three();
    const CommitteeResult result = train_committee(recipe, train_, options_).value();
    Model model = model_of(recipe, result);
    model.classes = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
    EXPECT_EQ(model.preprocessing.framing, "moments");
    ASSERT_EQ(model.committee.size(), 2U);
    EXPECT_EQ(model.committee[0].framing, "upright");
    EXPECT_EQ(model.committee[1].framing, "mnist");
    EXPECT_FALSE(model.can_reject());
    const ImageSet test = make_strokes(2, 200, 0, pool_).train;
    const Evaluation all = evaluate(Predictor::of(model).value(), test, pool_).value();
    const Model back = parse_model(write_model(model).value()).value();
    EXPECT_EQ(evaluate(Predictor::of(back).value(), test, pool_)->label_probability,
              all.label_probability);
    EXPECT_GT(all.accuracy, 0.6);
}

TEST_F(Committee, GoesOnExactlyWhereItStopped) {
    const Recipe recipe = recipe_of_three();
    const CommitteeResult whole = train_committee(recipe, train_, options_).value();
    options_.checkpoint_path = (folder_ / "c.checkpoint").string();
    // Left by another committee; a run that does not resume must not go on with it.
    std::ofstream(checkpoint_of(options_.checkpoint_path, 1)) << "stale";
    for (int round = 0;; ++round) {
        ASSERT_LT(round, 20);
        CancelToken cancel;
        options_.cancel = &cancel;
        options_.resume = round > 0;
        // In the middle of an epoch, or at the end of the first one that is finished.
        if (round % 2 == 0) options_.on_step = [&](const StepRecord&) { cancel.cancel(); };
        options_.on_epoch = [&](const EpochRecord&) { cancel.cancel(); };
        const auto result = train_committee(recipe, train_, options_);
        ASSERT_TRUE(result) << result.error().message;
        options_.on_step = {};
        if (result->interrupted()) continue;
        ASSERT_EQ(result->members.size(), 3U);
        for (std::size_t i = 0; i < 3; ++i)
            EXPECT_EQ(result->members[i].network.weights_sha256(),
                      whole.members[i].network.weights_sha256());
        EXPECT_EQ(result->history(recipe).size(), 6U);
        EXPECT_GT(round, 3);
        return;
    }
}

TEST_F(Committee, GoesOnFromAModelThatRejects) {
    Recipe recipe = recipe_of_three();
    recipe.negatives = 1;
    recipe.reject_above = 0.25F;
    recipe.alone_above = 0.75F;
    recipe.epochs = 1;
    const Model start = model_of(recipe, train_committee(recipe, train_, options_).value());
    EXPECT_EQ(start.reject_above, 0.25);
    const Recipe next = going_on_from(start, Recipe{.epochs = 1}).value();
    EXPECT_EQ(next.framings, recipe.framings);
    EXPECT_GT(next.negatives, 0);
    const CommitteeResult result = train_committee_from(start, next, train_, options_).value();
    const Model after = model_of(next, result);
    EXPECT_EQ(after.reject_above, 0.25);
    EXPECT_EQ(after.alone_above, 0.75);
    ASSERT_EQ(after.committee.size(), 2U);
    EXPECT_EQ(after.committee[0].framing, "upright");
    EXPECT_EQ(after.network.outputs(), 11U);
    EXPECT_NE(after.network.weights_sha256(), start.network.weights_sha256());
    EXPECT_EQ(to_json(after.committee[1].network.architecture()),
              to_json(start.committee[1].network.architecture()));
}

TEST(CommitteeRecipe, IsCheckedMemberByMember) {
    Recipe recipe = recipe_of_three();
    EXPECT_TRUE(check(recipe));
    recipe.committee.push_back(member_named("upright/gradient:7x8@1").value());  // has one plane
    EXPECT_FALSE(check(recipe));
    recipe = recipe_of_three();
    recipe.committee.assign(16, recipe.committee.front());
    const Status status = check(recipe);
    ASSERT_FALSE(status);
    EXPECT_NE(status.error().message.find("at most 15"), std::string::npos);
}

TEST(CommitteeRecipe, SurvivesJson) {
    const Recipe recipe = recipe_named("best").value();
    ASSERT_EQ(recipe.committee.size(), 3U);
    const Recipe back = recipe_from_json(to_json(recipe)).value();
    EXPECT_EQ(to_json(back), to_json(recipe));
    EXPECT_EQ(name_of(back.committee[1]), name_of(recipe.committee[1]));
}

}  // namespace
}  // namespace inkling
