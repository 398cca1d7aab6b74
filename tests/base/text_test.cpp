#include "inkling/base/text.hpp"

#include <gtest/gtest.h>

namespace inkling {
namespace {

TEST(Text, WithCommas) {
    EXPECT_EQ(with_commas(0), "0");
    EXPECT_EQ(with_commas(999), "999");
    EXPECT_EQ(with_commas(1000), "1,000");
    EXPECT_EQ(with_commas(47040016), "47,040,016");
}

TEST(Text, PrintableEscapesWhatATerminalWouldObey) {
    EXPECT_EQ(printable("plain ä €"), "plain ä €");
    EXPECT_EQ(printable("a\nb\x1b[31m\x7f"), "a\\x0Ab\\x1B[31m\\x7F");
    EXPECT_EQ(printable("\xff\xc0\x80"), "\\xFF\\xC0\\x80");
    EXPECT_EQ(printable("\xc2\x9b"), "\\xC2\\x9B");           // C1 control
    EXPECT_EQ(printable("\xed\xa0\x80"), "\\xED\\xA0\\x80");  // surrogate
    EXPECT_EQ(printable(std::string(300, 'x'), 10), "xxxxxxxxxx…");
}

TEST(Text, ParseIntegerTakesTheWholeText) {
    EXPECT_EQ(parse_integer("-12"), -12);
    for (const char* bad : {"", "abc", "1e3", " 1", "1 ", "+1", "0x1", "99999999999999999999"})
        EXPECT_FALSE(parse_integer(bad)) << bad;
}

TEST(Text, ParseNumberIsStrictAndFinite) {
    EXPECT_EQ(parse_number("1e-3"), 1e-3);
    for (const char* bad : {"", "nan", "inf", "-inf", "0,1", "0x1p-3", "1e999", "1 "})
        EXPECT_FALSE(parse_number(bad)) << bad;
}

TEST(Text, NearestFindsSlips) {
    const std::vector<std::string> commands = {"train", "evaluate", "predict"};
    EXPECT_EQ(nearest("tarin", commands), "train");
    EXPECT_EQ(nearest("predcit", commands), "predict");
    EXPECT_FALSE(nearest("xyzzy", commands));
}

TEST(Text, SplitKeepsEmptyParts) {
    EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
    EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
}

// RFC 4648, section 10.
TEST(Text, Base64) {
    const auto encoded = [](std::string_view text) {
        return base64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    };
    EXPECT_EQ(encoded(""), "");
    EXPECT_EQ(encoded("f"), "Zg==");
    EXPECT_EQ(encoded("fo"), "Zm8=");
    EXPECT_EQ(encoded("foo"), "Zm9v");
    EXPECT_EQ(encoded("foobar"), "Zm9vYmFy");
    EXPECT_EQ(encoded("\xff\xff\xfe"), "///+");
}

}  // namespace
}  // namespace inkling
