#include "inkling/app/dataset_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "inkling/base/text.hpp"

namespace inkling {
namespace {

using testing::HasSubstr;

TEST(DatasetSource, ANoticeIsFramed) {
    Terminal terminal;
    terminal.width = 50;
    const std::string text =
        "one two three four five six seven eight nine ten\nsecond \x1b paragraph";
    const std::string box = framed_notice(text, terminal);
    const auto lines = split(box, '\n');
    ASSERT_EQ(lines.size(), 6U);  // with the empty one after the last line feed
    for (std::size_t i = 0; i + 1 < lines.size(); ++i)
        EXPECT_EQ(display_width(std::string(lines[i])), 49) << lines[i];
    EXPECT_THAT(box, HasSubstr("┏━"));
    EXPECT_THAT(box, HasSubstr("second \\x1B paragraph"));
    terminal.unicode = false;
    for (const char c : framed_notice(text, terminal)) EXPECT_GT(c, 0) << "7-bit only";
}

TEST(DatasetSource, AnAddressWiderThanTheFrameIsBrokenAtASlash) {
    Terminal terminal;
    terminal.width = 40;
    const std::string box =
        framed_notice("see https://storage.example.org/datasets/mnist/train-images.gz", terminal);
    const auto lines = split(box, '\n');
    ASSERT_EQ(lines.size(), 5U);
    for (std::size_t i = 0; i + 1 < lines.size(); ++i)
        EXPECT_EQ(display_width(std::string(lines[i])), 39) << lines[i];
    EXPECT_THAT(box, HasSubstr("example.org/  "));
}

TEST(DatasetSource, DescribesWhatIsThere) {
    Dataset dataset;
    dataset.name = "mnist";
    dataset.classes = {"a", "b"};
    dataset.train.count = 60'000;
    EXPECT_EQ(described(dataset), "mnist: 60,000 training images, 0 test images, 2 classes");
}

TEST(DatasetSource, AnUnknownNameIsAUsageError) {
    ThreadPool pool(1);
    const auto dataset = load_with_progress({.dataset = "no-such-data-set"}, pool);
    ASSERT_FALSE(dataset);
    EXPECT_EQ(exit_code(dataset.error().code), 2);
}

}  // namespace
}  // namespace inkling
