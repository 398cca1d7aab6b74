#include "inkling/app/form.hpp"

#include <gtest/gtest.h>

namespace inkling {
namespace {

TEST(Form, IsReadWithItsFieldsAndPatterns) {
    const auto form = parse_form(R"({"width": 1000, "height": 500,
        "frame": {"left": 10, "top": 20, "width": 900, "height": 400},
        "fields": [{"name": "card", "box": {"left": 20, "top": 30, "width": 400, "height": 50},
                    "digits": 16, "check": "luhn"},
                   {"name": "year", "box": {"left": 20, "top": 130, "width": 200, "height": 50},
                    "digits": [2, 4], "allowed": "0129"}]})");
    ASSERT_TRUE(form) << form.error().message;
    EXPECT_EQ(form->frame->width, 900);
    ASSERT_EQ(form->fields.size(), 2U);
    EXPECT_EQ(form->fields[0].pattern.check, CheckDigit::luhn);
    EXPECT_EQ(form->fields[0].pattern.least_digits, 16);
    EXPECT_EQ(form->fields[1].pattern.most_digits, 4);
    EXPECT_TRUE(form->fields[1].pattern.allowed[9]);
    EXPECT_FALSE(form->fields[1].pattern.allowed[3]);
}

TEST(Form, WhatIsWrongIsNamed) {
    const std::string box = R"("box": {"left": 1, "top": 1, "width": 5, "height": 5})";
    const auto form = [&](const std::string& field) {
        return R"({"width": 100, "height": 50, "fields": [)" + field + "]}";
    };
    const std::vector<std::pair<std::string, std::string>> wrong = {
        {"", "no JSON object"},
        {"[]", "no JSON object"},
        {"{\"width\": 1,\n \"height\" 1}", "line 2, byte 24"},
        {"{\"width\": 1, \"width\": 1}", "\"width\" is there twice"},
        {"{\"width\": 1e999}", "a number in it is too large"},
        {"{\"width\": \"\xff\"}", "no JSON object"},
        {"{\"width\": 1}", "\"height\" is missing"},
        {"{\"width\": 1, \"height\": 1.5}", "\"height\" is no integer"},
        {"{\"width\": -1, \"height\": 1}", "\"width\" is -1"},
        {"{\"width\": 10, \"height\": 10, \"fields\": []}", "\"fields\" wants"},
        {form("{" + box + "}"), "\"name\" is missing"},
        {form("{\"name\": \"a\"}"), "\"box\" is missing"},
        {form("{\"name\": \"a\", \"box\": 3}"), "is no object"},
        {form("{\"name\": \"a\", \"digts\": 3, " + box + "}"), "\"digts\" is not known"},
        {form("{\"name\": \"a\", \"digits\": 0, " + box + "}"), "\"digits\" wants"},
        {form("{\"name\": \"a\", \"digits\": [3, 2], " + box + "}"), "\"digits\" wants"},
        {form("{\"name\": \"a\", \"allowed\": \"1a\", " + box + "}"), "\"allowed\" wants"},
        {form("{\"name\": \"a\", \"check\": \"crc\", " + box + "}"), "\"check\" wants"},
        {form("{\"name\": \"a\", \"digits\": 6, \"check\": \"isbn10\", " + box + "}"),
         "is for 10 digits"},
        {form("{\"name\": \"check\", " + box + "}"), "a column already"},
        {form("{\"name\": \"a\", " + box + "}, {\"name\": \"a\", " + box + "}"), "twice"},
        {form(R"({"name": "a", "box": {"left": 99, "top": 1, "width": 5, "height": 5}})"),
         "beyond the form"},
    };
    for (const auto& [json, message] : wrong) {
        const auto result = parse_form(json);
        ASSERT_FALSE(result) << json;
        EXPECT_EQ(result.error().code, ErrorCode::data);
        EXPECT_NE(result.error().message.find(message), std::string::npos)
            << result.error().message;
    }
}

}  // namespace
}  // namespace inkling
