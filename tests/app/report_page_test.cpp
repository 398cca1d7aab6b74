#include "inkling/app/report_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/tiny_run.hpp"

namespace inkling {
namespace {

using testing::HasSubstr;
using testing::Not;

std::size_t count_of(const std::string& text, const std::string& piece) {
    std::size_t count = 0;
    for (std::size_t at = text.find(piece); at != std::string::npos; at = text.find(piece, at + 1))
        ++count;
    return count;
}

ReportData data_of(const test::TinyRun& run) {
    return {.dataset = run.dataset,
            .part = run.dataset.test,
            .split = "test",
            .evaluation = &run.evaluation,
            .model = run.model,
            .model_name = "a<b>.safetensors",
            .model_sha256 = "0123",
            .model_bytes = 1000};
}

EpochRecord record_of(int epoch, double validation) {
    EpochRecord record;
    record.epoch = epoch;
    record.loss = 1.0 / epoch;
    record.accuracy = 1 - 0.2 / epoch;
    record.validation_loss = validation;
    record.validation_accuracy = validation < 0 ? -1 : 0.8;
    return record;
}

TEST(ReportPage, HasASectionForEverything) {
    const test::TinyRun run = test::tiny_run();
    ReportData data = data_of(run);
    data.history = {record_of(1, 0.5), record_of(2, 0.4)};
    data.best_epoch = 2;
    data.train_seconds = 3.5;
    data.threads = 1;
    const std::string page = report_page(data);
    for (const char* title : {"Loss", "Accuracy", "Confusion", "Classes", "Most wrong",
                              "Reliability", "Network", "Recipe", "Origin"})
        EXPECT_THAT(page, HasSubstr("<h2>" + std::string(title) + "</h2>"));
    EXPECT_THAT(page, HasSubstr("kept: epoch 2"));
    EXPECT_THAT(page, HasSubstr("prefers-color-scheme: dark"));
    EXPECT_THAT(page, HasSubstr("@media print"));
    EXPECT_EQ(count_of(page, "<figure>"), run.evaluation.errors);
    EXPECT_EQ(count_of(page, "<section"), count_of(page, "</section>"));
}

TEST(ReportPage, LoadsNothingAndEscapesForeignText) {
    const std::string page = report_page(data_of(test::tiny_run()));
    EXPECT_THAT(page, Not(HasSubstr("http:")));
    EXPECT_THAT(page, Not(HasSubstr("https:")));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_THAT(page, Not(HasSubstr("<small>tiny")));
    EXPECT_THAT(page, HasSubstr("tiny &amp; &lt;small&gt;"));
    EXPECT_THAT(page, HasSubstr("a&lt;b&gt;.safetensors"));
    EXPECT_THAT(page, HasSubstr("x&lt;y"));
}

TEST(ReportPage, AnEvaluationHasNoCurves) {
    const std::string page = report_page(data_of(test::tiny_run()));
    EXPECT_THAT(page, Not(HasSubstr("<h2>Loss</h2>")));
    EXPECT_THAT(page, HasSubstr("<h2>Confusion</h2>"));
}

TEST(ReportPage, WithoutValidationNothingIsMarked) {
    const test::TinyRun run = test::tiny_run();
    ReportData data = data_of(run);
    data.history = {record_of(1, -1), record_of(2, -1)};
    data.best_epoch = 2;
    const std::string page = report_page(data);
    EXPECT_THAT(page, Not(HasSubstr("kept: epoch")));
    EXPECT_THAT(page, Not(HasSubstr("></i>validation")));
}

TEST(ReportPage, WithoutTestImagesThereIsStillAPage) {
    const test::TinyRun run = test::tiny_run();
    ReportData data = data_of(run);
    data.evaluation = nullptr;
    data.history = {record_of(1, 0.5)};
    const std::string page = report_page(data);
    EXPECT_THAT(page, HasSubstr("no test images"));
    EXPECT_THAT(page, HasSubstr("<h2>Loss</h2>"));
    EXPECT_THAT(page, Not(HasSubstr("<h2>Confusion</h2>")));
}

TEST(ReportPage, TheNoticeOfTheDataIsShown) {
    test::TinyRun run = test::tiny_run();
    run.dataset.notice = "not MNIST";
    EXPECT_THAT(report_page(data_of(run)), HasSubstr("class=\"warning\">not MNIST"));
}

}  // namespace
}  // namespace inkling
