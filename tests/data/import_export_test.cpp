#include "inkling/data/import_export.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/data_fixtures.hpp"
#include "inkling/data/load.hpp"

namespace inkling {
namespace {

using test::same;
using test::small_dataset;
using test::TempFolder;
using test::write;
using testing::HasSubstr;

TEST(ImportExport, NamesOfFormats) {
    EXPECT_EQ(parse_data_format("idx"), DataFormat::idx);
    EXPECT_EQ(parse_data_format("csv"), DataFormat::csv);
    EXPECT_EQ(parse_data_format("png"), DataFormat::png);
    EXPECT_EQ(parse_data_format("npz"), std::nullopt);
}

/// Images sorted by class, as a folder of pictures gives them back.
ImageSet by_class(const ImageSet& set) {
    ImageSet sorted = set;
    std::size_t place = 0;
    for (int c = 0; c < 256; ++c)
        for (std::size_t i = 0; i < set.count; ++i) {
            if (set.labels[i] != c) continue;
            const auto image = set.image(i);
            std::copy(image.begin(), image.end(), sorted.pixels.data() + place * 784);
            sorted.labels[place++] = set.labels[i];
        }
    return sorted;
}

void round_trip(const Dataset& data, DataFormat format) {
    const TempFolder folder;
    ThreadPool pool(2);
    const std::string out = folder / "new/out";
    const Status status = export_dataset(data, format, out, pool);
    ASSERT_TRUE(status) << status.error().message;
    const auto loaded = load_dataset(out, {.pool = &pool});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->classes, data.classes);
    const bool sorted = format == DataFormat::png;
    EXPECT_TRUE(same(loaded->train, sorted ? by_class(data.train) : data.train));
    EXPECT_TRUE(same(loaded->test, sorted ? by_class(data.test) : data.test));
}

TEST(ImportExport, EveryFormatGivesBackWhatWentIn) {
    for (const DataFormat format : {DataFormat::idx, DataFormat::csv, DataFormat::png}) {
        SCOPED_TRACE(static_cast<int>(format));
        round_trip(small_dataset(), format);
    }
}

TEST(ImportExport, ClassNamesAndTheirOrderSurvive) {
    Dataset data = small_dataset();
    data.classes = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                    "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
    for (const DataFormat format : {DataFormat::idx, DataFormat::csv, DataFormat::png}) {
        SCOPED_TRACE(static_cast<int>(format));
        round_trip(data, format);
    }
}

TEST(ImportExport, AnEmptyPartIsLeftOut) {
    for (const DataFormat format : {DataFormat::idx, DataFormat::csv, DataFormat::png}) {
        SCOPED_TRACE(static_cast<int>(format));
        round_trip(small_dataset(10, 0), format);
    }
    round_trip(small_dataset(0, 10), DataFormat::idx);
}

TEST(ImportExport, NeverIntoAFolderThatHoldsSomething) {
    const TempFolder folder;
    write(folder / "precious.txt", "mine");
    ThreadPool pool(1);
    const Status status = export_dataset(small_dataset(), DataFormat::idx, folder.path(), pool);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::usage);
    EXPECT_THAT(status.error().message, HasSubstr("not empty"));
}

TEST(ImportExport, NothingIsLeftOfWhatWasInterrupted) {
    const TempFolder folder;
    ThreadPool pool(2);
    CancelToken cancel;
    cancel.cancel();
    for (const DataFormat format : {DataFormat::idx, DataFormat::csv, DataFormat::png}) {
        const Status status =
            export_dataset(small_dataset(), format, folder / "out", pool, &cancel);
        ASSERT_FALSE(status);
        EXPECT_EQ(status.error().code, ErrorCode::interrupted);
        EXPECT_THAT(folder.names(), testing::IsEmpty());
    }
}

TEST(ImportExport, ClassesThatCannotBeFolders) {
    const TempFolder folder;
    ThreadPool pool(1);
    Dataset data = small_dataset();
    data.classes[3] = "..";
    EXPECT_FALSE(export_dataset(data, DataFormat::png, folder / "a", pool));
    data.classes[3] = "";
    EXPECT_FALSE(export_dataset(data, DataFormat::png, folder / "b", pool));
    data.classes[3] = "a/b";
    data.classes[4] = "a-b";
    EXPECT_FALSE(export_dataset(data, DataFormat::png, folder / "c", pool));
    EXPECT_TRUE(export_dataset(data, DataFormat::csv, folder / "d", pool));
}

TEST(ImportExport, FolderThatCannotBeMade) {
    const TempFolder folder;
    write(folder / "file", "x");
    ThreadPool pool(1);
    const Status status =
        export_dataset(small_dataset(), DataFormat::idx, folder / "file/out", pool);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::file);
}

}  // namespace
}  // namespace inkling
