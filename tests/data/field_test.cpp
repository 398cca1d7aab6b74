#include "inkling/data/field_impl.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace inkling {
namespace {

float sum_of(const Field& field) {
    return std::accumulate(field.begin(), field.end(), 0.0F);
}

float at(const Field& field, std::size_t x, std::size_t y) {
    return field[y * 28 + x];
}

TEST(Field, FillsWhatLiesInside) {
    const std::vector<Corner> box = {{4, 6}, {14.5F, 6}, {14.5F, 10}, {4, 10}};
    const Field field = filled(box);
    EXPECT_NEAR(sum_of(field), 10.5 * 4, 1e-3);
    EXPECT_FLOAT_EQ(at(field, 4, 6), 1);
    EXPECT_FLOAT_EQ(at(field, 14, 9), 0.5F);
    EXPECT_FLOAT_EQ(at(field, 3, 7), 0);
    EXPECT_FLOAT_EQ(at(field, 8, 10), 0);
    EXPECT_NEAR(sum_of(filled(std::vector<Corner>{{4, 4}, {24, 4}, {4, 24}})), 200, 1);
}

TEST(Field, CutsOffWhatLiesOutside) {
    const std::vector<Corner> box = {{-50, -50}, {100, -50}, {100, 100}, {-50, 100}};
    EXPECT_NEAR(sum_of(filled(box)), 784, 1e-2);
    EXPECT_EQ(sum_of(filled(std::vector<Corner>{{30, 0}, {40, 0}, {35, 20}})), 0);
    EXPECT_EQ(sum_of(filled({})), 0);
}

TEST(Field, NoiseStaysInItsRange) {
    Rng rng(1, Purpose::test);
    for (const float cell : {1.0F, 1.2F, 3.0F, 8.0F, 28.0F, 100.0F}) {
        const Field field = smooth_noise(cell, rng);
        EXPECT_GE(*std::ranges::min_element(field), 0) << cell;
        EXPECT_LE(*std::ranges::max_element(field), 1) << cell;
    }
    const Field photo = photo_noise(rng);
    EXPECT_GE(*std::ranges::min_element(photo), 0);
    EXPECT_LE(*std::ranges::max_element(photo), 1.001F);
}

/// The mean difference of neighbours along a row.
float roughness(const Field& field) {
    float sum = 0;
    for (std::size_t y = 0; y < 28; ++y)
        for (std::size_t x = 1; x < 28; ++x) sum += std::abs(at(field, x, y) - at(field, x - 1, y));
    return sum / (28 * 27);
}

TEST(Field, SmoothNoiseIsSmootherTheLargerItsCells) {
    Rng rng(2, Purpose::test);
    const float white = roughness(white_noise(rng));
    const float fine = roughness(smooth_noise(3, rng));
    const float coarse = roughness(smooth_noise(9, rng));
    EXPECT_LT(fine, 0.8F * white);
    EXPECT_LT(coarse, 0.6F * fine);
}

TEST(Field, StripesRepeatAfterTheirPeriod) {
    const Field field = striped({.angle = 0, .period = 4, .phase = 0.3F, .sharpness = 1});
    for (std::size_t x = 4; x < 28; ++x) EXPECT_NEAR(at(field, x, 5), at(field, x - 4, 9), 1e-4);
    const auto [low, high] = std::ranges::minmax(field);
    EXPECT_LT(low, 0.2F);
    EXPECT_GT(high, 0.8F);
}

TEST(Field, Stretches) {
    Rng rng(3, Purpose::test);
    Field field = white_noise(rng);
    stretch(field, 0.25F, 0.5F);
    EXPECT_NEAR(*std::ranges::min_element(field), 0.25F, 1e-5);
    EXPECT_NEAR(*std::ranges::max_element(field), 0.5F, 1e-5);
    field.fill(7);
    stretch(field, 0, 1);
    EXPECT_EQ(field[3], 0);
}

TEST(Field, IsWrittenAsBytes) {
    Field field{};
    field[0] = -1;
    field[1] = 0.5F;
    field[2] = 2;
    FramedPixels out;
    out.fill(9);
    write_field(field, out);
    EXPECT_EQ(out[0], 0);
    EXPECT_EQ(out[1], 128);
    EXPECT_EQ(out[2], 255);
    EXPECT_EQ(out[783], 0);
}

}  // namespace
}  // namespace inkling
