#include "inkling/predict/predictor.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "inkling/base/rng.hpp"

namespace inkling {
namespace {

Network network_of(std::uint64_t seed, std::vector<std::size_t> shape = {28, 28}) {
    Architecture architecture = mlp({.hidden = {12}});
    architecture.input_shape = std::move(shape);
    return Network::create(std::move(architecture), seed).value();
}

std::vector<std::uint8_t> pictures(std::size_t count) {
    std::vector<std::uint8_t> pixels(count * framed_size);
    Rng rng(2, Purpose::test);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t y = 6; y < 22; ++y)
            for (std::size_t x = 8 + i; x < 14 + i; ++x)
                pixels[i * framed_size + y * 28 + x] = static_cast<std::uint8_t>(rng.below(256));
    return pixels;
}

std::vector<std::vector<float>> rows(const Predictor& predictor,
                                     std::span<const std::uint8_t> pixels) {
    Predictor::Scratch scratch(predictor, 8);
    const ConstMatrix p = predictor.predict(pixels, scratch);
    std::vector<std::vector<float>> rows;
    for (std::size_t r = 0; r < p.rows; ++r) rows.emplace_back(p.row(r), p.row(r) + p.columns);
    return rows;
}

/// What the network itself says to pixels, its first step in whole numbers.
std::vector<float> asked(const Network& network, std::span<const std::uint8_t> pixels) {
    Workspace workspace(network, 1);
    network.pixel_layer().value()(pixels, workspace.step(0).output);
    const ConstMatrix p = network.answer_after_first_step(workspace, 1);
    return {p.row(0), p.row(0) + p.columns};
}

TEST(Predictor, AnswersAsTheNetworkDoesInFloats) {
    const Network network = network_of(1);
    const auto pixels = pictures(6);
    const auto answers = rows(Predictor(network), pixels);
    Workspace workspace(network, 1);
    for (std::size_t i = 0; i < 6; ++i) {
        workspace.set_pixels(0, std::span(pixels).subspan(i * framed_size, framed_size));
        const ConstMatrix p = network.answer(workspace, 1);
        for (std::size_t c = 0; c < p.columns; ++c) EXPECT_NEAR(answers[i][c], p(0, c), 2e-5);
    }
}

TEST(Predictor, OneNetworkSeesTheFramedPicture) {
    Model model{network_of(1)};
    model.preprocessing.framing = "moments";
    const auto pixels = pictures(3);
    const auto answers = rows(Predictor::of(model).value(), pixels);
    ASSERT_EQ(answers.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        FramedPixels framed{};
        frame_planes(std::vector{Framing::moments},
                     FramedSpan(pixels.data() + i * framed_size, framed_size), framed);
        EXPECT_EQ(answers[i], asked(model.network, framed));
    }
    EXPECT_EQ(rows(Predictor(model.network, {Framing::moments}), pixels), answers);
}

TEST(Predictor, WithoutFramingPicturesOfAnySizeGoThrough) {
    const Network small = network_of(1, {3, 5});
    const std::vector<std::uint8_t> pixels(30, 77);
    const Predictor predictor(small);
    EXPECT_EQ(predictor.pixels(), 15U);
    EXPECT_EQ(rows(predictor, pixels)[1], asked(small, std::span(pixels).first(15)));
}

TEST(Predictor, VotesAreAveragedAsLogarithms) {
    Model model{network_of(1)};
    model.committee.push_back({network_of(2, {2, 28, 28}), "mnist,upright"});
    const auto pixels = pictures(2);
    const auto answers = rows(Predictor::of(model).value(), pixels);
    for (std::size_t i = 0; i < 2; ++i) {
        const FramedSpan digit(pixels.data() + i * framed_size, framed_size);
        std::vector<std::uint8_t> planes(2 * framed_size);
        frame_planes(std::vector{Framing::mnist, Framing::upright}, digit, planes);
        const auto one = asked(model.network, digit);
        const auto two = asked(model.committee[0].network, planes);
        double sum = 0;
        for (std::size_t c = 0; c < one.size(); ++c) sum += std::sqrt(double{one[c]} * two[c]);
        for (std::size_t c = 0; c < one.size(); ++c)
            EXPECT_NEAR(answers[i][c], std::sqrt(double{one[c]} * two[c]) / sum, 1e-5);
    }
}

TEST(Predictor, ViewsVoteLikeNetworks) {
    Model model{network_of(1)};
    model.preprocessing.views = 5;
    const auto pixels = pictures(1);
    const auto answer = rows(Predictor::of(model).value(), pixels)[0];
    std::vector<double> logs(answer.size());
    const Point shifts[] = {{0, 0}, {1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    for (const Point shift : shifts) {
        FramedPixels moved{};
        frame_planes({}, FramedSpan(pixels.data(), framed_size), moved, shift);
        const auto p = asked(model.network, moved);
        for (std::size_t c = 0; c < logs.size(); ++c) logs[c] += std::log(double{p[c]}) / 5;
    }
    double sum = 0;
    for (const double l : logs) sum += std::exp(l);
    for (std::size_t c = 0; c < logs.size(); ++c)
        EXPECT_NEAR(answer[c], std::exp(logs[c]) / sum, 1e-5);
}

TEST(Predictor, TheLastOutputMayReject) {
    Model model{network_of(1)};
    model.reject_above = 0.25;
    const auto pixels = pictures(2);
    const Predictor predictor = Predictor::of(model).value();
    EXPECT_EQ(predictor.classes(), 9U);
    EXPECT_TRUE(predictor.can_reject());
    EXPECT_EQ(predictor.reject_above(), 0.25);
    const auto answers = rows(predictor, pixels);
    for (std::size_t i = 0; i < 2; ++i) {
        const auto all =
            asked(model.network, std::span(pixels).subspan(i * framed_size, framed_size));
        ASSERT_EQ(answers[i].size(), 10U);
        EXPECT_NEAR(answers[i][9], all[9], 1e-6);
        for (std::size_t c = 0; c < 9; ++c) EXPECT_NEAR(answers[i][c], all[c] / (1 - all[9]), 1e-5);
    }
    EXPECT_EQ(rows(Predictor(model.network, {}, 9), pixels), answers);
    EXPECT_FALSE(Predictor(model.network).can_reject());
}

TEST(Predictor, TheFirstNetworkAnswersAloneWhatItIsSureOf) {
    Model model{network_of(1)};
    model.committee.push_back({network_of(2, {2, 28, 28}), "mnist,upright"});
    model.reject_above = 0.5;
    const auto pixels = pictures(5);
    const auto voted = rows(Predictor::of(model).value(), pixels);
    std::vector<std::vector<float>> first;
    std::vector<float> surest;
    for (std::size_t i = 0; i < 5; ++i) {
        first.push_back(
            asked(model.network, std::span(pixels).subspan(i * framed_size, framed_size)));
        surest.push_back(*std::max_element(first[i].begin(), first[i].end()));
    }
    std::vector<float> sorted = surest;
    std::sort(sorted.begin(), sorted.end());
    model.alone_above = double{sorted[2]};  // two of the five are above
    const auto answers = rows(Predictor::of(model).value(), pixels);
    for (std::size_t i = 0; i < 5; ++i) {
        if (surest[i] <= sorted[2]) {
            EXPECT_EQ(answers[i], voted[i]);
            continue;
        }
        EXPECT_EQ(answers[i][9], first[i][9]);
        for (std::size_t c = 0; c < 9; ++c)
            EXPECT_NEAR(answers[i][c], first[i][c] / (1 - first[i][9]), 1e-6);
        EXPECT_NE(answers[i], voted[i]);
    }
}

/// Finite weights with which what is computed overflows.
Network overflowing(std::uint64_t seed) {
    Network network = network_of(seed);
    std::size_t i = 0;
    for (float& weight : network.weights()) weight = i++ % 2 == 0 ? 3e38F : -3e38F;
    return network;
}

TEST(Predictor, TellsWhereAnswersAreNoNumbers) {
    Model one{overflowing(1)}, alone = one, voting = one, rejecting = one;
    alone.committee.push_back({network_of(2), "mnist"});
    alone.alone_above = 0.5;
    voting.preprocessing.views = 5;
    rejecting.reject_above = 0.5;
    const auto pixels = pictures(3);
    for (const Model* model : {&one, &alone, &voting, &rejecting}) {
        const Predictor predictor = Predictor::of(*model).value();
        Predictor::Scratch scratch(predictor, 8);
        const Status checked = check_answers(predictor.predict(pixels, scratch));
        ASSERT_FALSE(checked);
        EXPECT_EQ(checked.error().code, ErrorCode::model);
        EXPECT_EQ(exit_code(checked.error().code), 3);
        EXPECT_EQ(checked.error().message, "its answers are no numbers: its weights are too large");
        EXPECT_FALSE(checked.error().hint.empty());
    }
    const Network sound = network_of(1);
    const Predictor predictor(sound);
    Predictor::Scratch scratch(predictor, 8);
    EXPECT_TRUE(check_answers(predictor.predict(pixels, scratch)));
    const float last_is_none[] = {0.5F, 0.5F, HUGE_VALF};
    EXPECT_FALSE(check_answers(last_is_none));
}

TEST(Predictor, RefusesWhatDoesNotFit) {
    Model model{network_of(1)};
    model.preprocessing.framing = "sideways";
    EXPECT_NE(Predictor::of(model).error().message.find("'sideways'"), std::string::npos);
    model.preprocessing.framing = "moments,upright";
    EXPECT_NE(Predictor::of(model).error().message.find("784 inputs"), std::string::npos);
    Architecture three = mlp({.hidden = {4}, .classes = 3});
    Model mixed{network_of(1)};
    mixed.committee.push_back({Network::create(three, 1).value(), "mnist"});
    EXPECT_FALSE(Predictor::of(mixed));
}

}  // namespace
}  // namespace inkling
