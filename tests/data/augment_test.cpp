#include "inkling/data/augment.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace inkling {
namespace {

FramedPixels bar() {
    FramedPixels pixels{};
    for (std::size_t y = 6; y < 22; ++y)
        for (std::size_t x = 12; x < 16; ++x) pixels[y * framed_side + x] = 200;
    return pixels;
}

FramedPixels bent(const Augmenter& augmenter, std::uint32_t sample) {
    FramedPixels out{};
    augmenter(bar(), Rng(3, Purpose::augmentation, 0, sample), out);
    return out;
}

int ink(const FramedPixels& pixels) {
    return std::accumulate(pixels.begin(), pixels.end(), 0);
}

TEST(Augment, NothingAskedForChangesNothing) {
    ThreadPool pool(1);
    EXPECT_EQ(bent(Augmenter({}, {}, 1, pool), 0), bar());
}

TEST(Augment, IsAPureFunctionOfItsArguments) {
    ThreadPool one(1), three(3);
    AugmentSpec spec;
    spec.rotate_degrees = 10;
    spec.elastic_pixels = 1;
    spec.thickness = 0.3F;
    const Augmenter a(spec, {}, 5, one), b(spec, {}, 5, three), other(spec, {}, 6, one);
    EXPECT_EQ(bent(a, 7), bent(b, 7));
    EXPECT_NE(bent(a, 7), bent(a, 8));
    EXPECT_NE(bent(a, 7), bent(other, 7));  // another bank of fields
}

TEST(Augment, ThicknessMakesStrokesGrowAndShrink) {
    ThreadPool pool(1);
    AugmentSpec spec;
    spec.thickness = 1;
    const Augmenter augmenter(spec, {}, 1, pool);
    int thinner = 0, thicker = 0;
    for (std::uint32_t i = 0; i < 50; ++i) {
        const int now = ink(bent(augmenter, i)), before = ink(bar());
        thinner += now < before;
        thicker += now > before;
        // A pixel off each side of 4 × 16 leaves 2 × 14; one more on each gives 6 × 16 + 8.
        EXPECT_GE(now, 2 * 14 * 200);
        EXPECT_LE(now, (6 * 16 + 8) * 200);
    }
    EXPECT_GT(thinner, 10);
    EXPECT_GT(thicker, 10);
}

TEST(Augment, EachFramingIsAPlane) {
    ThreadPool pool(1);
    AugmentSpec spec;
    spec.shift_pixels = 2;
    const Augmenter augmenter(spec, {Framing::mnist, Framing::moments}, 1, pool);
    ASSERT_EQ(augmenter.planes_size(), 2 * framed_size);
    std::vector<std::uint8_t> planes(2 * framed_size);
    augmenter(bar(), Rng(3), planes);
    EXPECT_FALSE(
        std::equal(planes.begin(), planes.begin() + framed_size, planes.begin() + framed_size));
}

TEST(Elastic, FieldsHaveTheStrengthAskedFor) {
    ThreadPool pool(2);
    const ElasticBank bank(1, pool);
    double squares = 0, steps = 0;
    std::size_t count = 0;
    for (std::uint32_t i = 0; i < 400; ++i) {
        Rng rng(9, Purpose::test, 0, i);
        const WarpField field = bank.window(rng, 0.7F);
        for (const std::int8_t* values : {field.dx, field.dy})
            for (std::size_t y = 0; y < framed_side; ++y)
                for (std::size_t x = 0; x + 1 < framed_side; ++x) {
                    const float here = field.step * static_cast<float>(values[y * field.pitch + x]);
                    squares += static_cast<double>(here) * here;
                    const auto next = static_cast<float>(values[y * field.pitch + x + 1]);
                    steps += std::fabs(field.step * next - here);
                    ++count;
                }
    }
    EXPECT_NEAR(std::sqrt(squares / static_cast<double>(count)), 0.7, 0.035);
    EXPECT_LT(steps / static_cast<double>(count), 0.175);  // smooth
}

}  // namespace
}  // namespace inkling
