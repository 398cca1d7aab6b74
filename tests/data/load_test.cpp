#include "inkling/data/load.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>

#include "data/data_fixtures.hpp"
#include "inkling/data/cache.hpp"
#include "support/data_dir.hpp"

namespace inkling {
namespace {

using test::Environment;
using test::same;
using test::TempFolder;
using test::write;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

std::array<int, 10> class_counts(const ImageSet& set) {
    std::array<int, 10> counts{};
    for (const std::uint8_t label : set.labels) ++counts[label];
    return counts;
}

TEST(LoadDataset, UnknownNamesGetAProposal) {
    const auto loaded = load_dataset("mnits", {});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::usage);
    EXPECT_THAT(loaded.error().message, HasSubstr("'mnits'"));
    EXPECT_THAT(loaded.error().hint, HasSubstr("did you mean mnist?"));
    EXPECT_THAT(load_dataset("/nowhere/at/all", {}).error().hint, HasSubstr("fashion-mnist"));
    EXPECT_EQ(load_dataset("", {}).error().code, ErrorCode::usage);
}

TEST(LoadDataset, APathThatDoesNotExistIsAFileError) {
    for (const char* name : {"/nowhere/at/all", "nofile.csv", "NoFile.CSV.GZ", "./nodir/", "x.npz",
                             "t10k-images-idx3-ubyte", "t10k-images-idx3-ubyte.gz"})
        EXPECT_ERROR(load_dataset(name, {}), ErrorCode::file,
                     std::string("cannot open: ") + name + ": No such file or directory");
    const TempFolder folder;
    write(folder / "file", "x");
    EXPECT_ERROR(load_dataset(folder / "file/sub", {}), ErrorCode::file, "Not a directory");
    for (const char* word : {"nowhere", "images", "csv"})
        EXPECT_ERROR(load_dataset(word, {}), ErrorCode::usage, "no data set and no path");
}

TEST(LoadDataset, WhatIsNoRegularFileInAFolder) {
    const TempFolder folder;
    const std::string images = folder / "t10k-images-idx3-ubyte";
    write(folder / "t10k-labels-idx1-ubyte", "x");
    ASSERT_EQ(::mkfifo(images.c_str(), 0600), 0);
    EXPECT_ERROR(load_dataset(folder.path(), {}), ErrorCode::file,
                 images + ": not a regular file (a pipe)");
    std::filesystem::remove(images);
    std::filesystem::create_directory(images);
    EXPECT_ERROR(load_dataset(folder.path(), {}), ErrorCode::file,
                 images + ": not a regular file (a directory)");
    std::filesystem::remove(images);
    for (const char* target : {"t10k-images-idx3-ubyte", "nowhere"}) {
        std::filesystem::create_symlink(target, images);
        EXPECT_ERROR(load_dataset(folder.path(), {}), ErrorCode::file, "cannot open: " + images);
        std::filesystem::remove(images);
    }
    for (const char* name : {"mnist.npz", "train.csv"}) {
        ASSERT_EQ(::mkfifo((folder / name).c_str(), 0600), 0);
        EXPECT_ERROR(load_dataset(folder.path(), {}), ErrorCode::file, "not a regular file");
        std::filesystem::remove(folder / name);
    }
    ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
    EXPECT_ERROR(load_dataset(folder / "fifo", {}), ErrorCode::file, "not a regular file");
}

TEST(LoadDataset, FilesOfOtherKinds) {
    const TempFolder folder;
    write(folder / "model.bin", "x");
    const auto loaded = load_dataset(folder / "model.bin", {});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::data);
    EXPECT_THAT(loaded.error().hint, HasSubstr(".csv"));
}

TEST(LoadDataset, AFolderIsNamedAfterItself) {
    const TempFolder folder;
    test::Published({}).put(folder / "mine");
    EXPECT_EQ(load_dataset(folder / "mine", {})->name, "mine");
    EXPECT_EQ(load_dataset(folder / "mine/", {})->name, "mine");
    EXPECT_EQ(load_dataset(folder / "mine/.", {})->name, "mine");
}

TEST(DatasetFiles, AllThatIsRead) {
    const TempFolder folder;
    const auto files_of = [&](const std::string& name) {
        std::vector<std::string> names;
        for (const std::string& path : dataset_files(name, {.data_dir = folder.path()}))
            names.push_back(path.substr(folder.path().size() + 1));
        return names;
    };
    test::Published({}).put(folder / "idx");
    write(folder / "idx/classes.txt", "a");
    write(folder / "idx/notes.txt", "not read");
    const std::string train = "idx/train-images-idx3-ubyte.gz", test = "idx/t10k-";
    EXPECT_THAT(
        files_of(folder / "idx"),
        UnorderedElementsAre(train, "idx/train-labels-idx1-ubyte.gz", test + "images-idx3-ubyte.gz",
                             test + "labels-idx1-ubyte.gz", "idx/classes.txt"));
    EXPECT_THAT(files_of(folder / train),
                UnorderedElementsAre(train, "idx/train-labels-idx1-ubyte.gz", "idx/classes.txt"));
    write(folder / "csv/train.csv", "1");
    EXPECT_THAT(files_of(folder / "csv"), UnorderedElementsAre("csv/train.csv"));
    EXPECT_THAT(files_of(folder / "csv/train.csv"), UnorderedElementsAre("csv/train.csv"));
    write(folder / "pictures/train/0/a.png", "1");
    write(folder / "pictures/test/7/b.png", "1");
    EXPECT_THAT(files_of(folder / "pictures"),
                UnorderedElementsAre("pictures/train/0/a.png", "pictures/test/7/b.png"));
    write(folder / "mnist/t10k-labels-idx1-ubyte", "1");
    for (const char* name : {"mnist", "auto", "cells"})
        EXPECT_THAT(files_of(name), UnorderedElementsAre("mnist/t10k-labels-idx1-ubyte")) << name;
    for (const std::string& name : {std::string("strokes"), folder / "none", std::string("none")})
        EXPECT_THAT(files_of(name), IsEmpty()) << name;
}

TEST(LoadDataset, AutoFallsBackToStrokesAndSaysSo) {
    const TempFolder folder;
    const Environment home("HOME", folder.path());
    const Environment keras("KERAS_HOME", "");
    const auto loaded = load_dataset(
        "auto", {.data_dir = folder.path(), .allow_download = false, .want_train = false});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->name, "strokes");
    EXPECT_EQ(loaded->test.count, 10'000U);
    EXPECT_THAT(loaded->notice, HasSubstr("MNIST is not on this machine"));
    EXPECT_THAT(loaded->notice, HasSubstr("downloads are switched off"));
    EXPECT_THAT(loaded->notice, HasSubstr("inkling data fetch mnist"));
}

TEST(LoadDataset, AutoDoesNotClaimWhatItCannotSee) {
    const TempFolder folder;
    const Environment home("HOME", folder.path());
    const Environment keras("KERAS_HOME", "");
    write(folder / "file", "x");
    const auto loaded = load_dataset(
        "auto", {.data_dir = folder / "file", .allow_download = false, .want_train = false});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->name, "strokes");
    EXPECT_THAT(loaded->notice, Not(HasSubstr("MNIST is not on this machine")));
    EXPECT_THAT(loaded->notice, HasSubstr((folder / "file/mnist") + ": Not a directory"));
}

TEST(LoadDataset, StrokesDependOnTheSeed) {
    DataOptions options;
    options.want_train = false;
    const auto first = load_dataset("strokes", options);
    ASSERT_TRUE(first);
    EXPECT_TRUE(first->notice.empty());
    options.seed = 1;
    EXPECT_FALSE(same(first->test, load_dataset("strokes", options)->test));
}

TEST(LoadDataset, MakesWhatIsNoDigit) {
    for (const std::string name : {"letters", "negatives"}) {
        const auto loaded = load_dataset(name, {.want_train = false});
        ASSERT_TRUE(loaded) << loaded.error().message;
        EXPECT_EQ(loaded->name, name);
        EXPECT_TRUE(loaded->train.empty());
        EXPECT_EQ(loaded->test.count, 10'000U);
        EXPECT_EQ(loaded->test.labels[9'999], 10);
        EXPECT_EQ(loaded->classes.size(), 11U);
    }
}

TEST(LoadDataset, RealMnist) {
    INKLING_NEED_DATA("mnist");
    for (const std::string name : {"mnist", "auto"}) {
        const auto loaded = load_dataset(name, {.allow_download = false});
        ASSERT_TRUE(loaded) << loaded.error().message;
        EXPECT_EQ(loaded->name, "mnist");
        EXPECT_TRUE(loaded->notice.empty()) << loaded->notice;
        ASSERT_EQ(loaded->train.count, 60'000U);
        ASSERT_EQ(loaded->test.count, 10'000U);
        // Class counts as published on the data set's page.
        EXPECT_THAT(
            class_counts(loaded->train),
            testing::ElementsAre(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949));
        EXPECT_THAT(class_counts(loaded->test),
                    testing::ElementsAre(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009));
        EXPECT_EQ(loaded->test.labels[0], 7);
    }
}

TEST(LoadDataset, RealMnistIsTheSameForAnyNumberOfThreads) {
    INKLING_NEED_DATA("mnist");
    ThreadPool one(1);
    ThreadPool three(3);
    const auto a = load_dataset("mnist", {.allow_download = false, .pool = &one});
    const auto b = load_dataset("mnist", {.allow_download = false, .pool = &three});
    ASSERT_TRUE(a && b);
    EXPECT_TRUE(same(a->train, b->train));
    EXPECT_TRUE(same(a->test, b->test));
}

TEST(LoadDataset, RealFashionMnist) {
    INKLING_NEED_DATA("fashion-mnist");
    const auto loaded = load_dataset("fashion-mnist", {.allow_download = false});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->classes[9], "Ankle boot");
    EXPECT_EQ(loaded->test.labels[0], 9);
    EXPECT_TRUE(loaded->notice.empty());
}

TEST(LoadDataset, RealKmnistOfWhichOnlyTheTestPartIsHere) {
    INKLING_NEED_DATA("kmnist");
    const auto loaded = load_dataset("kmnist", {.allow_download = false});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->test.count, 10'000U);
    if (!loaded->train.empty()) GTEST_SKIP() << "the train part is here as well";
    EXPECT_THAT(loaded->notice, HasSubstr("kmnist has no images to learn from here"));
}

TEST(LoadDataset, RealFilesMatchTheRegistry) {
    INKLING_NEED_DATA("mnist");
    for (const DataSource& source : data_sources()) {
        const auto files = verify_files(source, {});
        ASSERT_TRUE(files) << files.error().message;
        for (const CachedFile& file : *files)
            EXPECT_NE(file.state, CachedFile::State::corrupt) << file.name << ": " << file.detail;
    }
}

}  // namespace
}  // namespace inkling
