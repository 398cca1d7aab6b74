// Folders of pictures by class: classes, polarity, framing, errors.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "data/data_fixtures.hpp"
#include "inkling/data/load.hpp"
#include "inkling/image/encode.hpp"
#include "inkling/image/frame.hpp"

namespace inkling {
namespace {

using test::small_set;
using test::TempFolder;
using test::write;
using testing::ElementsAre;
using testing::HasSubstr;

/// A 28×28 picture of image `i` of the small set: ink white on black, or black on white.
Bytes picture(std::size_t i, bool dark_ink = false) {
    const ImageSet set = small_set(10);
    GreyImage image{28, 28, {}};
    for (const int ink : set.image(i))
        image.pixels.push_back(static_cast<std::uint8_t>(dark_ink ? 255 - ink : ink));
    return encode_png(image);
}

/// A large picture with a dark bar on white paper.
GreyImage bar(int width, int height) {
    GreyImage image = blank_image(width, height, 255);
    for (int y = height / 5; y < height * 4 / 5; ++y)
        for (int x = width * 2 / 5; x < width * 3 / 5; ++x) image.at(x, y) = 10;
    return image;
}

TEST(ImageFolder, ClassesByFolder) {
    const TempFolder folder;
    write(folder / "7/b.png", picture(1));
    write(folder / "7/a.png", picture(0));
    write(folder / "3/x.png", picture(2));
    write(folder / "3/.hidden", "not a picture");
    write(folder / "3/Thumbs.db", "not a picture");
    write(folder / "README.txt", "not a picture");
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->classes, digit_classes());
    EXPECT_TRUE(loaded->test.empty());
    ASSERT_EQ(loaded->train.count, 3U);
    EXPECT_THAT(std::vector<int>(loaded->train.labels.begin(), loaded->train.labels.end()),
                ElementsAre(3, 7, 7));
    const ImageSet set = small_set(10);
    for (const auto& [place, source] : {std::pair(0, 2), std::pair(1, 0), std::pair(2, 1)}) {
        const auto got = loaded->train.image(static_cast<std::size_t>(place));
        const auto expected = set.image(static_cast<std::size_t>(source));
        EXPECT_TRUE(std::equal(got.begin(), got.end(), expected.begin())) << place;
    }
}

TEST(ImageFolder, DarkInkOnWhiteBecomesInk) {
    const TempFolder folder;
    write(folder / "0/a.png", picture(0, true));
    write(folder / "0/b.png", picture(1, true));
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    const auto got = loaded->train.image(1);
    const ImageSet set = small_set(10);
    EXPECT_TRUE(std::equal(got.begin(), got.end(), set.image(1).begin()));
}

TEST(ImageFolder, OnePictureThatIsFullToItsEdgeDoesNotChangeTheRest) {
    const TempFolder folder;
    write(folder / "0/a.png", picture(0));
    write(folder / "0/b.png", picture(1));
    write(folder / "1/full.png", encode_png(blank_image(28, 28, 200)));
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->train.image(2)[0], 200);
    EXPECT_EQ(loaded->train.image(0)[0], 0);
}

TEST(ImageFolder, OtherSizesAreFramed) {
    const TempFolder folder;
    write(folder / "1/large.png", encode_png(bar(120, 200)));
    write(folder / "1/small.png", picture(0));
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    const auto framed = frame_digit(bar(120, 200));
    ASSERT_TRUE(framed);
    const auto got = loaded->train.image(0);
    EXPECT_TRUE(std::equal(got.begin(), got.end(), framed->pixels.begin()));
}

TEST(ImageFolder, TrainAndTestShareTheClasses) {
    const TempFolder folder;
    write(folder / "train/cat/a.png", picture(0));
    write(folder / "train/dog/a.png", picture(1));
    write(folder / "test/bee/a.png", picture(2));
    write(folder / "test/dog/a.png", picture(3));
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_THAT(loaded->classes, ElementsAre("bee", "cat", "dog"));
    EXPECT_THAT(std::vector<int>(loaded->train.labels.begin(), loaded->train.labels.end()),
                ElementsAre(1, 2));
    EXPECT_THAT(std::vector<int>(loaded->test.labels.begin(), loaded->test.labels.end()),
                ElementsAre(0, 2));
}

TEST(ImageFolder, NumbersAreOrderedByValue) {
    const TempFolder folder;
    for (const std::string name : {"2", "10", "9"}) write(folder / (name + "/a.png"), picture(0));
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_THAT(loaded->classes, ElementsAre("2", "9", "10"));
}

TEST(ImageFolder, ABadPictureIsNamed) {
    const TempFolder folder;
    write(folder / "1/good.png", picture(0));
    write(folder / "1/notes.txt", "buy milk");
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::data);
    EXPECT_THAT(loaded.error().message, HasSubstr("1/notes.txt"));
    EXPECT_FALSE(loaded.error().hint.empty());
}

TEST(ImageFolder, ABlankPictureIsNamed) {
    const TempFolder folder;
    write(folder / "1/blank.png", encode_png(blank_image(60, 60, 255)));
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message, HasSubstr("1/blank.png"));
    EXPECT_THAT(loaded.error().message, HasSubstr("no ink found"));
}

TEST(ImageFolder, NothingInIt) {
    const TempFolder folder;
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::data);
    EXPECT_THAT(loaded.error().message, HasSubstr("no data set"));
    EXPECT_THAT(loaded.error().hint, HasSubstr("one folder for each class"));
}

TEST(ImageFolder, CancelStops) {
    const TempFolder folder;
    write(folder / "1/good.png", picture(0));
    CancelToken cancel;
    cancel.cancel();
    const auto loaded = load_dataset(folder.path(), {.cancel = &cancel});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::interrupted);
}

}  // namespace
}  // namespace inkling
