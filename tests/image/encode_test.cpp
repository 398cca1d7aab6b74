#include "inkling/image/encode.hpp"

#include <gtest/gtest.h>

#include "inkling/base/rng.hpp"
#include "inkling/image/decode.hpp"

namespace inkling {
namespace {

TEST(EncodePng, GreyComesBackExactly) {
    Rng rng(1, Purpose::test);
    for (const auto& [width, height] : {std::pair{1, 1}, {28, 28}, {1, 300}, {301, 7}}) {
        GreyImage image = blank_image(width, height, 0);
        for (auto& pixel : image.pixels) pixel = static_cast<std::uint8_t>(rng.below(256));
        const auto back = decode_image(encode_png(image));
        ASSERT_TRUE(back);
        EXPECT_EQ(back->width, width);
        EXPECT_EQ(back->height, height);
        EXPECT_EQ(back->pixels, image.pixels);
    }
}

TEST(EncodePng, RgbKeepsItsChannels) {
    RgbImage image{4, 1, {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255}};
    const auto back = decode_image(encode_png(image));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->pixels, (std::vector<std::uint8_t>{76, 150, 29, 255}));
}

TEST(EncodePng, IsDeterministic) {
    const GreyImage image = blank_image(40, 40, 77);
    EXPECT_EQ(encode_png(image), encode_png(image));
}

}  // namespace
}  // namespace inkling
