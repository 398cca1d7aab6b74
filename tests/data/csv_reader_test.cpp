// CSV files: what is accepted, and that each error names its line and column.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/data_fixtures.hpp"
#include "inkling/data/load.hpp"

namespace inkling {
namespace {

using test::same;
using test::small_set;
using test::TempFolder;
using test::write;
using testing::HasSubstr;

std::string header() {
    std::string text = "label";
    for (int i = 0; i < 784; ++i) text += ",pixel" + std::to_string(i);
    return text + "\n";
}

std::string lines(const ImageSet& set, const std::string& line_end = "\n") {
    std::string text;
    for (std::size_t i = 0; i < set.count; ++i) {
        text += std::to_string(set.labels[i]);
        for (const int value : set.image(i)) text += "," + std::to_string(value);
        text += line_end;
    }
    return text;
}

/// Loads `text` as a CSV file.
Result<Dataset> load_text(const std::string& text, int threads = 1) {
    const TempFolder folder;
    write(folder / "digits.csv", text);
    ThreadPool pool(threads);
    return load_dataset(folder / "digits.csv", {.pool = &pool});
}

void expect_error(const std::string& text, const std::string& part) {
    for (const int threads : {1, 3}) {
        const auto loaded = load_text(text, threads);
        ASSERT_FALSE(loaded) << part;
        EXPECT_EQ(loaded.error().code, ErrorCode::data);
        EXPECT_THAT(loaded.error().message, HasSubstr(part));
        EXPECT_THAT(loaded.error().message, HasSubstr("digits.csv"));
        EXPECT_FALSE(loaded.error().hint.empty()) << part;
    }
}

TEST(CsvReader, WithAndWithoutHeader) {
    const ImageSet set = small_set(23);
    for (const std::string& text :
         {lines(set), header() + lines(set), header() + lines(set, "\r\n"),
          "\xEF\xBB\xBF" + header() + lines(set), lines(set) + "\n\r\n\n",
          lines(set).substr(0, lines(set).size() - 1)}) {
        for (const int threads : {1, 2, 7}) {
            const auto loaded = load_text(text, threads);
            ASSERT_TRUE(loaded) << loaded.error().message;
            EXPECT_TRUE(same(loaded->train, set));
            EXPECT_TRUE(loaded->test.empty());
        }
    }
}

TEST(CsvReader, FewerLinesThanThreads) {
    const auto loaded = load_text(header() + lines(small_set(1)), 8);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(same(loaded->train, small_set(1)));
}

TEST(CsvReader, FolderOfTrainAndTest) {
    const TempFolder folder;
    write(folder / "mnist_train.csv", lines(small_set(5, 1)));
    write(folder / "mnist_test.csv.gz", gzip(Bytes{}));
    const std::string test_text = lines(small_set(4, 2));
    write(folder / "mnist_test.csv.gz",
          gzip({reinterpret_cast<const std::uint8_t*>(test_text.data()), test_text.size()}));
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(same(loaded->train, small_set(5, 1)));
    EXPECT_TRUE(same(loaded->test, small_set(4, 2)));
}

TEST(CsvReader, KagglesUnlabelledTestFileIsLeftOutWithANotice) {
    const TempFolder folder;
    write(folder / "train.csv", header() + lines(small_set(5)));
    std::string unlabelled = header().substr(6);
    for (int i = 0; i < 783; ++i) unlabelled += "0,";
    write(folder / "test.csv", unlabelled + "0\n");
    const auto loaded = load_dataset(folder.path(), {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->train.count, 5U);
    EXPECT_TRUE(loaded->test.empty());
    EXPECT_THAT(loaded->notice, HasSubstr("test.csv has no labels"));

    const auto alone = load_dataset(folder / "test.csv", {});
    ASSERT_FALSE(alone);
    EXPECT_THAT(alone.error().message, HasSubstr("784 columns; expected 785"));
}

TEST(CsvReader, ErrorsNameLineAndColumn) {
    const std::string good = lines(small_set(3));
    std::string bad = good + "5" + std::string(784 * 2, ' ') + "\n";
    expect_error(bad, "line 4: 1 values; expected 785");

    bad = good;
    bad.replace(bad.find('\n') + 1, 3, "1,x");  // line 2: "1,0" becomes "1,x"
    expect_error(bad, "line 2, column 2: 'x' is no whole number 0..255");
    expect_error(header() + bad, "line 3, column 2: 'x'");

    for (const std::string value : {"256", "-1", "1.0", " 1", "1e2", "", "\"1\"", "0x1", "+1"}) {
        bad = good;
        bad.replace(bad.find('\n') + 1, 3, "1," + value);
        expect_error(bad, "line 2, column 2: '" + value + "'");
    }
}

TEST(CsvReader, WrongNumberOfValues) {
    std::string text = lines(small_set(2));
    expect_error(text.substr(0, text.size() - 1) + ",0\n", "line 2: 786 values; expected 785");
    text.erase(text.rfind(','));
    expect_error(text, "line 2: 784 values; expected 785");
    expect_error(lines(small_set(2)) + "\n" + lines(small_set(1)), "line 3: is empty");
}

TEST(CsvReader, LabelOutOfRange) {
    std::string text = lines(small_set(2));
    text.replace(text.find('\n') + 1, 1, "10");
    expect_error(text, "line 2: label 10; allowed 0..9");
}

TEST(CsvReader, ManyShortLinesTakeNoMemory) {
    std::string text;
    for (int i = 0; i < 200'000; ++i) text += "5\n";  // as images they would be 157 MB
    expect_error(text, "line 1: 1 values; expected 785");
    expect_error(lines(small_set(2)) + text, "line 3: 1 values; expected 785");
}

TEST(CsvReader, LabelInTheLastColumn) {
    std::string text = header().substr(6);
    text.back() = ',';
    expect_error(text + "label\n" + lines(small_set(1)), "the label is column 'label', the last");
}

TEST(CsvReader, NothingInIt) {
    expect_error("", "no images");
    expect_error("\n\n", "no images");
    expect_error(header(), "no images");
    expect_error(header().substr(0, header().size() - 1), "no images");
    expect_error("label\n", "line 1: 1 columns; expected 785");
}

TEST(CsvReader, EveryCutIsAnErrorOrFewerLines) {
    const std::string text = lines(small_set(2));
    const std::size_t first = text.find('\n');
    std::vector<std::size_t> whole = {first, first + 1, text.size() - 1, text.size()};
    for (const std::size_t size : whole) EXPECT_TRUE(load_text(text.substr(0, size), 2)) << size;
    for (std::size_t size = 0; size < text.size(); size += 11) {
        const auto loaded = load_text(text.substr(0, size), 2);
        // A file that is cut within its last number cannot be told from a whole one.
        if (loaded && size + 3 < text.size()) {
            EXPECT_TRUE(size + 3 >= first && size <= first + 1) << size;
        }
    }
}

}  // namespace
}  // namespace inkling
