// Loading a data set of the registry: its parts, Keras' copy, images that lie on their side.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/cache_fixture.hpp"
#include "data/npz_fixture.hpp"

namespace inkling {
namespace {

namespace fs = std::filesystem;
using test::Cache;
using test::same;
using test::small_dataset;
using test::TempFolder;
using test::write;
using testing::HasSubstr;

using test::Environment;
class Source : public Cache {};

TEST_F(Source, TestPartAloneLoadsWithANotice) {
    published_.put(cache_ / "small");
    fs::remove(cached(0));
    fs::remove(cached(1));
    for (const DataOptions& how : {options(), offline()}) {
        const auto loaded = load_source(source_, how);
        ASSERT_TRUE(loaded) << loaded.error().message;
        EXPECT_TRUE(loaded->train.empty());
        EXPECT_EQ(loaded->test.count, 10U);
        EXPECT_THAT(loaded->notice, HasSubstr("small has no images to learn from here"));
    }
    DataOptions test_only = options();
    test_only.want_train = false;
    const auto loaded = load_source(source_, test_only);
    ASSERT_TRUE(loaded);
    EXPECT_TRUE(loaded->notice.empty()) << loaded->notice;
}

TEST_F(Source, NothingAnywhereIsAnErrorWithAllReasons) {
    const auto online = load_source(source_, options());
    ASSERT_FALSE(online);
    EXPECT_EQ(online.error().code, ErrorCode::network);
    EXPECT_THAT(online.error().message, HasSubstr("file://" + mirror_.path()));
    EXPECT_THAT(online.error().hint, HasSubstr("save " + source_.mirrors[0] + name(1)));
    EXPECT_THAT(online.error().hint, HasSubstr(cached(1)));
    EXPECT_THAT(online.error().hint, HasSubstr(source_.files[1].sha256));
    const auto off = load_source(source_, offline());
    ASSERT_FALSE(off);
    EXPECT_EQ(off.error().code, ErrorCode::file);
    EXPECT_THAT(off.error().message, HasSubstr("downloads are switched off"));
}

TEST_F(Source, AFolderThatCannotBeLookedIntoIsAReason) {
    fs::create_symlink("small", cache_ / "small");
    const std::string reason = "cannot open: " + (cache_ / "small") + ": Too many levels";
    EXPECT_ERROR(load_source(source_, offline()), ErrorCode::file, reason);
    EXPECT_THAT(load_source(source_, offline()).error().hint, HasSubstr("--data-dir"));
    EXPECT_ERROR(load_source(source_, options()), ErrorCode::file, reason);
    EXPECT_ERROR(load_source(source_, options()), ErrorCode::file, "file://" + mirror_.path());
    published_.put(mirror_.path());
    const auto loaded = load_source(source_, options());
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(same(loaded->test, small_dataset().test));
    EXPECT_THAT(loaded->notice, HasSubstr("kept in memory"));
}

TEST_F(Source, CancelStopsIt) {
    published_.put(mirror_.path());
    CancelToken cancel;
    cancel.cancel();
    DataOptions how = options();
    how.cancel = &cancel;
    const auto loaded = load_source(source_, how);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::interrupted);
}

TEST_F(Source, ImagesThatLieOnTheirSideAreTurned) {
    published_.put(cache_ / "small");
    published_.source.transposed = true;
    const auto loaded = load_source(source_, offline());
    ASSERT_TRUE(loaded);
    const auto got = loaded->train.image(3);
    const Dataset data = small_dataset();
    const auto stored = data.train.image(3);
    for (std::size_t y = 0; y < 28; ++y)
        for (std::size_t x = 0; x < 28; ++x) ASSERT_EQ(got[y * 28 + x], stored[x * 28 + y]);
}

class Keras : public Cache {
  protected:
    Keras() {
        published_.source.name = "mnist";
        fs::create_directories(keras_ / "datasets");
    }
    void put(const Dataset& data) {
        const auto shape = [](const ImageSet& set, const std::string& rest) {
            return "(" + std::to_string(set.count) + "," + rest + ")";
        };
        write(
            keras_ / "datasets/mnist.npz",
            test::zip(
                {{"x_train.npy", test::npy("|u1", shape(data.train, " 28, 28"), data.train.pixels)},
                 {"y_train.npy", test::npy("|u1", shape(data.train, ""), data.train.labels)},
                 {"x_test.npy", test::npy("|u1", shape(data.test, " 28, 28"), data.test.pixels)},
                 {"y_test.npy", test::npy("|u1", shape(data.test, ""), data.test.labels)}}));
    }
    TempFolder keras_;
    Environment keras_home_{"KERAS_HOME", keras_.path()};
};

TEST_F(Keras, ItsCopyOfMnistIsUsed) {
    put(small_dataset());
    const auto loaded = load_source(source_, offline());
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(same(loaded->train, small_dataset().train));
    EXPECT_TRUE(same(loaded->test, small_dataset().test));
}

TEST_F(Keras, NotWhereItIsAnotherMnist) {
    Dataset other = small_dataset();
    other.train.pixels[400] ^= 1;
    put(other);
    EXPECT_FALSE(load_source(source_, offline()));
    published_.put(mirror_.path());
    const auto loaded = load_source(source_, options());
    ASSERT_TRUE(loaded);
    EXPECT_TRUE(same(loaded->train, small_dataset().train));
    EXPECT_THAT(loaded->notice, HasSubstr("is not the MNIST that was published"));
}

TEST_F(Keras, OnlyForMnist) {
    put(small_dataset());
    published_.source.name = "small";
    EXPECT_FALSE(load_source(source_, offline()));
}

}  // namespace
}  // namespace inkling
