#include "inkling/app/comparison_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/tiny_run.hpp"

namespace inkling {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Pair {
    test::TinyRun run = test::tiny_run();
    LoadedModel first{run.model, "old", "aa", 1};
    LoadedModel second{run.model, "new", "bb", 1};

    [[nodiscard]] Compared compared(std::size_t b, std::size_t c) const {
        Comparison comparison;
        comparison.images = 10000;
        comparison.only_first_right = b;
        comparison.only_second_right = c;
        comparison.same_answer = 9900;
        comparison.p_value = mcnemar_p_value(b, c);
        return {"mnist", "test", {first, run.evaluation}, {second, run.evaluation}, comparison};
    }
};

TEST(ComparisonText, TheJsonHasTheKeysOfTheContract) {
    const Pair pair;
    const auto json = comparison_json(pair.compared(2, 12));
    std::vector<std::string> keys;
    for (const auto& [key, value] : json.items()) keys.push_back(key);
    EXPECT_THAT(keys, ElementsAre("images", "models", "both_right", "b", "c", "both_wrong",
                                  "agreement", "p_value", "significant", "better"));
    EXPECT_EQ(json["b"], 2);
    EXPECT_EQ(json["c"], 12);
    EXPECT_EQ(json["better"], 1);
    EXPECT_EQ(json["agreement"], 0.99);
    EXPECT_EQ(json["models"][0]["model"], "old");
    EXPECT_EQ(json["models"][1]["model_sha256"], "bb");
    EXPECT_EQ(comparison_json(pair.compared(12, 2))["better"], 0);
    EXPECT_TRUE(comparison_json(pair.compared(5, 6))["better"].is_null());
}

TEST(ComparisonText, EndsWithAVerdict) {
    const Pair pair;
    EXPECT_THAT(comparison_text(pair.compared(2, 12), Terminal{}),
                HasSubstr("\nB is better (new): equal models would differ as much in 1.3 % of"));
    EXPECT_THAT(comparison_text(pair.compared(90, 12), Terminal{}),
                HasSubstr("\nA is better (old): equal models would differ as much in less than"));
    EXPECT_THAT(comparison_text(pair.compared(5, 6), Terminal{}),
                HasSubstr("\nNo difference is shown: equal models would differ as much in 100.0"));
    EXPECT_THAT(comparison_text(pair.compared(0, 0), Terminal{}),
                HasSubstr("\nNo difference: both are right on the same images.\n"));
}

}  // namespace
}  // namespace inkling
