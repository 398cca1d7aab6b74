#include "inkling/answer/reader.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

namespace inkling {
namespace {

Model untrained() {
    Model model{Network::create(mlp({.hidden = {20}}), 3).value()};
    model.classes = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
    return model;
}

GreyImage bar(int x) {
    GreyImage picture = blank_image(60, 80, 250);
    for (int y = 10; y < 70; ++y)
        for (int k = x; k < x + 8; ++k) picture.at(k, y) = 10;
    return picture;
}

TEST(Reader, AnswersWithProbabilitiesAndWhatItSaw) {
    const Reader reader = Reader::from(untrained()).value();
    const DigitAnswer answer = reader.read_digit(bar(12)).value();
    ASSERT_EQ(answer.probabilities.size(), 10U);
    double sum = 0;
    for (const double p : answer.probabilities) {
        sum += p;
        EXPECT_LE(p, answer.confidence);
    }
    EXPECT_NEAR(sum, 1, 1e-6);
    EXPECT_EQ(answer.probabilities[static_cast<std::size_t>(answer.digit)], answer.confidence);
    EXPECT_TRUE(answer.framed.inverted);
    // Where the ink lies on the picture makes no difference.
    EXPECT_EQ(reader.read_digit(bar(40))->probabilities, answer.probabilities);
}

TEST(Reader, RejectsWhatTheLastOutputTakesForNoDigit) {
    Model model = untrained();
    model.classes.pop_back();
    model.reject_above = 0;  // everything is rejected
    const DigitAnswer rejected = Reader::from(model)->read_digit(bar(12)).value();
    EXPECT_TRUE(rejected.rejected);
    EXPECT_GT(rejected.none, 0);
    EXPECT_EQ(rejected.probabilities.size(), 9U);
    model.reject_above = 1;  // nothing is
    const DigitAnswer accepted = Reader::from(model)->read_digit(bar(12)).value();
    EXPECT_FALSE(accepted.rejected);
    EXPECT_EQ(accepted.none, rejected.none);
    EXPECT_EQ(Reader::from(untrained())->read_digit(bar(12))->none, 0);
}

TEST(Reader, SaysThatABlankPictureIsBlank) {
    const auto answer = Reader::from(untrained())->read_digit(blank_image(50, 50, 255));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::data);
    EXPECT_NE(answer.error().message.find("no ink found"), std::string::npos);
}

TEST(Reader, AnswersThatAreNoNumbersAreAnErrorOfTheModel) {
    Model model = untrained();
    std::size_t i = 0;
    for (float& weight : model.network.weights()) weight = i++ % 2 == 0 ? 3e38F : -3e38F;
    const Reader reader = Reader::from(std::move(model)).value();
    const auto digit = reader.read_digit(bar(12));
    ASSERT_FALSE(digit);
    EXPECT_EQ(digit.error().code, ErrorCode::model);
    FramedDigit framed;
    framed.pixels.fill(100);
    EXPECT_FALSE(reader.read_framed(framed));
    const auto page = reader.read_page(bar(12));
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().code, ErrorCode::model);
    const auto field = reader.read_field(bar(12), {});
    ASSERT_FALSE(field);
    EXPECT_EQ(field.error().code, ErrorCode::model);
}

TEST(Reader, NamesTheFileOfAModelThatCannotAnswer) {
    const std::string path = testing::TempDir() + "inkling-reader-test.safetensors";
    Model model = untrained();
    model.preprocessing.framing = "sideways";
    ASSERT_TRUE(save_model(model, path));
    const auto reader = Reader::load(path);
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().message.find(path), 0U) << reader.error().message;
    std::filesystem::remove(path);
}

TEST(Reader, RefusesModelsOfOtherSizes) {
    Architecture architecture;
    architecture.input_shape = {9};
    architecture.layers = {Dense{10, Activation::softmax}};
    EXPECT_FALSE(Reader::from(Model{Network::create(architecture, 1).value()}));
}

TEST(Reader, ServesManyThreadsAtOnce) {
    const Reader reader = Reader::from(untrained()).value();
    const DigitAnswer expected = reader.read_digit(bar(12)).value();
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 50; ++i)
                EXPECT_EQ(reader.read_digit(bar(12))->probabilities, expected.probabilities);
        });
    for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace inkling
