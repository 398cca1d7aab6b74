#include "inkling/serve/access_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace inkling {
namespace {

TEST(AccessLog, ForPrograms) {
    const std::string line =
        access_line(AccessLog::json, {"127.0.0.1", "GET", "/a\"b\xff", 404, 12, 34});
    ASSERT_EQ(line.back(), '\n');
    const auto value = nlohmann::json::parse(line);
    EXPECT_EQ(value["path"], "/a\"b\xEF\xBF\xBD");
    EXPECT_EQ(value["status"], 404);
    EXPECT_EQ(value["us"], 34);
}

TEST(AccessLog, ForPeopleOnOneLine) {
    const std::string line =
        access_line(AccessLog::plain, {"127.0.0.1", "GET", "/a\nb\x1b[2J", 200, 0, 5});
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
    EXPECT_THAT(line, testing::HasSubstr(" 200 "));
    EXPECT_THAT(access_line(AccessLog::plain, {}), testing::HasSubstr(" - - "));
}

}  // namespace
}  // namespace inkling
