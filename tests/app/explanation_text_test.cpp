#include "inkling/app/explanation_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/tiny_run.hpp"

namespace inkling {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

struct Case {
    test::TinyRun run = test::tiny_run();
    Reader reader = Reader::from(run.model).value();
    DigitAnswer answer;

    Case() {
        FramedDigit framed;
        const auto pixels = run.dataset.test.image(3);
        std::copy(pixels.begin(), pixels.end(), framed.pixels.begin());
        answer = reader.read_framed(framed).value();
    }
};

TEST(Explanation, TheJsonHasTheKeysOfTheContract) {
    const Case c;
    const auto json = explanation_json(Explained(c.reader, c.answer));
    std::vector<std::string> keys;
    for (const auto& [key, value] : json.items()) keys.push_back(key);
    EXPECT_THAT(keys, ElementsAre("network_saw", "dark_ink", "ink_box", "top", "no_digit",
                                  "reject_above", "saliency"));
    EXPECT_EQ(json["network_saw"].size(), 784U);
    EXPECT_EQ(json["saliency"].size(), 784U);
    ASSERT_EQ(json["top"].size(), 3U);
    EXPECT_EQ(json["top"][0]["digit"], c.answer.digit);
    EXPECT_EQ(json["top"][0]["probability"], c.answer.confidence);
    EXPECT_GE(json["top"][1]["probability"], json["top"][2]["probability"]);
    EXPECT_EQ(json["reject_above"], 1);
}

TEST(Explanation, ShowsWhatSpokeForTheAnswer) {
    Case c;
    const std::string text = explanation_text(Explained(c.reader, c.answer), Terminal{});
    EXPECT_THAT(text, HasSubstr("light ink on dark paper; the network saw:"));
    EXPECT_THAT(text, HasSubstr("what spoke for " + std::to_string(c.answer.digit)));
    EXPECT_THAT(text, Not(HasSubstr("rejected")));
    // 2 lines of words, 14 of pictures, 3 of probabilities.
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 19);
}

TEST(Explanation, SaysWhyItWasRejected) {
    const Case c;
    Network network = Network::create(
                          [] {
                              Architecture architecture = mlp({.hidden = {8}});
                              std::get<Dense>(architecture.layers.back()).units = 11;
                              return architecture;
                          }(),
                          3)
                          .value();
    Model model{std::move(network)};
    model.classes = c.run.dataset.classes;
    model.reject_above = 0.01;
    const Reader reader = Reader::from(std::move(model)).value();
    const DigitAnswer answer = reader.read_framed(c.answer.framed).value();
    ASSERT_TRUE(answer.rejected);
    const std::string text = explanation_text(Explained(reader, answer), Terminal{});
    EXPECT_THAT(text, HasSubstr("rejected because the probability of no digit, "));
    EXPECT_THAT(text, HasSubstr("is above 1.00 %"));
    EXPECT_THAT(text, HasSubstr("what spoke for no digit"));
}

}  // namespace
}  // namespace inkling
