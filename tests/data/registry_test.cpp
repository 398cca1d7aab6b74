#include "inkling/data/registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace inkling {
namespace {

bool is_hash(const std::string& text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

TEST(Registry, KnowsTheFiveDataSets) {
    EXPECT_THAT(dataset_names(),
                testing::ElementsAre("auto", "mnist", "fashion-mnist", "kmnist", "emnist-digits",
                                     "qmnist", "strokes", "letters", "letters-held-out", "noise",
                                     "negatives", "cells"));
    EXPECT_EQ(find_data_source("mnist")->name, "mnist");
    EXPECT_EQ(find_data_source("nist"), nullptr);
    EXPECT_EQ(find_data_source(""), nullptr);
}

TEST(Registry, MirrorsAreHttpsFolders) {
    for (const DataSource& source : data_sources()) {
        EXPECT_FALSE(source.mirrors.empty()) << source.name;
        for (const std::string& mirror : source.mirrors) {
            EXPECT_TRUE(mirror.starts_with("https://")) << mirror;
            EXPECT_TRUE(mirror.ends_with("/")) << mirror;
        }
    }
}

TEST(Registry, FactsAreWellFormed) {
    std::set<std::string> hashes;
    std::size_t count = 0;
    for (const DataSource& source : data_sources()) {
        EXPECT_EQ(source.classes.size(), 10U) << source.name;
        for (int f = 0; f < 4; ++f) {
            const DataFile& file = source.files[static_cast<std::size_t>(f)];
            EXPECT_TRUE(file.name.ends_with(".gz")) << file.name;
            EXPECT_GT(file.size, source.count(f)) << file.name;
            for (const std::string& hash : {file.sha256, file.packed_sha256}) {
                if (hash.empty()) continue;
                EXPECT_TRUE(is_hash(hash)) << file.name;
                hashes.insert(hash);
                ++count;
            }
            EXPECT_EQ(file.packed_sha256.empty(), file.packed_size == 0) << file.name;
        }
        EXPECT_EQ(source.archive.name.empty(), source.archive.sha256.empty());
    }
    EXPECT_EQ(hashes.size(), count) << "a hash stands at two files";
    EXPECT_EQ(count, 12U);
}

TEST(Registry, SizesOfMnistAreThoseOfItsFiles) {
    const DataSource& mnist = *find_data_source("mnist");
    EXPECT_EQ(mnist.files[DataSource::train_images].size, 47'040'016U);
    EXPECT_EQ(mnist.files[DataSource::train_labels].size, 60'008U);
    EXPECT_EQ(mnist.files[DataSource::test_images].size, 7'840'016U);
    EXPECT_EQ(mnist.files[DataSource::test_labels].size, 10'008U);
    EXPECT_EQ(mnist.count(DataSource::train_labels), 60'000U);
    EXPECT_EQ(mnist.count(DataSource::test_images), 10'000U);
}

}  // namespace
}  // namespace inkling
