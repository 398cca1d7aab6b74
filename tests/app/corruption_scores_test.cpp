#include "inkling/app/corruption_scores.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/tiny_run.hpp"

namespace inkling {
namespace {

using testing::HasSubstr;

Reader reader() {
    return Reader::from(test::tiny_run().model).value();
}

TEST(CorruptionScores, CountWhatIsNotRead) {
    const test::TinyRun run = test::tiny_run();
    ThreadPool one(1), three(3);
    std::size_t told = 0;
    const auto done = [&](const CorruptionScore&) { ++told; };
    const auto scores = score_corruptions(reader(), run.dataset.test, 1, one, done).value();
    const auto again = score_corruptions(reader(), run.dataset.test, 1, three, done).value();
    ASSERT_EQ(scores.size(), corruption_count);
    EXPECT_EQ(told, 2 * corruption_count);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        EXPECT_EQ(scores[i].images, 20U);
        EXPECT_LE(scores[i].no_ink, scores[i].errors);
        EXPECT_EQ(scores[i].errors, again[i].errors);
        EXPECT_EQ(scores[i].no_ink, again[i].no_ink);
    }
    // By hand, for the first: no corruption, so what the reader says to the images themselves.
    std::size_t errors = 0;
    for (std::size_t i = 0; i < 20; ++i) {
        const auto pixels = run.dataset.test.image(i);
        const auto answer = reader().read_digit({28, 28, {pixels.begin(), pixels.end()}});
        errors += !answer || answer->digit != run.dataset.test.labels[i];
    }
    EXPECT_EQ(scores[0].errors, errors);
}

TEST(CorruptionScores, BlankPicturesAreErrors) {
    ImageSet blank = test::rows_of_ink(2, 2);
    std::fill_n(blank.pixels.data(), 2 * framed_size, std::uint8_t{0});
    ThreadPool pool(1);
    const auto scores = score_corruptions(reader(), blank, 1, pool, [](const auto&) {}).value();
    EXPECT_EQ(scores[0].no_ink, 2U);
    EXPECT_EQ(scores[0].errors, 2U);
    EXPECT_EQ(scores[0].error(), 1);
}

TEST(CorruptionScores, WantPicturesOfTheUsualSize) {
    ImageSet large = test::rows_of_ink(1, 1);
    large.width = 14;
    large.height = 56;
    ThreadPool pool(1);
    const auto scores = score_corruptions(reader(), large, 1, pool, [](const auto&) {});
    EXPECT_THAT(scores.error().message, HasSubstr("images are 56x14"));
}

TEST(CorruptionScores, TheMeanLeavesTheIdentityOut) {
    std::vector<CorruptionScore> scores = {{Corruption::identity, 100, 90},
                                           {Corruption::shear, 100, 10},
                                           {Corruption::fog, 100, 30, 7, 5}};
    EXPECT_DOUBLE_EQ(mean_error(scores), 0.2);
    EXPECT_THAT(corruption_line(scores[2], Terminal{}), HasSubstr("fog             30.00 %"));
    EXPECT_THAT(corruptions_foot(scores), HasSubstr("20.00 %"));
    const auto json = corruptions_json(scores);
    EXPECT_EQ(json["images"], 100);
    EXPECT_EQ(json["corruptions"][2]["name"], "fog");
    EXPECT_EQ(json["corruptions"][2]["no_ink"], 7);
    EXPECT_EQ(json["corruptions"][2]["rejected"], 5);
}

TEST(CorruptionScores, TheSheetHasARowForEach) {
    ThreadPool pool(1);
    const GreyImage sheet = corruption_sheet(test::rows_of_ink(5, 5), 3, 1, pool);
    EXPECT_GE(sheet.height, static_cast<int>(corruption_count) * 56);
    EXPECT_GE(sheet.width, 3 * 56);
    EXPECT_LT(sheet.width, 4 * 56);
}

}  // namespace
}  // namespace inkling
