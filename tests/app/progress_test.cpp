#include "inkling/app/progress.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inkling {
namespace {

using testing::HasSubstr;
using testing::Not;

Terminal terminal_of_width(int width) {
    Terminal terminal;
    terminal.interactive = true;
    terminal.width = width;
    return terminal;
}

StepRecord half_of_epoch_two() {
    StepRecord step;
    step.epoch = 2;
    step.epochs = 4;
    step.done = 30'000;
    step.total = 60'000;
    step.loss = 0.1234;
    step.accuracy = 0.9781;
    step.seconds = 0.25;
    return step;
}

TEST(Progress, TheLiveLineTellsAll) {
    const std::string line = live_line(half_of_epoch_two(), terminal_of_width(120));
    EXPECT_THAT(line, HasSubstr("epoch 2/4"));
    EXPECT_THAT(line, HasSubstr(" 50 %"));
    EXPECT_THAT(line, HasSubstr("loss 0.1234"));
    EXPECT_THAT(line, HasSubstr("accuracy 97.81 %"));
    EXPECT_THAT(line, HasSubstr("120k images/s"));
    // 30,000 of this epoch and 2 × 60,000 are left, at 120,000 a second.
    EXPECT_THAT(line, HasSubstr("ETA 2 s"));
    EXPECT_THAT(line, HasSubstr("━"));
}

TEST(Progress, TheLiveLineIsNarrowerThanAnyTerminal) {
    for (int width = 20; width < 200; ++width)
        EXPECT_LT(display_width(live_line(half_of_epoch_two(), terminal_of_width(width))), width);
    const std::string narrow = live_line(half_of_epoch_two(), terminal_of_width(40));
    EXPECT_THAT(narrow, HasSubstr("epoch 2/4"));
    EXPECT_THAT(narrow, Not(HasSubstr("images/s")));
}

TEST(Progress, TheLiveLineStandsAStepThatHasNoFigures) {
    StepRecord nothing;
    EXPECT_THAT(live_line(nothing, terminal_of_width(80)), HasSubstr("ETA …"));
}

TEST(Progress, AnEpochWithoutValidationSaysNothingOfIt) {
    EpochRecord record;
    record.epoch = 3;
    record.loss = 0.5;
    record.accuracy = 0.9;
    record.seconds = 1.25;
    EXPECT_EQ(epoch_line(record, 10, Terminal{}),
              "epoch  3/10  loss 0.5000  accuracy 90.00 %  1.25 s");
    record.validation_loss = 0.25;
    record.validation_accuracy = 0.95;
    EXPECT_THAT(epoch_line(record, 10, Terminal{}), HasSubstr("validation 95.00 %  (loss 0.2500)"));
}

TEST(Progress, BarsAreAsLongAsAsked) {
    const Terminal terminal = terminal_of_width(80);
    for (const double share : {-1.0, 0.0, 0.01, 0.5, 0.99, 1.0, 7.0})
        EXPECT_EQ(display_width(bar(share, 17, terminal)), 17) << share;
    Terminal ascii = terminal;
    ascii.unicode = false;
    EXPECT_EQ(bar(0.5, 10, ascii), "#####.....");
}

TEST(Progress, DurationsReadWell) {
    EXPECT_EQ(duration(0.4), "0.40 s");
    EXPECT_EQ(duration(9.999), "10 s");
    EXPECT_EQ(duration(59.4), "59 s");
    EXPECT_EQ(duration(200), "3 min 20 s");
    EXPECT_EQ(duration(3840), "1 h 04 min");
}

TEST(Progress, SizesReadWell) {
    EXPECT_EQ(byte_size(999), "999 B");
    EXPECT_EQ(byte_size(9'912'422), "9.9 MB");
    EXPECT_EQ(byte_size(2'500'000'000), "2.50 GB");
}

TEST(Progress, TheStyleFollowsTheWishAndTheTerminal) {
    Terminal pipe;
    EXPECT_EQ(progress_for("auto", false, terminal_of_width(80)), ProgressStyle::live);
    EXPECT_EQ(progress_for("auto", false, pipe), ProgressStyle::plain);
    EXPECT_EQ(progress_for("always", false, pipe), ProgressStyle::live);
    EXPECT_EQ(progress_for("never", false, terminal_of_width(80)), ProgressStyle::none);
    EXPECT_EQ(progress_for("always", true, terminal_of_width(80)), ProgressStyle::none);
}

}  // namespace
}  // namespace inkling
