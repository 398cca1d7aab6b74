#include "inkling/app/recipe_search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "inkling/app/search_log.hpp"
#include "inkling/base/text.hpp"

namespace inkling {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Parsed {
    CLI::App app;
    TrainOptions options{app};

    Status parse(const std::string& line) {
        std::vector<std::string> words;
        for (const std::string_view word : split(line, ' ')) words.emplace_back(word);
        std::reverse(words.begin(), words.end());
        app.parse(words);
        return options.finish();
    }
};

TEST(RecipeSearch, ItsCommandLinesMakeItsRecipes) {
    for (const std::string preset : {"plain", "fast", "default", "best"}) {
        const std::string given = "--preset " + preset + " --seed 4";
        Parsed search;
        ASSERT_TRUE(search.parse(given + " --search 9 --validation 50 --quiet"));
        const Recipe base = search.options.recipe().value();
        for (std::uint32_t n = 1; n < 40; ++n) {
            const Trial trial = trial_of(base, search.options.search_space(), n);
            const std::string command = search.options.trial_command(trial.options, 50);
            EXPECT_TRUE(command.starts_with("inkling train --"));
            Parsed again;
            ASSERT_TRUE(again.parse(command.substr(14))) << command;
            EXPECT_EQ(to_json(again.options.recipe().value()), to_json(trial.recipe)) << command;
        }
    }
}

TEST(RecipeSearch, WhatIsGivenIsKept) {
    Parsed search;
    ASSERT_TRUE(search.parse("--layers 40 --lr 0.004 --search 9"));
    const SearchSpace space = search.options.search_space();
    EXPECT_FALSE(space.layers);
    EXPECT_FALSE(space.learning_rate);
    EXPECT_TRUE(space.augment);
    Parsed wrong;
    EXPECT_THAT(wrong.parse("--search 9 --out m").error().message, HasSubstr("keeps no model"));
}

/// A file of its own for each test.
class SearchLogTest : public testing::Test {
  protected:
    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("inkling-search-" + std::to_string(::getpid()));
    std::string path_ = (folder_ / "s.csv").string();

    void SetUp() override { std::filesystem::create_directories(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    static std::string columns(std::uint32_t number) {
        return trial_columns(recipe_named("fast").value(),
                             "inkling train --layers 1,2 \"x\" " + std::to_string(number));
    }
    [[nodiscard]] std::string text() const {
        std::ifstream file(path_);
        return {std::istreambuf_iterator<char>(file), {}};
    }
};

TEST_F(SearchLogTest, GoesOnWhereItWas) {
    {
        auto log = SearchLog::open(path_, false, columns).value();
        ASSERT_TRUE(log.add({1, 0.991234, 0.0312345678, 4, 1.5}, columns(1)));
        ASSERT_TRUE(log.add({2, 0, 0, 0, 0}, columns(2)));
        EXPECT_THAT(SearchLog::open(path_, true, columns).error().message, HasSubstr("in use"));
    }
    EXPECT_THAT(text(), HasSubstr("\n1,0.991234,0.0312345678,4,1.500,"));
    EXPECT_THAT(text(), HasSubstr("\n2,0.000000,,0,0.000,"));
    EXPECT_THAT(text(), HasSubstr("\"inkling train --layers 1,2 \"\"x\"\" 1\"\n"));
    EXPECT_THAT(SearchLog::open(path_, false, columns).error().message, HasSubstr("exists"));
    auto log = SearchLog::open(path_, true, columns).value();
    ASSERT_EQ(log.results().size(), 2U);
    EXPECT_EQ(log.results()[0].accuracy, 0.991234);
    EXPECT_EQ(log.results()[0].loss, 0.0312345678);
    EXPECT_TRUE(log.results()[1].diverged());
    const std::string before = text();
    ASSERT_TRUE(log.add({3, 0.9, 0.5, 2, 1}, columns(3)));
    EXPECT_TRUE(text().starts_with(before));
}

TEST_F(SearchLogTest, RefusesOtherFiles) {
    {
        auto log = SearchLog::open(path_, true, columns).value();  // nothing there yet: fine
        ASSERT_TRUE(log.add({1, 0.9, 0.1, 1, 1}, columns(1)));
    }
    const auto other = [](std::uint32_t n) { return columns(n + 1); };
    EXPECT_THAT(SearchLog::open(path_, true, other).error().message,
                HasSubstr("line 2 is not trial 1 of this search"));
    std::ofstream(path_) << "epoch,loss\n1,2\n";
    EXPECT_THAT(SearchLog::open(path_, true, columns).error().message,
                HasSubstr("is not a log of a search"));
}

TEST(RecipeSearch, TellsTheBest) {
    const SearchOutcome outcome{{{1, 0.98, 0.05, 3, 1}, {2, 0.99, 0.04, 3, 1}, {3, 0, 0, 0, 0}},
                                {"", "--lr 0.1", "--lr 9"},
                                1000,
                                "s.csv",
                                "inkling train --lr 0.1"};
    const auto json = search_json(outcome);
    std::vector<std::string> keys;
    for (const auto& [key, value] : json.items()) keys.push_back(key);
    EXPECT_THAT(keys,
                ElementsAre("trials", "validation_images", "log", "given", "best", "command"));
    EXPECT_EQ(json["best"]["trial"], 2);
    EXPECT_EQ(json["best"]["options"], "--lr 0.1");
    EXPECT_EQ(json["given"]["validation_accuracy"], 0.98);
    const std::string text = search_text(outcome);
    EXPECT_THAT(text, HasSubstr("best of 3  99.00 % (95 % interval"));
    EXPECT_THAT(text, HasSubstr("as given   98.00 %"));
    EXPECT_TRUE(text.ends_with("\ninkling train --lr 0.1\n"));
}

}  // namespace
}  // namespace inkling
