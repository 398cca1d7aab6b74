#include "inkling/app/evaluation_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/tiny_run.hpp"

namespace inkling {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(EvaluationText, TheJsonHasTheKeysOfTheContract) {
    const auto json = evaluation_json(test::tiny_run().evaluation);
    std::vector<std::string> keys;
    for (const auto& [key, value] : json.items()) keys.push_back(key);
    EXPECT_THAT(keys, ElementsAre("accuracy", "errors", "images", "ece", "nll", "rejected",
                                  "per_class", "confusion"));
    EXPECT_EQ(json["images"], 20);
    ASSERT_EQ(json["confusion"].size(), 10U);
    int sum = 0;
    for (const auto& row : json["confusion"])
        for (const auto& count : row) sum += count.get<int>();
    EXPECT_EQ(sum, 20);
    EXPECT_EQ(json["per_class"][3]["images"], 2);
}

TEST(EvaluationText, ShowsTablesAndTheMostWrong) {
    const test::TinyRun run = test::tiny_run();
    const std::string text =
        evaluation_text({"m", run.dataset, run.dataset.test, "test"}, run.evaluation, Terminal{});
    EXPECT_THAT(text, HasSubstr("m on the test images of tiny & <small>"));
    EXPECT_THAT(text, HasSubstr("precision"));
    EXPECT_THAT(text, HasSubstr("label (down) and answer (across)"));
    EXPECT_THAT(text, HasSubstr("most wrong"));
    EXPECT_THAT(text, HasSubstr("#"));
}

TEST(EvaluationText, ATableThatDoesNotFitATerminalIsLeftOut) {
    const test::TinyRun run = test::tiny_run();
    Terminal narrow;
    narrow.interactive = true;
    narrow.width = 40;
    const std::string text =
        evaluation_text({"m", run.dataset, run.dataset.test, "test"}, run.evaluation, narrow);
    EXPECT_THAT(text, testing::Not(HasSubstr("label (down)")));
}

}  // namespace
}  // namespace inkling
