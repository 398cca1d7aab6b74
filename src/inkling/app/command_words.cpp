#include "inkling/app/command_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "inkling/base/text.hpp"

namespace inkling {

namespace {

/// Takes what no argument of a command takes. It is always short of words in CLI11's eyes.
const std::string spare = "WORDS-TOO-MANY";

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

Error unknown_command(const CLI::App& app, const std::string& word) {
    const auto names = command_names(app);
    const auto guess = nearest(word, names);
    return usage_error(fmt::format("no command '{}'", printable(word)),
                       guess ? fmt::format("did you mean {}?", *guess)
                             : fmt::format("the commands are {}; {} --help tells more",
                                           fmt::join(names, ", "), full_name(app)));
}

Error unknown_option(const CLI::App& app, const std::string& word) {
    const std::string name = word.substr(0, word.find('='));
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options({}))
        for (const std::string& known : option->get_lnames()) names.push_back("--" + known);
    const auto guess = nearest(name, names);
    std::string hint = guess ? fmt::format("did you mean {}?", *guess)
                             : fmt::format("{} --help lists the options", full_name(app));
    std::error_code ignored;
    if (std::filesystem::exists(word, ignored))
        hint = fmt::format("the file of this name is given as ./{}", printable(word));
    return usage_error(fmt::format("{}: no option '{}'", full_name(app), printable(name)), hint);
}

Error one_too_many(const CLI::App& app, const std::string& word) {
    return usage_error(
        fmt::format("{}: '{}' is one argument too many", full_name(app), printable(word)),
        fmt::format("{} --help shows what it takes", full_name(app)));
}

/// No option begins with a digit.
bool is_like_an_option(const std::string& word) {
    if (word.size() < 2 || word[0] != '-') return false;
    if ((word[1] >= '0' && word[1] <= '9') || word[1] == '.') return false;
    return word != "-inf" && word != "-nan";
}

/// The option of this name, where a value has to follow it.
const CLI::Option* option_with_value(const CLI::App& app, const std::string& word) {
    if (!is_like_an_option(word)) return nullptr;
    const CLI::Option* option = app.get_option_no_throw(word);
    return option != nullptr && option->get_items_expected_min() > 0 ? option : nullptr;
}

}  // namespace

std::string full_name(const CLI::App& app) {
    if (app.get_parent() == nullptr) return app.get_name();
    return full_name(*app.get_parent()) + " " + app.get_name();
}

const CLI::App& given_command(const CLI::App& program) {
    const CLI::App* last = &program;
    while (!last->get_subcommands().empty()) last = last->get_subcommands().front();
    return *last;
}

std::vector<std::string> command_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* command : commands_of(app)) names.push_back(command->get_name());
    return names;
}

void keep_words_in_commands(CLI::App& program) {
    const auto commands = program.get_subcommands([](CLI::App*) { return true; });
    if (!commands.empty()) program.require_subcommand(0, 1);
    for (CLI::App* command : commands) keep_words_in_commands(*command);
    if (commands.empty())
        program.add_option(spare)
            ->expected(1)
            ->allow_extra_args()
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
            ->group("");
}

Status check_values(const CLI::App& program, std::span<const std::string> words) {
    const CLI::App* app = &program;
    for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
        const auto commands = commands_of(*app);
        const auto command = std::find_if(commands.begin(), commands.end(), [&](const CLI::App* c) {
            return c->get_name() == words[i];
        });
        if (command != commands.end()) {
            app = *command;
            continue;
        }
        const CLI::Option* option = option_with_value(*app, words[i]);
        if (option == nullptr || ++i == words.size()) continue;
        if (is_like_an_option(words[i]))
            return usage_error(fmt::format("{}: value missing before {}", option->get_name(),
                                           printable(words[i], 200)),
                               fmt::format("a value that begins with a dash is given as {}={}",
                                           option->get_name(), printable(words[i], 200)));
    }
    return {};
}

Status check_leftovers(const CLI::App& program) {
    for (const CLI::App* command : program.get_subcommands())
        INKLING_TRY_STATUS(check_leftovers(*command));
    auto words = program.remaining();
    // CLI11 hands back the mark itself when it took what follows it.
    words.erase(std::remove(words.begin(), words.end(), "--"), words.end());
    if (!words.empty() && words.front().starts_with("-"))
        return unknown_option(program, words.front());
    if (!words.empty())
        return commands_of(program).empty() ? one_too_many(program, words.front())
                                            : unknown_command(program, words.front());
    const CLI::Option* rest = program.get_option_no_throw(spare);
    if (rest != nullptr && rest->count() > 0) return one_too_many(program, rest->results().front());
    return {};
}

}  // namespace inkling
