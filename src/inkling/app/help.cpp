#include "inkling/app/help.hpp"

#include <algorithm>
#include <sstream>
#include <vector>

#include "inkling/app/terminal.hpp"

namespace inkling {

namespace {

constexpr int left_column = 30;

std::string option_names(const CLI::Option& option) {
    std::string names;
    for (const std::string& name : option.get_snames()) names += "-" + name + ", ";
    for (const std::string& name : option.get_lnames()) names += "--" + name + ", ";
    if (names.size() >= 2) names.resize(names.size() - 2);
    const std::string kind = option.get_option_text();
    return kind.empty() ? names : names + " " + kind;
}

std::vector<const CLI::Option*> positionals_of(const CLI::App& app) {
    return app.get_options([](const CLI::Option* option) {
        return option->get_positional() && !option->get_group().empty();
    });
}

std::string usage_of(const CLI::App& app, const std::string& name) {
    std::string usage = "Usage: " + name;
    const bool parent = !app.get_subcommands({}).empty();
    if (parent) return usage + " COMMAND [OPTIONS]\n";
    usage += " [OPTIONS]";
    for (const CLI::Option* option : positionals_of(app)) {
        std::string word = option->get_name(true);
        if (option->get_expected_max() > 1) word += "…";
        usage += option->get_required() ? " " + word : " [" + word + "]";
    }
    return usage + "\n";
}

}  // namespace

std::string wrapped(const std::string& text, int width, int indent) {
    std::istringstream words(text);
    std::string lines, word;
    int column = 0;
    while (words >> word) {
        const int size = display_width(word);
        if (column > 0 && column + 1 + size > width) {
            lines += "\n" + std::string(static_cast<std::size_t>(indent), ' ');
            column = 0;
        } else if (column > 0) {
            lines += ' ';
            ++column;
        }
        lines += word;
        column += size;
    }
    return lines;
}

std::string HelpFormatter::line(const std::string& left, const std::string& right) const {
    std::string text = "  " + left;
    const int used = display_width(text);
    if (used + 2 > left_column) {
        text += "\n" + std::string(left_column, ' ');
    } else {
        text += std::string(static_cast<std::size_t>(left_column - used), ' ');
    }
    return text + wrapped(right, std::max(width_ - left_column, 20), left_column) + "\n";
}

std::string HelpFormatter::options(const CLI::App& app) const {
    std::string text;
    const auto positionals = positionals_of(app);
    if (!positionals.empty()) text += "\n";
    for (const CLI::Option* option : positionals)
        text += line(option->get_name(true), option->get_description());
    std::vector<std::string> groups = app.get_groups();
    // The group that --help lives in comes last.
    std::stable_partition(groups.begin(), groups.end(),
                          [](const std::string& group) { return group != "Options"; });
    for (const std::string& group : groups) {
        const auto members = app.get_options([&](const CLI::Option* option) {
            return option->get_group() == group && option->nonpositional();
        });
        if (group.empty() || members.empty()) continue;
        text += "\n" + group + ":\n";
        for (const CLI::Option* option : members)
            text += line(option_names(*option), option->get_description());
    }
    return text;
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string name,
                                     CLI::AppFormatMode /*mode*/) const {
    std::string text = wrapped(app->get_description(), width_, 0) + "\n\n" + usage_of(*app, name);
    const auto commands = app->get_subcommands([](const CLI::App*) { return true; });
    if (!commands.empty()) text += "\nCommands:\n";
    for (const CLI::App* command : commands)
        text += line(command->get_name(), command->get_description());
    text += options(*app);
    if (!app->get_footer().empty()) text += "\n" + app->get_footer() + "\n";
    return text;
}

}  // namespace inkling
