#include "inkling/app/option_set.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inkling {
namespace {

using testing::HasSubstr;

struct Parsed {
    CLI::App app{"", "inkling"};
    OptionSet set{app};
    std::optional<std::int64_t> epochs;
    std::optional<double> rate;
    std::optional<std::string> kind, out;
    bool json = false;

    Parsed() {
        app.allow_extras();
        set.integer("--epochs", {1, 10'000}, epochs, "");
        set.number("--learning-rate,--lr", {0, 1e9, true, false}, rate, "");
        set.choice("--kind", {"plain", "fast"}, kind, "");
        set.text("--out", "FILE", out, "");
        set.flag("--json", json, "");
    }
    Status parse(std::vector<std::string> words) {
        std::reverse(words.begin(), words.end());
        app.parse(words);
        return set.finish();
    }
};

std::string complaint(std::vector<std::string> words) {
    Parsed parsed;
    const Status status = parsed.parse(std::move(words));
    if (status) return "";
    EXPECT_EQ(exit_code(status.error().code), 2);
    return status.error().message + " | " + status.error().hint;
}

TEST(OptionSet, TakesWhatIsRight) {
    Parsed p;
    ASSERT_TRUE(
        p.parse({"--epochs", "12", "--lr", "1e-3", "--kind=fast", "--out", "a b", "--json"}));
    EXPECT_EQ(p.epochs, 12);
    EXPECT_EQ(p.rate, 1e-3);
    EXPECT_EQ(p.kind, "fast");
    EXPECT_EQ(p.out, "a b");
    EXPECT_TRUE(p.json);
    EXPECT_EQ(p.set.given(), "--epochs 12 --learning-rate 1e-3 --kind fast --out 'a b' --json");
    EXPECT_EQ(p.set.given({"--out", "--json"}), "--epochs 12 --learning-rate 1e-3 --kind fast");
    EXPECT_TRUE(p.set.has("--epochs"));
}

TEST(OptionSet, WhatIsNotGivenKeepsItsValue) {
    Parsed p;
    p.epochs = 5;
    ASSERT_TRUE(p.parse({}));
    EXPECT_EQ(p.epochs, 5);
    EXPECT_FALSE(p.rate.has_value());
    EXPECT_FALSE(p.set.has("--epochs"));
}

TEST(OptionSet, RefusesWrongIntegersByName) {
    for (const std::string word : {"-1", "0", "abc", "1e3", "99999999999999999999", "10001", " 5"})
        EXPECT_THAT(complaint({"--epochs", word}),
                    HasSubstr("--epochs: wants an integer 1..10000, got '" + word + "'"));
    EXPECT_THAT(complaint({"--epochs", ""}), HasSubstr("got ''"));
}

TEST(OptionSet, RefusesWrongNumbersByName) {
    for (const std::string word : {"nan", "inf", "-1", "0", "0x1p-3", "1e999", ""})
        EXPECT_THAT(complaint({"--lr", word}), HasSubstr("--learning-rate: wants a number above 0"))
            << word;
    EXPECT_THAT(complaint({"--lr", "0,1"}), HasSubstr("with a point"));
}

TEST(OptionSet, RefusesAnUnknownChoiceAndGuesses) {
    EXPECT_THAT(complaint({"--kind", "fats"}),
                HasSubstr("--kind: wants one of plain, fast; got 'fats' | did you mean fast?"));
}

TEST(OptionSet, RefusesTheSameOptionTwice) {
    EXPECT_THAT(complaint({"--epochs", "1", "--epochs", "2"}),
                HasSubstr("--epochs: given 2 times"));
}

TEST(OptionSet, ANameOfAFileIsNotAnOption) {
    EXPECT_THAT(complaint({"--out", "--epochs", "3"}), HasSubstr("value missing before --epochs"));
    EXPECT_THAT(complaint({"--out", ""}), HasSubstr("--out: value missing"));
}

TEST(OptionSet, EveryComplaintSaysWhatToDo) {
    const std::string help = " | inkling --help tells what --";
    EXPECT_THAT(complaint({"--epochs", "abc"}), HasSubstr(help + "epochs is"));
    EXPECT_THAT(complaint({"--lr", "-1"}), HasSubstr(help + "learning-rate is"));
    EXPECT_THAT(complaint({"--kind", "foo"}), HasSubstr(help + "kind is"));
    EXPECT_THAT(complaint({"--kind", "plain", "--kind", "fast"}), HasSubstr(" | leave all but"));
    EXPECT_THAT(complaint({"--out", ""}), HasSubstr(" | '' names nothing"));
}

TEST(OptionSet, ArgumentsAreNotEmpty) {
    CLI::App app;
    OptionSet set(app);
    std::string model;
    std::vector<std::string> images;
    set.argument("MODEL", model, "");
    set.arguments("IMAGE", images, "");
    app.parse(std::vector<std::string>{"b", "a", "m"});
    ASSERT_TRUE(set.finish());
    EXPECT_EQ(model, "m");
    EXPECT_THAT(images, testing::ElementsAre("a", "b"));
    EXPECT_EQ(set.given(), "");
    app.parse(std::vector<std::string>{""});
    EXPECT_EQ(set.finish().error().message, "MODEL: value missing");
    app.parse(std::vector<std::string>{"", "a", "m"});
    EXPECT_EQ(set.finish().error().message, "IMAGE: value missing");
}

TEST(OptionSet, GivesBackAValueThatBeginsWithADash) {
    Parsed p;
    ASSERT_TRUE(p.parse({"--out=-q"}));
    EXPECT_EQ(p.out, "-q");
    EXPECT_EQ(p.set.given(), "--out=-q");
}

TEST(OptionSet, MessagesHoldNoControlBytes) {
    EXPECT_THAT(complaint({"--epochs", "1\n2\xff"}), HasSubstr("'1\\x0A2\\xFF'"));
}

TEST(OptionSet, QuotesForTheShell) {
    EXPECT_EQ(shell_quoted("plain-1.2/x"), "plain-1.2/x");
    EXPECT_EQ(shell_quoted("a b"), "'a b'");
    EXPECT_EQ(shell_quoted("it's"), "'it'\\''s'");
    EXPECT_EQ(shell_quoted(""), "''");
}

}  // namespace
}  // namespace inkling
