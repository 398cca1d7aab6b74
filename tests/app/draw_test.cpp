#include "inkling/app/draw.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace inkling {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Draw, ADigitIsHalfAsManyLinesAsRows) {
    std::array<std::uint8_t, 784> ink{};
    ink.fill(255);
    Terminal terminal;
    const auto lines = drawn(ink, 28, terminal);
    ASSERT_EQ(lines.size(), 14U);
    for (const std::string& line : lines) EXPECT_EQ(display_width(line), 28);
    terminal.unicode = false;
    for (const std::string& line : drawn(ink, 28, terminal))
        for (const char c : line) EXPECT_GT(c, 0) << "7-bit only";
}

TEST(Draw, BarsNameEachClassAndItsShare) {
    const std::array<double, 3> probabilities = {0.25, 0.75, 0};
    Terminal terminal;
    terminal.unicode = false;
    const auto lines = probability_bars(probabilities, {"cat", "dog", "hippo"}, terminal);
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_THAT(lines[0], HasSubstr("cat    #######  "));
    EXPECT_THAT(lines[0], HasSubstr("25.00 %"));
    EXPECT_THAT(lines[1], HasSubstr("75.00 %"));
    EXPECT_EQ(lines[0].size(), lines[2].size());
}

TEST(Draw, ColumnsStandBesideEachOtherWhereThereIsRoom) {
    Terminal terminal;
    terminal.width = 20;
    EXPECT_EQ(beside({"aa", "aa", "aa"}, {"b"}, terminal), "aa\naa    b\naa\n");
    EXPECT_EQ(beside({"a"}, {"b", "b", "b"}, terminal), "     b\na    b\n     b\n");
    terminal.width = 6;
    EXPECT_EQ(beside({"aa"}, {"b"}, terminal), "aa\nb\n");
}

}  // namespace
}  // namespace inkling
