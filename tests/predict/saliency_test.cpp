#include "inkling/predict/saliency.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace inkling {
namespace {

/// Class 1 is what has ink in the upper left, class 2 what has none there.
Network upper_left() {
    Network network = Network::create(mlp({.hidden = {}}), 1).value();
    std::fill(network.weights().begin(), network.weights().end(), 0.0F);
    Matrix kernel = network.matrix(network.parameters()[0]);
    for (std::size_t y = 4; y < 8; ++y)
        for (std::size_t x = 4; x < 8; ++x) {
            kernel.row(y * 28 + x)[1] = 0.5F;
            kernel.row(y * 28 + x)[2] = -0.5F;
        }
    return network;
}

FramedPixels bar() {
    FramedPixels pixels{};
    for (std::size_t y = 4; y < 8; ++y)
        for (std::size_t x = 4; x < 24; ++x) pixels[y * 28 + x] = 255;
    return pixels;
}

TEST(Saliency, IsTheFallOfTheLogarithm) {
    const Network network = upper_left();
    const Predictor predictor(network);
    const auto found = saliency(predictor, bar(), 1);
    ASSERT_EQ(found.size(), 784U);
    // With n pixels seen of the 16, the logits are n/2 and −n/2 beside eight zeros. A square of
    // five around (5, 5) covers all; one around (9, 6) touches a column of four.
    const auto log_p = [](double n) {
        return n / 2 - std::log(std::exp(n / 2) + std::exp(-n / 2) + 8);
    };
    EXPECT_NEAR(found[5 * 28 + 5], log_p(16) - log_p(0), 1e-3);
    EXPECT_NEAR(found[6 * 28 + 9], log_p(16) - log_p(12), 1e-3);
    EXPECT_NEAR(found[5 * 28 + 15], 0, 1e-6);  // ink that is of no weight
    EXPECT_EQ(found[20 * 28 + 20], 0);         // no ink
    EXPECT_GT(found[5 * 28 + 5], 0);
    EXPECT_LT(saliency(predictor, bar(), 2)[5 * 28 + 5], 0);  // this ink spoke against 2
}

TEST(Saliency, TakesCoarserGrids) {
    const Network network = upper_left();
    const auto coarse = saliency(Predictor(network), bar(), 1, {.step = 2, .cover = 6});
    const auto fine = saliency(Predictor(network), bar(), 1, {.step = 1, .cover = 6});
    ASSERT_EQ(coarse.size(), 196U);
    // The square around cell 2, 3 begins at 2 × 2 + 1 − 3, as that around pixel 5 at 5 − 3.
    EXPECT_EQ(coarse[3 * 14 + 2], fine[7 * 28 + 5]);
}

TEST(Saliency, ExplainsARejectionAsWell) {
    const Network network = upper_left();
    const Predictor rejecting(network, {}, 9);
    const auto found = saliency(rejecting, bar(), 9);
    EXPECT_LT(found[5 * 28 + 5], 0);  // without this ink it is rather none of the first nine
}

}  // namespace
}  // namespace inkling
