#include "inkling/image/half_blocks.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>

namespace inkling {
namespace {

const std::vector<std::uint8_t> corners{0, 255, 0,   255,   // upper row
                                        0, 0,   255, 255};  // lower row

TEST(HalfBlocks, BlocksShowTwoRowsInOne) {
    EXPECT_EQ(draw_half_blocks(corners, 4, {.style = DrawStyle::blocks}), " \u2580\u2584\u2588\n");
}

TEST(HalfBlocks, AsciiIsAscii) {
    EXPECT_EQ(draw_half_blocks(corners, 4, {.style = DrawStyle::ascii}), " ==@\n");
}

TEST(HalfBlocks, OddRowCountEndsOnPaper) {
    EXPECT_EQ(draw_half_blocks(std::vector<std::uint8_t>(3, 255), 1, {.style = DrawStyle::blocks}),
              "\u2588\n\u2580\n");
}

TEST(HalfBlocks, CutRowIsLeftOut) {
    EXPECT_EQ(draw_half_blocks(std::vector<std::uint8_t>(7, 255), 2, {.style = DrawStyle::ascii}),
              "@@\n==\n");
    EXPECT_EQ(draw_half_blocks(corners, 0), "");
    EXPECT_EQ(draw_half_blocks({}, 28), "");
}

TEST(HalfBlocks, TwentyFourBitGreysAreWrittenOncePerRun) {
    const GreyImage ink{3, 2, {7, 7, 255, 0, 0, 0}};
    EXPECT_EQ(draw_half_blocks(ink, {.style = DrawStyle::grey24}),
              "\x1b[48;2;0;0;0m\x1b[38;2;7;7;7m\u2580\u2580\x1b[38;2;255;255;255m\u2580\x1b[0m\n");
}

TEST(HalfBlocks, EqualHalvesAreASpace) {
    const GreyImage ink{2, 2, {9, 9, 9, 9}};
    EXPECT_EQ(draw_half_blocks(ink, {.style = DrawStyle::grey24}), "\x1b[48;2;9;9;9m  \x1b[0m\n");
}

TEST(HalfBlocks, LightBackgroundTurnsGreysAround) {
    const GreyImage ink{1, 2, {0, 255}};
    EXPECT_EQ(draw_half_blocks(ink, {.style = DrawStyle::grey24, .light_background = true}),
              "\x1b[48;2;0;0;0m\x1b[38;2;255;255;255m\u2580\x1b[0m\n");
}

TEST(HalfBlocks, PaletteRunsFromBlackToWhite) {
    const auto code = [](std::uint8_t grey) {
        const std::string text =
            draw_half_blocks(GreyImage{1, 2, {grey, grey}}, {.style = DrawStyle::grey256});
        return std::stoi(text.substr(7));
    };
    EXPECT_EQ(code(0), 16);
    EXPECT_EQ(code(8), 232);
    EXPECT_EQ(code(18), 233);
    EXPECT_EQ(code(128), 244);
    EXPECT_EQ(code(238), 255);
    EXPECT_EQ(code(255), 231);
}

/// Sets the environment of the test, and puts it back.
class Terminal : public ::testing::Test {
  protected:
    void SetUp() override {
        for (const char* name :
             {"NO_COLOR", "TERM", "COLORTERM", "COLORFGBG", "LC_ALL", "LC_CTYPE", "LANG"}) {
            const char* value = std::getenv(name);
            if (value != nullptr) before_[name] = value;
            names_.emplace_back(name);
            unsetenv(name);
        }
        set("LANG", "C.UTF-8");
        set("TERM", "xterm-256color");
    }
    void TearDown() override {
        for (const auto& name : names_) unsetenv(name.c_str());
        for (const auto& [name, value] : before_) set(name.c_str(), value.c_str());
    }
    static void set(const char* name, const char* value) { setenv(name, value, 1); }

  private:
    std::map<std::string, std::string> before_;
    std::vector<std::string> names_;
};

TEST_F(Terminal, ColoursAsTheTerminalSays) {
    EXPECT_EQ(draw_options_for_terminal(true).style, DrawStyle::grey256);
    set("COLORTERM", "truecolor");
    EXPECT_EQ(draw_options_for_terminal(true).style, DrawStyle::grey24);
    EXPECT_EQ(draw_options_for_terminal(false).style, DrawStyle::blocks);
    set("NO_COLOR", "1");
    EXPECT_EQ(draw_options_for_terminal(true).style, DrawStyle::blocks);
}

TEST_F(Terminal, DumbAndUnknownTerminalsGetNoColour) {
    set("TERM", "dumb");
    EXPECT_EQ(draw_options_for_terminal(true).style, DrawStyle::blocks);
    set("TERM", "vt100");
    EXPECT_EQ(draw_options_for_terminal(true).style, DrawStyle::blocks);
}

TEST_F(Terminal, WithoutUtf8ItIsAscii) {
    set("LC_ALL", "C");
    EXPECT_EQ(draw_options_for_terminal(true).style, DrawStyle::ascii);
    set("LC_ALL", "de_DE.utf8");
    EXPECT_EQ(draw_options_for_terminal(true).style, DrawStyle::grey256);
}

TEST_F(Terminal, BackgroundIsTakenFromColorfgbg) {
    EXPECT_FALSE(draw_options_for_terminal(true).light_background);
    set("COLORFGBG", "0;15");
    EXPECT_TRUE(draw_options_for_terminal(true).light_background);
    set("COLORFGBG", "15;default;0");
    EXPECT_FALSE(draw_options_for_terminal(true).light_background);
}

}  // namespace
}  // namespace inkling
