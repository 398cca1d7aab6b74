#include "inkling/data/strokes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <set>
#include <span>
#include <string>

#include <gtest/gtest.h>

#include "data/golden_hash.hpp"
#include "inkling/data/strokes_models_impl.hpp"

namespace inkling {
namespace {

std::uint64_t hash_of(const Dataset& dataset) {
    return test::fnv_1a(
        {dataset.train.pixels, dataset.train.labels, dataset.test.pixels, dataset.test.labels});
}

Dataset make(std::uint64_t seed, std::size_t train, std::size_t test, int threads = 1) {
    ThreadPool pool(threads);
    return make_strokes(seed, train, test, pool);
}

std::array<std::size_t, 10> counts(const ImageSet& set) {
    std::array<std::size_t, 10> result{};
    for (std::uint8_t label : set.labels) ++result.at(label);
    return result;
}

TEST(Strokes, HasTheShapeOfMnist) {
    const Dataset dataset = make(1, 30, 20);
    EXPECT_EQ(dataset.name, "strokes");
    ASSERT_EQ(dataset.classes.size(), 10U);
    EXPECT_EQ(dataset.classes[7], "7");
    EXPECT_EQ(dataset.train.count, 30U);
    EXPECT_EQ(dataset.test.count, 20U);
    for (const ImageSet* set : {&dataset.train, &dataset.test}) {
        EXPECT_EQ(set->height, 28U);
        EXPECT_EQ(set->width, 28U);
        EXPECT_EQ(set->pixels.size(), set->count * 784);
        EXPECT_EQ(set->labels.size(), set->count);
    }
}

TEST(Strokes, MayBeEmpty) {
    const Dataset dataset = make(1, 0, 0);
    EXPECT_TRUE(dataset.train.empty());
    EXPECT_TRUE(dataset.test.empty());
    EXPECT_EQ(make(1, 1, 0).train.count, 1U);
}

TEST(Strokes, DoesNotDependOnThreads) {
    const std::uint64_t one = hash_of(make(7, 1000, 300, 1));
    EXPECT_EQ(hash_of(make(7, 1000, 300, 2)), one);
    EXPECT_EQ(hash_of(make(7, 1000, 300, 5)), one);
}

TEST(Strokes, DependsOnTheWholeSeed) {
    const std::uint64_t hash = hash_of(make(7, 100, 10));
    EXPECT_EQ(hash_of(make(7, 100, 10)), hash);
    EXPECT_NE(hash_of(make(8, 100, 10)), hash);
    EXPECT_NE(hash_of(make(7 + (std::uint64_t{1} << 40), 100, 10)), hash);
}

TEST(Strokes, TestPartDoesNotDependOnTrainCount) {
    const Dataset a = make(3, 10, 50), b = make(3, 500, 50);
    EXPECT_TRUE(std::ranges::equal(a.test.pixels, b.test.pixels));
    EXPECT_TRUE(std::ranges::equal(a.test.labels, b.test.labels));
}

TEST(Strokes, TrainAndTestDiffer) {
    const Dataset dataset = make(3, 400, 400);
    std::set<std::string> train;
    for (std::size_t i = 0; i < 400; ++i) {
        const auto image = dataset.train.image(i);
        train.emplace(image.begin(), image.end());
    }
    EXPECT_EQ(train.size(), 400U) << "two training images are the same";
    for (std::size_t i = 0; i < 400; ++i) {
        const auto image = dataset.test.image(i);
        EXPECT_FALSE(train.contains(std::string(image.begin(), image.end())));
    }
}

TEST(Strokes, IsBalancedAndShuffled) {
    const Dataset dataset = make(5, 1000, 107);
    for (std::size_t count : counts(dataset.train)) EXPECT_EQ(count, 100U);
    for (std::size_t count : counts(dataset.test)) {
        EXPECT_GE(count, 10U);
        EXPECT_LE(count, 11U);
    }
    int same = 0;
    for (std::size_t i = 0; i < 1000; ++i) same += dataset.train.labels[i] == i % 10;
    EXPECT_LT(same, 200);
}

TEST(Strokes, IsFramedAsMnist) {
    const Dataset dataset = make(11, 3000, 0);
    double sum_x = 0, sum_y = 0;
    for (std::size_t i = 0; i < dataset.train.count; ++i) {
        const auto image = dataset.train.image(i);
        int left = 28, right = -1, top = 28, bottom = -1;
        double mass = 0, x_mass = 0, y_mass = 0;
        for (int y = 0; y < 28; ++y) {
            for (int x = 0; x < 28; ++x) {
                const double ink = image[static_cast<std::size_t>(y * 28 + x)];
                mass += ink;
                x_mass += ink * x;
                y_mass += ink * y;
                if (ink == 0) continue;
                left = std::min(left, x);
                right = std::max(right, x);
                top = std::min(top, y);
                bottom = std::max(bottom, y);
            }
        }
        ASSERT_GT(mass, 5 * 255) << "image " << i;
        EXPECT_EQ(std::max(right - left, bottom - top) + 1, 20) << "image " << i;
        // Only where the ink would leave the frame may its centre of mass lie elsewhere.
        if (left > 0 && right < 27) {
            EXPECT_NEAR(x_mass / mass, 14, 0.501) << "image " << i;
        }
        if (top > 0 && bottom < 27) {
            EXPECT_NEAR(y_mass / mass, 14, 0.501) << "image " << i;
        }
        sum_x += x_mass / mass;
        sum_y += y_mass / mass;
    }
    EXPECT_NEAR(sum_x / 3000, 14, 0.05);
    EXPECT_NEAR(sum_y / 3000, 14, 0.05);
}

TEST(Strokes, InkIsLikeMnist) {
    const Dataset dataset = make(2, 3000, 0);
    double sum = 0, inked = 0, full = 0;
    for (std::uint8_t pixel : dataset.train.pixels) {
        sum += pixel;
        inked += pixel > 0;
        full += pixel > 250;
    }
    const auto pixels = static_cast<double>(dataset.train.pixels.size());
    EXPECT_NEAR(sum / pixels / 255, 0.131, 0.015);  // MNIST's training images: 0.1307
    EXPECT_NEAR(inked / pixels, 0.191, 0.02);       // 0.191
    EXPECT_NEAR(full / inked, 0.39, 0.08);          // 0.39
}

TEST(Strokes, EachDigitIsWrittenInSeveralWays) {
    for (int digit = 0; digit < 10; ++digit) {
        const int variants = stroke_variants(digit);
        EXPECT_GE(variants, 3);
        std::set<int> seen;
        for (std::uint32_t sample = 0; sample < 2000; ++sample) {
            const PennedDigit penned = pen_digit(1, sample, digit);
            EXPECT_EQ(penned.digit, digit);
            seen.insert(penned.variant);
        }
        EXPECT_EQ(static_cast<int>(seen.size()), variants) << "digit " << digit;
    }
}

TEST(Strokes, PenStaysOnThePaper) {
    for (std::uint32_t sample = 0; sample < 5000; ++sample) {
        const PennedDigit penned = pen_digit(9, sample, static_cast<int>(sample % 10));
        EXPECT_GT(penned.pen_width, 0);
        ASSERT_FALSE(penned.strokes.empty());
        for (const PenStroke& stroke : penned.strokes) {
            ASSERT_GE(stroke.size(), 2U);
            for (const PenPoint& point : stroke) {
                EXPECT_LT(std::fabs(point.x), 4);
                EXPECT_LT(std::fabs(point.y), 4);
                EXPECT_GT(point.pressure, 0);
                EXPECT_LT(point.pressure, 3);
            }
        }
    }
}

TEST(StrokeModels, AreWellFormed) {
    for (int digit = 0; digit < 10; ++digit) {
        std::set<std::string> names;
        for (const GlyphModel& model : glyph_models(digit)) {
            EXPECT_EQ(model.digit, digit);
            EXPECT_GT(model.share, 0);
            EXPECT_TRUE(names.insert(model.name).second) << "twice: " << model.name;
            ASSERT_GE(model.knots.size(), 2U);
            EXPECT_TRUE(model.knots.front().starts);
            EXPECT_FALSE(model.knots.back().starts) << "a stroke of one knot";
            for (std::size_t i = 0; i + 1 < model.knots.size(); ++i)
                EXPECT_FALSE(model.knots[i].starts && model.knots[i + 1].starts) << model.name;
            for (const Knot& knot : model.knots) {
                EXPECT_NEAR(knot.x, 0.4, 0.6) << digit << ' ' << model.name;
                EXPECT_NEAR(knot.y, 0.5, 0.6) << digit << ' ' << model.name;
            }
            for (const Habit& habit : model.habits) {
                EXPECT_LT(habit.low, habit.high) << digit << ' ' << model.name;
                EXPECT_FALSE(habit.pulls.empty()) << digit << ' ' << model.name;
            }
        }
    }
}

// The bits are a promise: runs with the same seed agree on every machine. A change of the models
// changes this number; say so in CHANGELOG.md.
TEST(Strokes, GoldenHash) {
    EXPECT_EQ(hash_of(make(42, 200, 100)), 15101369221899712254U);
}

}  // namespace
}  // namespace inkling
