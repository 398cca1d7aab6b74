#include "inkling/serve/explanation.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "inkling/predict/saliency.hpp"

namespace inkling {
namespace {

Reader reader_of(Network network) {
    return Reader::from(Model{std::move(network), {}, {}, {}}).value();
}

/// A network without a hidden layer, which says 1 where the upper left is inked and 0 elsewhere.
Network upper_left() {
    Network network = Network::create(mlp({.hidden = {}}), 1).value();
    std::fill(network.weights().begin(), network.weights().end(), 0.0F);
    Matrix kernel = network.matrix(network.parameters()[0]);
    for (std::size_t y = 4; y < 8; ++y)
        for (std::size_t x = 4; x < 8; ++x) kernel.row(y * 28 + x)[1] = 1;
    return network;
}

TEST(Explanation, PointsAtTheInkThatDecides) {
    FramedPixels pixels{};
    for (std::size_t y = 4; y < 8; ++y)
        for (std::size_t x = 4; x < 24; ++x) pixels[y * 28 + x] = 255;
    const Explanation found = explain(reader_of(upper_left()), pixels).value();
    EXPECT_EQ(found.digit, 1U);
    ASSERT_EQ(found.saliency.size(), saliency_side * saliency_side);
    EXPECT_EQ(found.saliency[2 * saliency_side + 2], 255);
    EXPECT_EQ(found.saliency[2 * saliency_side + 10], 0);
    EXPECT_EQ(found.saliency[10 * saliency_side + 2], 0);
    EXPECT_TRUE(found.layers.empty());
}

TEST(Explanation, ShowsEachHiddenLayer) {
    const Network network =
        Network::create(mlp({.hidden = {20, 12}, .batch_norm = true}), 3).value();
    FramedPixels pixels{};
    pixels.fill(90);
    const Explanation found = explain(reader_of(std::move(network)), pixels).value();
    ASSERT_EQ(found.layers.size(), 2U);
    EXPECT_EQ(found.layers[0].values.size(), 20U);
    EXPECT_EQ(found.layers[1].values.size(), 12U);
    EXPECT_EQ(found.layers[1].name, "hidden layer 2, 12 units");
    EXPECT_EQ(*std::max_element(found.layers[0].values.begin(), found.layers[0].values.end()), 255);
}

TEST(Explanation, TellsWhyItIsNoDigitAndWhatEachNetworkDoes) {
    const auto network = [](std::uint64_t seed) {
        return Network::create(mlp({.hidden = {9}, .classes = 11}), seed).value();
    };
    Model model{network(1)};
    model.classes.assign(10, "x");
    model.committee.push_back({network(2), "mnist"});
    model.reject_above = 0;  // everything is rejected
    FramedPixels pixels{};
    for (std::size_t i = 300; i < 500; ++i) pixels[i] = 255;
    const Reader reader = Reader::from(std::move(model)).value();
    const Explanation found = explain(reader, pixels).value();
    EXPECT_TRUE(found.rejected);
    ASSERT_EQ(found.layers.size(), 2U);
    EXPECT_EQ(found.layers[1].name, "network 2, hidden layer 1, 9 units");
    const auto falls = saliency(reader.predictor(), pixels, 10, {.step = 2, .cover = 6});
    const auto most = std::max_element(falls.begin(), falls.end()) - falls.begin();
    EXPECT_EQ(found.saliency[static_cast<std::size_t>(most)], 255);
}

}  // namespace
}  // namespace inkling
