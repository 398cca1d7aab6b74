#include "inkling/app/read_output.hpp"

#include <gtest/gtest.h>

#include "inkling/app/read_progress.hpp"
#include "inkling/app/review_page.hpp"

namespace inkling {
namespace {

ReadPage page() {
    PageAnswer answer;
    answer.width = 200;
    answer.height = 100;
    PageLine line;
    for (int i = 0; i < 3; ++i) {
        PageDigit digit;
        digit.digit = i + 1;
        digit.confidence = i == 1 ? 0.61 : 0.98;
        digit.probabilities[static_cast<std::size_t>(i + 1)] = digit.confidence;
        if (i == 1) digit.probabilities[7] = 0.3;
        digit.box = {10 + 30 * i, 20, 15, 30};
        digit.after_space = i == 2;
        line.box = united(line.box, digit.box);
        line.digits.push_back(digit);
    }
    line.marks.push_back({1, 2, 3, 4});
    answer.lines.push_back(line);
    ReadPage page;
    page.file = "a,b<.png";
    page.answer = answer;
    return page;
}

ReadPage failure() {
    ReadPage page;
    page.file = "x.png";
    page.error = data_error("cut");
    return page;
}

ReadPage form_page() {
    ReadPage page;
    page.file = "form.png";
    FieldAnswer year;
    year.name = "year";
    PageDigit digit;
    digit.digit = 7;
    digit.confidence = 0.9;
    year.reading.digits = {digit, digit};
    year.reading.valid = true;
    year.reading.confidence = 0.9;
    FieldAnswer card;
    card.name = "card";
    page.fields = {year, card};
    return page;
}

TEST(ReadOutput, JsonHasLinesDigitsAndBoxes) {
    const auto json = page_json(page(), 0.7);
    EXPECT_EQ(json["file"], "a,b<.png");
    EXPECT_EQ(json["width"], 200);
    EXPECT_FALSE(json.contains("page"));
    const auto& line = json["lines"].at(0);
    EXPECT_EQ(line["text"], "1? 3");
    EXPECT_EQ(line["box"]["left"], 10);
    EXPECT_EQ(line["box"]["width"], 75);
    EXPECT_EQ(line["marks"].size(), 1U);
    EXPECT_EQ(line["digits"].at(1)["digit"], 2);
    EXPECT_EQ(line["digits"].at(1)["confidence"], 0.61);
    EXPECT_EQ(line["digits"].at(1)["doubtful"], true);
    EXPECT_EQ(line["digits"].at(1)["alternatives"].at(0)["digit"], 7);
    EXPECT_FALSE(line["digits"].at(0).contains("doubtful"));
}

TEST(ReadOutput, JsonOfAFailureHoldsTheReason) {
    const auto json = page_json(failure(), 0);
    EXPECT_EQ(json["error"], "cut");
    EXPECT_FALSE(json.contains("lines"));
}

TEST(ReadOutput, CsvHasALineForEachNumber) {
    EXPECT_EQ(csv_header(), "file,line,number,text,left,top,width,height,confidence\n");
    EXPECT_EQ(page_csv(page_json(page(), 0)),
              "\"a,b<.png\",1,1,12,10,20,45,30,0.6100\n"
              "\"a,b<.png\",1,2,3,70,20,15,30,0.9800\n");
    EXPECT_EQ(page_csv(page_json(failure(), 0)), "");
    ReadPage second = page();
    second.file = "a.tif";
    second.page = 2;
    EXPECT_EQ(page_csv(page_json(second, 0)).substr(0, 8), "a.tif#2,");
}

TEST(ReadOutput, FormsHaveOneRowEach) {
    Form form;
    form.fields = {{"year", {}, {}}, {"card", {}, {}}};
    EXPECT_EQ(fields_csv_header(form), "file,year,card,check\n");
    EXPECT_EQ(fields_csv(page_json(form_page(), 0)), "form.png,77,,card\n");
    EXPECT_EQ(fields_csv(page_json(form_page(), 0.95)), "form.png,77,,year card\n");
    EXPECT_EQ(page_text(page_json(form_page(), 0)), "year: 77\ncard:   (look at it)\n");
}

TEST(ReadOutput, TextHasALineForEachLine) {
    EXPECT_EQ(page_text(page_json(page(), 0)), "12 3\n");
    EXPECT_EQ(page_text(page_json(page(), 0.7)), "1? 3\n");
}

TEST(ReviewPage, HoldsEverythingAndNothingForeignEndsTheScript) {
    ReadPage one = page();
    one.picture = blank_image(20, 10, 200);
    const std::string html = review_page({one, failure()}, 0.9);
    EXPECT_EQ(html.find("/*DATA*/"), std::string::npos);
    EXPECT_NE(html.find("data:image/png;base64,"), std::string::npos);
    EXPECT_NE(html.find("a,b\\u003c.png"), std::string::npos);
    EXPECT_NE(html.find("\"crop\":\""), std::string::npos);
    EXPECT_EQ(html.find("http://"), std::string::npos);
    EXPECT_EQ(html.find("https://"), std::string::npos);
    // Without doubt there is no need to look.
    EXPECT_EQ(review_page({one}, 0.5).find("data:image/png"), std::string::npos);
}

TEST(ReadProgress, TellsHowMuchIsLeft) {
    EXPECT_EQ(read_progress_line(0, 1000, 0), "0 of 1,000 pictures");
    EXPECT_EQ(read_progress_line(250, 1000, 10), "250 of 1,000 pictures  25.0/s  30 s left");
    EXPECT_EQ(read_progress_line(1000, 1000, 40), "1,000 of 1,000 pictures  25.0/s");
}

}  // namespace
}  // namespace inkling
