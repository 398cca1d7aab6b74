#include "inkling/train/evaluation.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "inkling/base/thread_pool.hpp"

namespace inkling {
namespace {

TEST(WilsonInterval, IsWhereTheNormalTestJustAccepts) {
    // The bounds p solve |k/n − p| = z·√(p(1−p)/n).
    for (const auto& [k, n] :
         {std::pair<std::size_t, std::size_t>{9750, 10000}, {1, 7}, {50, 100}}) {
        const double share = static_cast<double>(k) / static_cast<double>(n);
        const auto [low, high] = wilson_interval(k, n);
        EXPECT_LT(low, share);
        EXPECT_GT(high, share);
        for (const double p : {low, high})
            EXPECT_NEAR(std::fabs(share - p),
                        1.959963984540054 * std::sqrt(p * (1 - p) / static_cast<double>(n)), 1e-12);
    }
    EXPECT_NEAR(wilson_interval(0, 10).second, 0.2775328, 1e-6);
    EXPECT_NEAR(wilson_interval(0, 10).first, 0, 1e-15);
    EXPECT_NEAR(wilson_interval(10, 10).second, 1, 1e-15);
    EXPECT_EQ(wilson_interval(0, 0), (std::pair<double, double>{0, 1}));
}

/// A network that answers with the place of its brightest input: weights are the identity times 4.
Network brightest(std::size_t n) {
    Architecture architecture;
    architecture.input_shape = {n};
    architecture.layers = {Dense{n, Activation::softmax}};
    Network network = Network::create(architecture, 1).value();
    for (std::size_t r = 0; r < n; ++r)
        for (std::size_t c = 0; c < n; ++c)
            network.matrix(network.parameters()[0])(r, c) = r == c ? 4.0F : 0.0F;
    return network;
}

TEST(Evaluate, CountsWhatIsRight) {
    ImageSet set;
    set.count = 300;  // more than a block
    set.height = 1;
    set.width = 3;
    set.pixels = Buffer<std::uint8_t>(900);
    set.labels = Buffer<std::uint8_t>(300);
    for (std::size_t i = 0; i < 300; ++i) {
        set.pixels[i * 3 + i % 3] = 255;
        set.labels[i] = static_cast<std::uint8_t>(i < 30 ? 0 : i % 3);  // 20 of these are wrong
    }
    ThreadPool pool(2);
    const Evaluation e = evaluate(Predictor(brightest(3)), set, pool).value();
    EXPECT_EQ(e.images, 300U);
    EXPECT_EQ(e.errors, 20U);
    EXPECT_NEAR(e.accuracy, 280.0 / 300, 1e-12);
    EXPECT_EQ(e.confusion[0][1], 10U);
    EXPECT_EQ(e.confusion[0][2], 10U);
    EXPECT_EQ(e.confusion[1][1], 90U);
    EXPECT_NEAR(e.per_class[0].recall, 100.0 / 120, 1e-12);
    EXPECT_NEAR(e.per_class[0].precision, 1, 1e-12);
    EXPECT_NEAR(e.per_class[1].precision, 0.9, 1e-12);
    const double p = std::exp(4.0) / (std::exp(4.0) + 2);
    EXPECT_NEAR(e.loss, -(280 * std::log(p) + 20 * std::log((1 - p) / 2)) / 300, 1e-5);
    EXPECT_NEAR(e.ece, std::fabs(p - 280.0 / 300), 1e-5);
    ASSERT_EQ(e.hardest.size(), 100U);
    EXPECT_EQ(e.hardest[0], 1U);
    EXPECT_EQ(e.hardest[19], 29U);
    const MatrixBuffer all = predict(Predictor(brightest(3)), set, pool).value();
    EXPECT_NEAR(all.view()(299, 2), p, 1e-6);
}

TEST(Evaluate, RefusesWhatDoesNotFit) {
    ImageSet set;
    set.count = 1;
    set.height = set.width = 2;
    set.pixels = Buffer<std::uint8_t>(4);
    set.labels = Buffer<std::uint8_t>(1);
    ThreadPool pool(1);
    EXPECT_NE(evaluate(Predictor(brightest(3)), set, pool).error().message.find("images are 2x2"),
              std::string::npos);
    set.labels[0] = 9;
    EXPECT_NE(
        evaluate(Predictor(brightest(4)), set, pool).error().message.find("label 9 at index 0"),
        std::string::npos);
}

TEST(Evaluate, AnswersThatAreNoNumbersAreAnErrorOfTheModel) {
    ImageSet set;
    set.count = 200;
    set.height = 1;
    set.width = 3;
    set.pixels = Buffer<std::uint8_t>(600);
    set.labels = Buffer<std::uint8_t>(200);
    set.pixels[3 * 150] = set.pixels[3 * 150 + 1] = 255;
    Network network = brightest(3);
    network.matrix(network.parameters()[0])(0, 0) = 3e38F;
    network.matrix(network.parameters()[0])(1, 0) = 3e38F;
    ThreadPool pool(2);
    const auto evaluation = evaluate(Predictor(network), set, pool);
    ASSERT_FALSE(evaluation);
    EXPECT_EQ(evaluation.error().code, ErrorCode::model);
    EXPECT_FALSE(predict(Predictor(network), set, pool));
    set.pixels[3 * 150 + 1] = 0;
    EXPECT_TRUE(evaluate(Predictor(network), set, pool));
}

}  // namespace
}  // namespace inkling
