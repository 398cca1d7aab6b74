#include "inkling/network/features.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "inkling/base/rng.hpp"
#include "inkling/network/network.hpp"

namespace inkling {
namespace {

TEST(Features, NamesGoBothWays) {
    for (const char* text :
         {"gradient:7x8", "gradient:7x16+second:6+hessian:6", "second:5@1+gradient:9x8@3"})
        EXPECT_EQ(name_of(features_named(text).value()), text);
    EXPECT_EQ(name_of(features_named("gradient").value()), "gradient:7x8");
    EXPECT_EQ(features_named("gradient:7x16+second:6+hessian:6")->size(),
              7U * 7 * 16 + 6 * 6 * 32 + 6 * 6 * 8);
    for (const char* text :
         {"", "pixel", "gradient:1x8", "gradient:15x8", "gradient:7x9", "gradient:7x12",
          "hessian:6x8", "second:6@4", "gradient:7x8+", "gradient:7x8@-1"}) {
        EXPECT_FALSE(features_named(text)) << text;
    }
}

Architecture with(const char* blocks, std::vector<std::size_t> shape) {
    Architecture architecture;
    architecture.input_shape = std::move(shape);
    architecture.layers.emplace_back(features_named(blocks).value());
    architecture.layers.emplace_back(Dense{3, Activation::softmax});
    return architecture;
}

TEST(Features, OnlyFitPicturesThatAreThere) {
    EXPECT_TRUE(check(with("gradient", {28, 28})));
    EXPECT_TRUE(check(with("gradient@1", {2, 28, 28})));
    EXPECT_FALSE(check(with("gradient@1", {28, 28})));
    EXPECT_FALSE(check(with("gradient", {27, 28})));
    Architecture late = with("gradient", {28, 28});
    late.layers.emplace_back(late.layers.front());
    EXPECT_FALSE(check(late));
}

/// Blocks lie side by side, each of its own plane, the same for any place in the batch.
TEST(Features, BlocksLieSideBySide) {
    const auto outputs = [](const char* blocks, std::vector<std::size_t> shape,
                            std::span<const std::uint8_t> pixels, std::size_t row) {
        Network network = Network::create(with(blocks, std::move(shape)), 1).value();
        Workspace workspace(network, 5);
        workspace.set_pixels(row, pixels);
        (void)network.answer(workspace, 5);
        const Matrix out = workspace.step(0).output;
        return std::vector<float>(out.row(row), out.row(row) + out.columns);
    };
    std::vector<std::uint8_t> two(2 * 784);
    Rng rng(4, Purpose::test);
    for (std::size_t i = 0; i < two.size(); ++i)
        two[i] = i % 28 > 8 && i % 28 < 20 ? static_cast<std::uint8_t>(rng.below(256)) : 0;
    const std::span<const std::uint8_t> first(two.data(), 784), second(two.data() + 784, 784);
    const auto a = outputs("gradient:7x8", {28, 28}, second, 0);
    const auto b = outputs("hessian:6", {28, 28}, first, 4);
    const auto both = outputs("gradient:7x8@1+hessian:6", {2, 28, 28}, two, 2);
    ASSERT_EQ(both.size(), a.size() + b.size());
    EXPECT_TRUE(std::equal(a.begin(), a.end(), both.begin()));
    EXPECT_TRUE(std::equal(b.begin(), b.end(), both.begin() + a.size()));
    double mean = 0;
    for (const float value : both) {
        EXPECT_TRUE(std::isfinite(value));
        mean += static_cast<double>(value) / static_cast<double>(both.size());
    }
    EXPECT_NE(mean, 0);
}

}  // namespace
}  // namespace inkling
