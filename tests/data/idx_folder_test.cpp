// Folders and pairs of IDX files; the cross-checks of images and labels.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/data_fixtures.hpp"
#include "inkling/data/load.hpp"
#include "support/data_dir.hpp"

namespace inkling {
namespace {

using test::idx_images;
using test::idx_labels;
using test::same;
using test::small_dataset;
using test::small_set;
using test::TempFolder;
using test::write;
using testing::HasSubstr;

void put_pair(const std::string& prefix, const ImageSet& set, const std::string& ending = "") {
    const bool packed = ending == ".gz";
    const Bytes images = write_idx(idx_images(set));
    const Bytes labels = write_idx(idx_labels(set));
    write(prefix + "images-idx3-ubyte" + ending, packed ? gzip(images) : images);
    write(prefix + "labels-idx1-ubyte" + ending, packed ? gzip(labels) : labels);
}

TEST(IdxFolder, TrainAndTestPairs) {
    const Dataset data = small_dataset();
    for (const std::string ending : {"", ".gz"}) {
        const TempFolder folder;
        put_pair(folder / "train-", data.train, ending);
        put_pair(folder / "t10k-", data.test, ending);
        const auto loaded = load_dataset(folder.path(), {});
        ASSERT_TRUE(loaded) << loaded.error().message;
        EXPECT_TRUE(same(loaded->train, data.train));
        EXPECT_TRUE(same(loaded->test, data.test));
        EXPECT_EQ(loaded->classes, digit_classes());
    }
}

TEST(IdxFolder, FoldersWithSuchNamesGiveWayToFiles) {
    const TempFolder folder;
    const test::Published published({});
    const char* names[] = {"train-images.idx3-ubyte", "train-labels.idx1-ubyte",
                           "t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte"};
    const char* unpacked[] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                              "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};
    for (std::size_t f = 0; f < 4; ++f) {
        write(folder / names[f], published.files[f]);
        write(folder / unpacked[f] + "/" + unpacked[f], published.files[f]);
    }
    std::filesystem::create_directory(folder / "images");
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(same(loaded->train, small_dataset().train));
    EXPECT_TRUE(same(loaded->test, small_dataset().test));
}

TEST(IdxFolder, EmnistNamesAndOnePartOnly) {
    const TempFolder folder;
    put_pair(folder / "emnist-digits-train-", small_set(7));
    put_pair(folder / "emnist-digits-test-", small_set(3));
    auto loaded = load_dataset(folder.path(), {.want_train = false});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(loaded->train.empty());
    EXPECT_TRUE(same(loaded->test, small_set(3)));
}

TEST(IdxFolder, GzipIsToldByContentNotByName) {
    const TempFolder folder;
    const ImageSet set = small_set(5);
    write(folder / "train-images-idx3-ubyte.gz", write_idx(idx_images(set)));
    write(folder / "train-labels-idx1-ubyte", gzip(write_idx(idx_labels(set))));
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(same(loaded->train, set));
}

TEST(IdxFolder, OneOtherPairIsATestPart) {
    const TempFolder folder;
    put_pair(folder / "", small_set(6));
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(loaded->train.empty());
    EXPECT_EQ(loaded->test.count, 6U);
}

TEST(IdxFolder, SeveralPairsAreNamedInTheError) {
    const TempFolder folder;
    put_pair(folder / "native28-", small_set(6), ".gz");
    put_pair(folder / "mnistnorm28-", small_set(4), ".gz");
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::data);
    EXPECT_THAT(loaded.error().message, HasSubstr("native28-images-idx3-ubyte.gz"));
    EXPECT_THAT(loaded.error().message, HasSubstr("mnistnorm28-images-idx3-ubyte.gz"));

    const auto one = load_dataset(folder / "native28-images-idx3-ubyte.gz", {});
    ASSERT_TRUE(one) << one.error().message;
    EXPECT_EQ(one->test.count, 6U);
}

TEST(IdxFolder, LabelsMayBeMissing) {
    const TempFolder folder;
    write(folder / "train-images-idx3-ubyte", write_idx(idx_images(small_set(3))));
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_FALSE(loaded);
    EXPECT_THAT(loaded.error().message, HasSubstr("no file of labels"));
    EXPECT_FALSE(load_dataset(folder / "train-images-idx3-ubyte", {}));
}

TEST(IdxFolder, ClassesFileNamesTheClasses) {
    const TempFolder folder;
    ImageSet set = small_set(5);
    set.labels[3] = 11;
    put_pair(folder / "train-", set);
    EXPECT_FALSE(load_dataset(folder.path(), {}));
    write(folder / "classes.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\r\nl\n");
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->classes.size(), 12U);
    EXPECT_EQ(loaded->classes[10], "k");
    write(folder / "classes.txt", "a\nb\na\n");
    EXPECT_FALSE(load_dataset(folder.path(), {}));
}

// BAD-INPUT 10 to 12.

TEST(IdxFolder, WrongImageSize) {
    const TempFolder folder;
    ImageSet set = small_set(2);
    set.height = set.width = 32;
    set.pixels = Buffer<std::uint8_t>(set.count * 32 * 32);
    put_pair(folder / "train-", set);
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::data);
    EXPECT_THAT(loaded.error().message, HasSubstr("images are 32x32; model wants 28x28"));
}

TEST(IdxFolder, ImagesAndLabelsOfDifferentCount) {
    const TempFolder folder;
    put_pair(folder / "train-", small_set(20));
    write(folder / "train-labels-idx1-ubyte", write_idx(idx_labels(small_set(19))));
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::data);
    EXPECT_THAT(loaded.error().message, HasSubstr("20 images but 19 labels"));
}

TEST(IdxFolder, LabelOutOfRange) {
    const TempFolder folder;
    for (const int label : {10, 255}) {
        ImageSet set = small_set(20);
        set.labels[17] = static_cast<std::uint8_t>(label);
        put_pair(folder / "train-", set);
        const auto loaded = load_dataset(folder.path(), {});
        ASSERT_FALSE(loaded);
        EXPECT_EQ(loaded.error().code, ErrorCode::data);
        EXPECT_THAT(loaded.error().message,
                    HasSubstr("label " + std::to_string(label) + " at index 17; allowed 0..9"));
        EXPECT_THAT(loaded.error().message, HasSubstr("train-labels-idx1-ubyte"));
    }
}

TEST(IdxFolder, QmnistLabelsAreTheFirstOfEightColumns) {
    const TempFolder folder;
    const ImageSet set = small_set(3);
    Bytes wide = {0, 0, 0x0C, 2, 0, 0, 0, 3, 0, 0, 0, 8};
    for (std::uint8_t i = 0; i < 3; ++i) {
        const Bytes row = {0, 0, 0, i, 0, 0, 7, 99};
        wide.insert(wide.end(), row.begin(), row.end());
        wide.resize(wide.size() + 6 * 4, 1);
    }
    write(folder / "train-images-idx3-ubyte", write_idx(idx_images(set)));
    write(folder / "train-labels-idx2-int", wide);
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(same(loaded->train, set));

    for (std::size_t size = 0; size < wide.size(); ++size) {
        write(folder / "train-labels-idx2-int", std::span(wide).first(size));
        EXPECT_FALSE(load_dataset(folder.path(), {})) << size;
    }
    wide[12] = 1;  // the first label is 2^24
    write(folder / "train-labels-idx2-int", wide);
    EXPECT_FALSE(load_dataset(folder.path(), {}));
    wide[12] = 0;
    for (const std::size_t byte : {4U, 8U}) {  // 2^24 rows or columns more than there are
        Bytes huge = wide;
        huge[byte] = 0xFF;
        write(folder / "train-labels-idx2-int", huge);
        EXPECT_FALSE(load_dataset(folder.path(), {}));
    }
}

TEST(IdxFolder, CompressedLabelsStopAtTheDeclaredSize) {
    const TempFolder folder;
    write(folder / "train-images-idx3-ubyte", write_idx(idx_images(small_set(1))));
    const Bytes wide = {0, 0, 0x0C, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 7, 0, 0, 0, 9};
    const std::string labels = folder / "train-labels-idx1-ubyte";
    write(labels, gzip(wide));
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->train.labels[0], 7);
    if (test::sanitized) GTEST_SKIP() << "sanitizers need memory of their own";
    const Bytes zeros = gzip(Bytes(10'000'000), 1);
    for (const Bytes& start : {wide, Bytes{0, 0, 0x08, 1, 0, 0, 0, 1, 7}}) {
        Bytes bomb = gzip(start);
        for (int i = 0; i < 25; ++i) bomb.insert(bomb.end(), zeros.begin(), zeros.end());
        write(labels, bomb);
        const long taken = test::megabytes_taken_by([&] {
            const auto refused = load_dataset(folder.path(), {});
            if (refused || refused.error().message.find("found more") == std::string::npos)
                ::_exit(1);
        });
        EXPECT_GE(taken, 0);
        EXPECT_LE(taken, 3);
    }
}

TEST(IdxFolder, RealPairsToEvaluateOn) {
    INKLING_NEED_DATA("unipen");
    const auto unipen = load_dataset(test::data_folder("unipen"), {});
    ASSERT_TRUE(unipen) << unipen.error().message;
    EXPECT_TRUE(unipen->train.empty());
    EXPECT_GT(unipen->test.count, 1000U);
}

TEST(IdxFolder, RealFolderOfSeveralPairs) {
    INKLING_NEED_DATA("hwd1000");
    const std::string folder = test::data_folder("hwd1000");
    EXPECT_FALSE(load_dataset(folder, {}));
    const auto native = load_dataset(folder + "/native28-images-idx3-ubyte.gz", {});
    ASSERT_TRUE(native) << native.error().message;
    EXPECT_EQ(native->test.count, 1000U);
}

}  // namespace
}  // namespace inkling
