#include "inkling/app/help.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inkling {
namespace {

TEST(Help, WrapsAtSpacesAndIndentsTheRest) {
    EXPECT_EQ(wrapped("one two three", 7, 2), "one two\n  three");
    EXPECT_EQ(wrapped("", 10, 2), "");
    EXPECT_EQ(wrapped("unbreakable", 4, 0), "unbreakable");
    EXPECT_EQ(wrapped("äöü äöü", 7, 0), "äöü äöü");
}

TEST(Help, ShowsUsageOptionsAndExamples) {
    CLI::App app("Does things.", "tool");
    app.formatter(std::make_shared<HelpFormatter>(70));
    std::vector<std::string> files;
    std::string out;
    app.add_option("FILE", files, "Files to read")->required();
    app.add_option("--out,--output", out, "Where to write")->option_text("PATH")->group("Output");
    app.footer("Example:\n  tool a.txt");
    const std::string help = app.help();
    EXPECT_THAT(help, testing::StartsWith("Does things.\n\nUsage: tool [OPTIONS] FILE…\n"));
    EXPECT_THAT(help, testing::HasSubstr("\nOutput:\n  --out, --output PATH"));
    EXPECT_THAT(help, testing::HasSubstr("Files to read"));
    EXPECT_THAT(help, testing::EndsWith("Example:\n  tool a.txt\n"));
}

}  // namespace
}  // namespace inkling
