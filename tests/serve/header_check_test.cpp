#include "inkling/serve/header_check.hpp"

#include <gtest/gtest.h>

namespace inkling {
namespace {

TEST(HeaderCheck, SoundBlocksPass) {
    EXPECT_EQ(header_fault("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), "");
    EXPECT_EQ(header_fault("GET / HTTP/1.0\r\n\r\n"), "");
    EXPECT_EQ(header_fault("GET / HTTP/1.1\r\nX-A:\r\nX-B: a b\tc\r\n\r\n"), "");
}

TEST(HeaderCheck, EachFaultIsNamed) {
    EXPECT_NE(header_fault("GET / HTTP/1.1\nHost: a\r\n\r\n"), "");
    EXPECT_NE(header_fault("GET / HTTP/1.1\r\nX: a\rb\r\n\r\n"), "");
    EXPECT_NE(header_fault(std::string_view("GET / HTTP/1.1\r\nX: a\0b\r\n\r\n", 28)), "");
    EXPECT_EQ(header_fault("GET / HTTP/1.1\r\nX: a\r\n b\r\n\r\n"), "a folded header line");
    EXPECT_EQ(header_fault("GET / HTTP/1.1\r\nX : a\r\n\r\n"), "a space before the colon");
    EXPECT_EQ(header_fault("GET / HTTP/1.1\r\nX\r\n\r\n"), "a header line without a name");
    EXPECT_EQ(header_fault("GET / HTTP/1.1\r\n: a\r\n\r\n"), "a header line without a name");
    EXPECT_EQ(header_fault("GET / HTTP/1.1"), "a line that does not end");
}

TEST(HeaderCheck, Numbers) {
    EXPECT_TRUE(is_plain_number("0"));
    EXPECT_TRUE(is_plain_number("123456789012345"));
    for (const char* text : {"", "-1", "+1", "1e3", "0x1", " 1", "1 ", "1234567890123456"})
        EXPECT_FALSE(is_plain_number(text)) << text;
}

TEST(HeaderCheck, Case) {
    EXPECT_TRUE(equal_ignoring_case("Chunked", "cHUNKED"));
    EXPECT_FALSE(equal_ignoring_case("chunked", "chunke"));
    EXPECT_FALSE(equal_ignoring_case("@", "`"));
}

}  // namespace
}  // namespace inkling
