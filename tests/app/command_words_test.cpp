#include "inkling/app/command_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inkling {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Words = std::vector<std::string>;

/// `inkling look [--out FILE] [--size N] [--json] FILE…`, `inkling tell [MODEL]` and
/// `inkling data list`.
struct Commands {
    CLI::App program{"", "inkling"};
    Words files, sizes, outs;
    std::string model;
    bool json = false;

    Commands() {
        program.allow_extras();
        CLI::App* look = command(program, "look");
        look->add_option("FILE", files)->required();
        look->add_option("--out", outs)->expected(1)->allow_extra_args(false);
        look->add_option("--size", sizes)->expected(1)->allow_extra_args(false);
        look->add_flag("--json", json);
        command(program, "tell")->add_option("MODEL", model);
        command(*command(program, "data"), "list");
        keep_words_in_commands(program);
    }
    static CLI::App* command(CLI::App& parent, const std::string& name) {
        CLI::App* made = parent.add_subcommand(name);
        made->allow_extras();
        return made;
    }
    Status parse(Words words) {
        INKLING_TRY_STATUS(check_values(program, words));
        std::reverse(words.begin(), words.end());
        try {
            program.parse(words);
        } catch (const CLI::RequiredError&) {
            INKLING_TRY_STATUS(check_leftovers(program));
            return usage_error("missing");
        }
        return check_leftovers(program);
    }
};

std::string complaint(const Words& words) {
    Commands commands;
    const Status status = commands.parse(words);
    if (status) return "";
    EXPECT_EQ(status.error().code, ErrorCode::usage);
    EXPECT_FALSE(status.error().hint.empty());
    return status.error().message;
}

Words files_of(const Words& words) {
    Commands commands;
    const Status status = commands.parse(words);
    EXPECT_TRUE(status) << status.error().message;
    return commands.files;
}

TEST(CommandWords, BehindTwoDashesAreArguments) {
    EXPECT_THAT(files_of({"look", "--", "a", "-b"}), ElementsAre("a", "-b"));
    EXPECT_THAT(files_of({"look", "a", "--", "b"}), ElementsAre("a", "b"));
    EXPECT_THAT(files_of({"look", "a", "--", "-b", "--json"}), ElementsAre("a", "-b", "--json"));
    EXPECT_THAT(files_of({"look", "a", "--"}), ElementsAre("a"));
    EXPECT_THAT(files_of({"look", "--", "--"}), ElementsAre("--"));
    EXPECT_THAT(files_of({"look", "a", "--json", "--", "--", "-"}), ElementsAre("a", "--", "-"));
}

TEST(CommandWords, NamesOfCommandsAreArgumentsOfAnother) {
    EXPECT_THAT(files_of({"look", "tell"}), ElementsAre("tell"));
    EXPECT_THAT(files_of({"look", "a", "look", "data"}), ElementsAre("a", "look", "data"));
}

TEST(CommandWords, TellsWhatIsOneTooMany) {
    EXPECT_EQ(complaint({"tell", "a"}), "");
    EXPECT_EQ(complaint({"tell", "a", "b"}), "inkling tell: 'b' is one argument too many");
    EXPECT_EQ(complaint({"tell", "a", "--", "b"}), "inkling tell: 'b' is one argument too many");
    EXPECT_EQ(complaint({"tell", "--", "a", "-b"}), "inkling tell: '-b' is one argument too many");
    EXPECT_EQ(complaint({"data", "list", "tell"}),
              "inkling data list: 'tell' is one argument too many");
}

TEST(CommandWords, NamesAnUnknownOptionWhereAnArgumentIsMissingToo) {
    EXPECT_EQ(complaint({"look", "--bogus"}), "inkling look: no option '--bogus'");
    EXPECT_EQ(complaint({"look", "-dash.png"}), "inkling look: no option '-dash.png'");
    EXPECT_EQ(complaint({"data", "list", "--bogus"}), "inkling data list: no option '--bogus'");
    EXPECT_EQ(complaint({"lok"}), "no command 'lok'");
    EXPECT_EQ(complaint({"data", "lisst"}), "no command 'lisst'");
}

TEST(CommandWords, AnOptionIsNoValue) {
    for (const std::string word : {"--json", "--size=3", "-q", "--", "--whatever"})
        EXPECT_EQ(complaint({"look", "--out", word, "a"}), "--out: value missing before " + word);
    EXPECT_EQ(complaint({"look", "a", "--size", "-x"}), "--size: value missing before -x");
}

TEST(CommandWords, NumbersAndDashesAreValues) {
    for (const std::string word : {"-", "-1", "-.5", "-inf", "-nan", "x", "", "=-q"}) {
        Commands commands;
        const Status status = commands.parse({"look", "--size", word, "a"});
        ASSERT_TRUE(status) << status.error().message;
        EXPECT_THAT(commands.sizes, ElementsAre(word));
    }
    Commands commands;
    ASSERT_TRUE(commands.parse({"look", "--out=-q", "--size=--json", "a"}));
    EXPECT_THAT(commands.outs, ElementsAre("-q"));
    EXPECT_THAT(commands.sizes, ElementsAre("--json"));
    EXPECT_FALSE(commands.json);
}

TEST(CommandWords, NamesWhatWasGiven) {
    Commands commands;
    ASSERT_TRUE(commands.parse({"data", "list"}));
    EXPECT_EQ(full_name(given_command(commands.program)), "inkling data list");
    EXPECT_THAT(command_names(commands.program), ElementsAre("look", "tell", "data"));
    EXPECT_THAT(command_names(given_command(commands.program)), IsEmpty());
}

}  // namespace
}  // namespace inkling
