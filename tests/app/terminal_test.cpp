#include "inkling/app/terminal.hpp"

#include <gtest/gtest.h>

#include <map>

namespace inkling {
namespace {

Environment variables(std::map<std::string, std::string> values) {
    return [values = std::move(values)](const std::string& name) {
        const auto found = values.find(name);
        return found == values.end() ? std::string{} : found->second;
    };
}

TEST(Terminal, ColourAndLiveLinesNeedATerminal) {
    const auto environment = variables({{"TERM", "xterm-256color"}});
    const Terminal there = terminal_from(true, 120, environment);
    EXPECT_TRUE(there.interactive);
    EXPECT_TRUE(there.colour);
    EXPECT_EQ(there.width, 120);
    const Terminal pipe = terminal_from(false, 0, environment);
    EXPECT_FALSE(pipe.interactive);
    EXPECT_FALSE(pipe.colour);
    EXPECT_EQ(pipe.width, 80);
}

TEST(Terminal, NoColorTakesColourButNotLiveLines) {
    const Terminal t = terminal_from(true, 80, variables({{"TERM", "xterm"}, {"NO_COLOR", "1"}}));
    EXPECT_TRUE(t.interactive);
    EXPECT_FALSE(t.colour);
    // An empty NO_COLOR means nothing: https://no-color.org
    EXPECT_TRUE(terminal_from(true, 80, variables({{"TERM", "xterm"}, {"NO_COLOR", ""}})).colour);
}

TEST(Terminal, ADumbOrUnnamedTerminalIsWrittenToLineByLine) {
    EXPECT_FALSE(terminal_from(true, 80, variables({{"TERM", "dumb"}})).interactive);
    EXPECT_FALSE(terminal_from(true, 80, variables({})).interactive);
}

TEST(Terminal, ANamedLocaleDecidesOnBlockCharacters) {
    EXPECT_TRUE(terminal_from(true, 80, variables({{"LANG", "de_DE.UTF-8"}})).unicode);
    EXPECT_TRUE(terminal_from(true, 80, variables({{"LANG", "C"}})).unicode);
    EXPECT_TRUE(terminal_from(true, 80, variables({})).unicode);
    EXPECT_FALSE(terminal_from(true, 80, variables({{"LANG", "de_DE.ISO-8859-1"}})).unicode);
    EXPECT_FALSE(
        terminal_from(true, 80, variables({{"LC_ALL", "ja_JP.eucJP"}, {"LANG", "C.UTF-8"}}))
            .unicode);
}

TEST(Terminal, WidthFallsBackToColumns) {
    EXPECT_EQ(terminal_from(false, 0, variables({{"COLUMNS", "132"}})).width, 132);
    EXPECT_EQ(terminal_from(false, 0, variables({{"COLUMNS", "-5"}})).width, 80);
    EXPECT_EQ(terminal_from(false, 0, variables({{"COLUMNS", "wide"}})).width, 80);
    EXPECT_EQ(terminal_from(true, 3, variables({{"TERM", "xterm"}})).width, 20);
}

TEST(Terminal, StyledTextIsPlainWithoutColour) {
    Terminal t;
    EXPECT_EQ(styled(t, Ink::red, "x"), "x");
    t.colour = true;
    EXPECT_EQ(styled(t, Ink::red, "x"), "\x1b[31mx\x1b[0m");
    EXPECT_EQ(styled(t, Ink::plain, "x"), "x");
}

TEST(Terminal, DisplayWidthCountsCharactersNotBytes) {
    EXPECT_EQ(display_width(""), 0);
    EXPECT_EQ(display_width("━━ 5"), 4);
    EXPECT_EQ(display_width("\x1b[1mab\x1b[0m"), 2);
}

}  // namespace
}  // namespace inkling
