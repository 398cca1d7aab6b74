#include "inkling/app/option_set.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "inkling/app/command_words.hpp"
#include "inkling/base/text.hpp"

namespace inkling {

namespace {

constexpr const char* nothing_named = "'' names nothing; is a variable of the shell empty?";

std::string shown(const NumberRange& range) {
    const bool endless = range.high > 1e300;
    if (endless) return fmt::format("{} {}", range.low_open ? "above" : "of at least", range.low);
    if (!range.low_open && !range.high_open) return fmt::format("{}..{}", range.low, range.high);
    return fmt::format("{} {} and {} {}", range.low_open ? "above" : "from", range.low,
                       range.high_open ? "below" : "up to", range.high);
}

}  // namespace

Result<std::int64_t> integer_in(const std::string& name, IntegerRange range,
                                const std::string& word) {
    const auto value = parse_integer(word);
    if (value && *value >= range.low && *value <= range.high) return *value;
    const std::string high = range.high == INT64_MAX ? "" : fmt::format("{}", range.high);
    return usage_error(fmt::format("{}: wants an integer {}{}{}, got '{}'", name, range.low,
                                   high.empty() ? " or more" : "..", high, printable(word)));
}

Result<double> number_in(const std::string& name, NumberRange range, const std::string& word) {
    const auto value = parse_number(word);
    if (value) {
        const bool low = range.low_open ? *value > range.low : *value >= range.low;
        const bool high = range.high_open ? *value < range.high : *value <= range.high;
        if (low && high) return *value;
    }
    const bool comma = word.find(',') != std::string::npos;
    return usage_error(
        fmt::format("{}: wants a number {}, got '{}'", name, shown(range), printable(word)),
        comma ? "decimals are written with a point, such as 0.1" : "");
}

Result<std::string> one_of(const std::string& name, const std::vector<std::string>& allowed,
                           const std::string& word) {
    if (std::find(allowed.begin(), allowed.end(), word) != allowed.end()) return word;
    const auto guess = nearest(word, allowed);
    return usage_error(fmt::format("{}: wants one of {}; got '{}'", name, fmt::join(allowed, ", "),
                                   printable(word)),
                       guess ? fmt::format("did you mean {}?", *guess) : "");
}

std::string shell_quoted(const std::string& word) {
    const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("-_./,:=@%+").find(c) != std::string_view::npos;
    });
    if (plain) return word;
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

OptionSet& OptionSet::group(const std::string& title) {
    group_ = title;
    return *this;
}

CLI::Option* OptionSet::add(const std::string& names, const std::string& kind,
                            const std::string& help, Convert convert) {
    auto entry = std::make_unique<Entry>();
    // Every occurrence is kept, so that a second one can be refused by name.
    entry->option = command_->add_option(names, entry->words, help)
                        ->expected(1)
                        ->allow_extra_args(false)
                        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
                        ->option_text(kind)
                        ->group(group_);
    entry->convert = std::move(convert);
    entries_.push_back(std::move(entry));
    return entries_.back()->option;
}

CLI::Option* OptionSet::text(const std::string& names, const std::string& kind,
                             std::optional<std::string>& target, const std::string& help) {
    return add(
        names, kind, help,
        [&target, command = command_](const std::string& name, const std::string& word) -> Status {
            if (word.empty()) return usage_error(name + ": value missing", nothing_named);
            // `--out --seed 3` has no file name.
            if (word.size() > 2 && word.starts_with("--") &&
                command->get_option_no_throw(word) != nullptr)
                return usage_error(name + ": value missing before " + word);
            target = word;
            return {};
        });
}

CLI::Option* OptionSet::integer(const std::string& names, IntegerRange range,
                                std::optional<std::int64_t>& target, const std::string& help) {
    return add(names, "N", help,
               [&target, range](const std::string& name, const std::string& word) -> Status {
                   INKLING_TRY(target, integer_in(name, range, word));
                   return {};
               });
}

CLI::Option* OptionSet::number(const std::string& names, NumberRange range,
                               std::optional<double>& target, const std::string& help) {
    return add(names, "X", help,
               [&target, range](const std::string& name, const std::string& word) -> Status {
                   INKLING_TRY(target, number_in(name, range, word));
                   return {};
               });
}

CLI::Option* OptionSet::choice(const std::string& names, std::vector<std::string> allowed,
                               std::optional<std::string>& target, const std::string& help) {
    const std::string kind = fmt::format("{}", fmt::join(allowed, "|"));
    return add(names, kind.size() <= 40 ? kind : "NAME", help,
               [&target, allowed = std::move(allowed)](const std::string& name,
                                                       const std::string& word) -> Status {
                   INKLING_TRY(target, one_of(name, allowed, word));
                   return {};
               });
}

CLI::Option* OptionSet::flag(const std::string& names, bool& target, const std::string& help) {
    auto entry = std::make_unique<Entry>();
    entry->option = command_->add_flag(names, target, help)->disable_flag_override()->group(group_);
    entries_.push_back(std::move(entry));
    return entries_.back()->option;
}

CLI::Option* OptionSet::argument(const std::string& name, std::string& target,
                                 const std::string& help) {
    CLI::Option* option = command_->add_option(name, target, help);
    arguments_.push_back(option);
    return option;
}

CLI::Option* OptionSet::arguments(const std::string& name, std::vector<std::string>& target,
                                  const std::string& help) {
    CLI::Option* option = command_->add_option(name, target, help);
    arguments_.push_back(option);
    return option;
}

std::string OptionSet::given(const std::vector<std::string>& without) const {
    std::string words;
    for (const auto& entry : entries_) {
        const std::string name = entry->option->get_name();
        if (entry->option->count() == 0 ||
            std::find(without.begin(), without.end(), name) != without.end())
            continue;
        words += (words.empty() ? "" : " ") + name;
        for (const std::string& word : entry->words)
            words += (word.starts_with("-") ? "=" : " ") + shell_quoted(word);
    }
    return words;
}

bool OptionSet::has(const std::string& name) const {
    return command_->get_option(name)->count() > 0;
}

Status OptionSet::finish() const {
    for (const CLI::Option* argument : arguments_)
        for (const std::string& word : argument->results())
            if (word.empty())
                return usage_error(argument->get_name() + ": value missing", nothing_named);
    for (const auto& entry : entries_) {
        const std::string name = entry->option->get_name();
        if (entry->words.size() > 1)
            return usage_error(
                fmt::format("{}: given {} times; once is enough", name, entry->words.size()),
                "leave all but one out");
        if (entry->words.empty()) continue;
        Status converted = entry->convert(name, entry->words.front());
        if (!converted)
            return std::move(converted).error().or_hint(
                fmt::format("{} --help tells what {} is", full_name(*command_), name));
    }
    return {};
}

}  // namespace inkling
