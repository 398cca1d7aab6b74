#include "inkling/data/negatives.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <span>
#include <string>

#include <gtest/gtest.h>

#include "data/golden_hash.hpp"
#include "inkling/data/letters_models_impl.hpp"
#include "inkling/data/negatives_impl.hpp"
#include "inkling/data/strokes.hpp"

namespace inkling {
namespace {

constexpr std::uint32_t test_part = 1U << 31;

std::uint64_t hash_of(const ImageSet& set) {
    return test::fnv_1a({set.pixels});
}

ImageSet negatives(std::uint64_t seed, std::size_t count, int threads = 1,
                   const NegativesOptions& options = {}) {
    ThreadPool pool(threads);
    return make_negatives({}, seed, count, pool, options);
}

ImageSet letters(std::uint64_t seed, std::size_t count, int threads = 1,
                 const NegativesOptions& options = {}) {
    ThreadPool pool(threads);
    return make_letters(seed, count, pool, options);
}

std::set<std::string> pictures(const ImageSet& set) {
    std::set<std::string> all;
    for (std::size_t i = 0; i < set.count; ++i) {
        const auto image = set.image(i);
        all.emplace(image.begin(), image.end());
    }
    return all;
}

std::size_t shared_pictures(const ImageSet& a, const ImageSet& b) {
    const std::set<std::string> in_a = pictures(a), in_b = pictures(b);
    return static_cast<std::size_t>(std::ranges::count_if(
        in_b, [&](const std::string& image) { return in_a.contains(image); }));
}

double mean_ink(std::span<const std::uint8_t> image) {
    double sum = 0;
    for (std::uint8_t pixel : image) sum += pixel;
    return sum / 255 / static_cast<double>(image.size());
}

TEST(Negatives, AreLabelledPicturesOf28) {
    for (const ImageSet& set : {negatives(1, 130), letters(1, 130)}) {
        EXPECT_EQ(set.count, 130U);
        EXPECT_EQ(set.height, 28U);
        EXPECT_EQ(set.width, 28U);
        EXPECT_EQ(set.pixels.size(), 130U * 784);
        ASSERT_EQ(set.labels.size(), 130U);
        for (std::uint8_t label : set.labels) EXPECT_EQ(label, 10);
    }
    EXPECT_TRUE(negatives(1, 0).empty());
    EXPECT_TRUE(letters(1, 0).empty());
}

TEST(Negatives, DoNotDependOnThreads) {
    const std::uint64_t one = hash_of(negatives(7, 500)), letter = hash_of(letters(7, 500));
    for (const int threads : {2, 5}) {
        EXPECT_EQ(hash_of(negatives(7, 500, threads)), one);
        EXPECT_EQ(hash_of(letters(7, 500, threads)), letter);
    }
}

TEST(Negatives, DependOnTheWholeSeed) {
    for (const std::uint64_t other : {8ULL, 7 + (1ULL << 40)}) {
        EXPECT_NE(hash_of(negatives(other, 60)), hash_of(negatives(7, 60)));
        EXPECT_NE(hash_of(letters(other, 60)), hash_of(letters(7, 60)));
    }
}

TEST(Negatives, ASampleHasItsPictureInAnySet) {
    const ImageSet all = negatives(3, 100), some = negatives(3, 30, 1, {.first = 50});
    for (std::size_t i = 0; i < 30; ++i)
        EXPECT_TRUE(std::ranges::equal(some.image(i), all.image(50 + i))) << i;
    const ImageSet script = letters(3, 100), part = letters(3, 30, 1, {.first = 50});
    for (std::size_t i = 0; i < 30; ++i)
        EXPECT_TRUE(std::ranges::equal(part.image(i), script.image(50 + i))) << i;
}

TEST(Negatives, TrainingAndTestPartsShareNoPicture) {
    const ImageSet train = letters(3, 600);
    EXPECT_EQ(pictures(train).size(), 600U) << "two pictures are the same";
    EXPECT_EQ(shared_pictures(train, letters(3, 600, 1, {.first = test_part})), 0U);
    EXPECT_EQ(shared_pictures(train, negatives(3, 600)), 0U);
    // Of blank pictures there is only one.
    EXPECT_LE(shared_pictures(negatives(3, 600), negatives(3, 600, 1, {.first = test_part})), 1U);
}

TEST(Negatives, KindsTakeTurnsOfTwenty) {
    const ImageSet set = negatives(5, 400);
    for (std::size_t turn = 0; turn < 400; turn += 20) {
        EXPECT_GT(mean_ink(set.image(turn + 11)), 0.4) << "paper and ink are exchanged";
        EXPECT_LT(mean_ink(set.image(turn + 19)), 0.25) << "specks leave the paper nearly blank";
        for (const std::size_t letter : {0, 4, 10, 16})
            EXPECT_LT(mean_ink(set.image(turn + letter)), 0.4) << "letters are ink on paper";
    }
}

TEST(Negatives, ExchangePaperAndInkOfTheDigitsGiven) {
    ImageSet digits;
    digits.count = 1;
    digits.height = digits.width = 28;
    digits.pixels = Buffer<std::uint8_t>(784);
    digits.pixels[400] = 255;
    digits.labels = Buffer<std::uint8_t>(1);
    ThreadPool pool(1);
    const ImageSet set = make_negatives(digits, 1, 20, pool);
    const auto exchanged = set.image(11);
    EXPECT_EQ(exchanged[400], 0);
    EXPECT_GE(exchanged[0], 152);
    EXPECT_EQ(std::ranges::count(exchanged, exchanged[0]), 783);
}

TEST(Negatives, APairHasBothDigits) {
    // A digit of one bar: two of them, side by side, are framed as wide as the box.
    ImageSet digits;
    digits.count = 1;
    digits.height = digits.width = 28;
    digits.pixels = Buffer<std::uint8_t>(784);
    for (std::size_t y = 8; y < 20; ++y)
        for (std::size_t x = 8; x < 20; ++x) digits.pixels[y * 28 + x] = 255;
    digits.labels = Buffer<std::uint8_t>(1);
    for (std::uint32_t sample = 0; sample < 50; ++sample) {
        Rng rng(1, Purpose::test, 0, sample);
        FramedPixels out{};
        paint_pair(digits, rng, out);
        int left = 28, right = -1, top = 28, bottom = -1;
        for (int i = 0; i < 784; ++i) {
            if (out[static_cast<std::size_t>(i)] == 0) continue;
            left = std::min(left, i % 28);
            right = std::max(right, i % 28);
            top = std::min(top, i / 28);
            bottom = std::max(bottom, i / 28);
        }
        EXPECT_EQ(right - left + 1, 20);
        EXPECT_LE(bottom - top + 1, 18);
    }
}

TEST(Negatives, PairsOfBlankDigitsAreBlank) {
    ImageSet digits;
    digits.count = 1;
    digits.height = digits.width = 28;
    digits.pixels = Buffer<std::uint8_t>(784);
    digits.labels = Buffer<std::uint8_t>(1);
    Rng rng(1, Purpose::test);
    FramedPixels out{};
    paint_pair(digits, rng, out);
    EXPECT_EQ(mean_ink(out), 0);
}

TEST(Negatives, EveryKindPaintsSomething) {
    using Painter = void (*)(Rng&, Painting);
    constexpr Painter painters[] = {paint_mark,    paint_scribble, paint_sign,   paint_shape,
                                    paint_garment, paint_noise,    paint_pattern};
    for (const Painter& painter : painters) {
        std::set<std::string> seen;
        for (std::uint32_t sample = 0; sample < 200; ++sample) {
            Rng rng(2, Purpose::test, 0, sample);
            FramedPixels out{};
            painter(rng, out);
            EXPECT_GT(mean_ink(out), 0.005) << "painter " << &painter - painters << ' ' << sample;
            seen.emplace(out.begin(), out.end());
        }
        EXPECT_GE(seen.size(), 199U);
    }
}

TEST(Letters, AreFramedAsMnist) {
    const ImageSet set = letters(11, 1000);
    for (std::size_t i = 0; i < set.count; ++i) {
        int left = 28, right = -1, top = 28, bottom = -1;
        for (int p = 0; p < 784; ++p) {
            if (set.image(i)[static_cast<std::size_t>(p)] == 0) continue;
            left = std::min(left, p % 28);
            right = std::max(right, p % 28);
            top = std::min(top, p / 28);
            bottom = std::max(bottom, p / 28);
        }
        EXPECT_EQ(std::max(right - left, bottom - top) + 1, 20) << "letter " << i;
    }
}

TEST(Letters, HeldOutAreOthersThanForTraining) {
    const std::size_t kinds = letter_models().size();
    const auto held_out = static_cast<std::size_t>(std::ranges::count_if(
        letter_models(), [](const LetterModels& letter) { return letter.held_out; }));
    EXPECT_GE(held_out, 5U);
    EXPECT_GE(kinds - held_out, 20U);
    const std::uint64_t all = hash_of(letters(1, 100));
    const ImageSet training = letters(1, 100, 1, {.letters = Letters::training});
    const ImageSet others = letters(1, 100, 1, {.letters = Letters::held_out});
    EXPECT_NE(hash_of(training), all);
    EXPECT_NE(hash_of(others), all);
    EXPECT_EQ(shared_pictures(training, others), 0U);
    EXPECT_NE(hash_of(negatives(1, 100, 1, {.letters = Letters::training})),
              hash_of(negatives(1, 100)));
}

void expect_well_formed(const GlyphModel& model) {
    EXPECT_EQ(model.digit, -1) << model.name;
    EXPECT_GT(model.share, 0) << model.name;
    ASSERT_GE(model.knots.size(), 2U) << model.name;
    EXPECT_TRUE(model.knots.front().starts) << model.name;
    EXPECT_FALSE(model.knots.back().starts) << "a stroke of one knot: " << model.name;
    for (std::size_t i = 0; i + 1 < model.knots.size(); ++i)
        EXPECT_FALSE(model.knots[i].starts && model.knots[i + 1].starts) << model.name;
    for (const Knot& knot : model.knots) {
        EXPECT_NEAR(knot.x, 0.35, 0.75) << model.name;
        EXPECT_NEAR(knot.y, 0.5, 0.6) << model.name;
    }
}

TEST(LetterModels, AreWellFormed) {
    const std::string left_out = "BDGIJOQSYZabcgijloqsuvyz";
    std::set<std::string> names;
    for (const LetterModels& letter : letter_models()) {
        EXPECT_EQ(letter.letter.size(), 1U);
        EXPECT_EQ(left_out.find(letter.letter), std::string::npos) << letter.letter;
        EXPECT_TRUE(names.insert(letter.letter).second) << "twice: " << letter.letter;
        ASSERT_FALSE(letter.ways.empty());
        for (const GlyphModel& model : letter.ways) expect_well_formed(model);
    }
    std::set<std::string> marks;
    for (const GlyphModel& model : mark_models()) {
        EXPECT_TRUE(marks.insert(model.name).second) << "twice: " << model.name;
        expect_well_formed(model);
    }
}

TEST(Negatives, DataSetsHaveElevenClasses) {
    ThreadPool pool(1);
    for (const auto make : {make_negatives_set, make_letters_set}) {
        const Dataset set = make(1, 40, 20, pool);
        ASSERT_EQ(set.classes.size(), 11U);
        EXPECT_EQ(set.classes[7], "7");
        EXPECT_EQ(set.classes[no_digit_label], "no digit");
        EXPECT_EQ(set.train.count, 40U);
        EXPECT_EQ(set.test.count, 20U);
        EXPECT_TRUE(make(1, 0, 20, pool).train.empty());
        EXPECT_EQ(hash_of(make(1, 0, 20, pool).test), hash_of(set.test));
    }
    EXPECT_EQ(make_letters_set(1, 1, 1, pool).name, "letters");
    EXPECT_EQ(make_negatives_set(1, 1, 1, pool).name, "negatives");
}

// The bits are a promise, as those of strokes are. A change of the pictures changes these numbers;
// say so in CHANGELOG.md.
TEST(Negatives, GoldenHash) {
    EXPECT_EQ(hash_of(negatives(42, 200)), 17117089389836894896U);
    EXPECT_EQ(hash_of(letters(42, 100)), 7730017165585699220U);
}

}  // namespace
}  // namespace inkling
