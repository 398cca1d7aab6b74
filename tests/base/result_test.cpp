#include "inkling/base/result.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

namespace inkling {
namespace {

Result<int> half(int x) {
    if (x % 2 != 0) return data_error("odd number", "give an even one");
    return x / 2;
}
Result<int> quarter(int x) {
    INKLING_TRY(const int h, half(x));
    INKLING_TRY(const int q, half(h));
    return q;
}
Status check_quarter(int x) {
    INKLING_TRY_STATUS(quarter(x).has_value() ? Status{} : Status{usage_error("no quarter")});
    return {};
}

TEST(Result, CarriesValuesAndErrors) {
    EXPECT_EQ(quarter(8).value(), 2);
    const Result<int> bad = quarter(6);
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().message, "odd number");
    EXPECT_EQ(exit_code(bad.error().code), 3);
    EXPECT_TRUE(check_quarter(4));
    EXPECT_EQ(exit_code(check_quarter(3).error().code), 2);
}

TEST(Result, HoldsWhatCanOnlyBeMoved) {
    Result<std::unique_ptr<int>> result = std::make_unique<int>(5);
    const std::unique_ptr<int> value = std::move(result).value();
    EXPECT_EQ(*value, 5);
}

TEST(Result, ErrorsGrowContextOnTheWayUp) {
    Error error = data_error("bad magic");
    EXPECT_EQ(std::move(error).within("model.safetensors").message, "model.safetensors: bad magic");
}

TEST(Result, ErrorsHaveAHintOnTheWayUp) {
    EXPECT_EQ(data_error("a").or_hint("look there").hint, "look there");
    EXPECT_EQ(data_error("a", "look here").or_hint("look there").hint, "look here");
    EXPECT_EQ(with_hint(half(3), "look there").error().hint, "give an even one");
    EXPECT_EQ(with_hint(check_quarter(3), "divide").error().hint, "divide");
    EXPECT_EQ(with_hint(half(4), "look there").value(), 2);
}

TEST(Result, EachKindOfErrorHasItsExitCode) {
    const std::pair<ErrorCode, int> table[] = {
        {ErrorCode::internal, 1}, {ErrorCode::usage, 2},        {ErrorCode::data, 3},
        {ErrorCode::model, 3},    {ErrorCode::file, 4},         {ErrorCode::network, 5},
        {ErrorCode::checksum, 6}, {ErrorCode::interrupted, 130}};
    for (const auto& [code, wanted] : table) EXPECT_EQ(exit_code(code), wanted);
}

TEST(ResultDeathTest, AskingForAMissingValueIsABug) {
    Result<int> bad = data_error("nothing here");
    EXPECT_DEATH((void)bad.value(), "internal error");
}

}  // namespace
}  // namespace inkling
