// The options of one command, declared once: name, range and help in one line, and from it the help
// text, the strict parsing and the message for a wrong value.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "inkling/base/result.hpp"

namespace inkling {

struct IntegerRange {
    std::int64_t low;
    std::int64_t high;
};
/// Bounds of a decimal number; each belongs to the range unless it is said to be open.
struct NumberRange {
    double low;
    double high;
    bool low_open = false;
    bool high_open = false;
};

/// Declares options of a CLI::App. CLI11 finds the words of the command line; the words become
/// values in finish(), with inkling's own locale-free parsing and messages. Targets keep their
/// value where the option was not given, and must outlive finish().
class OptionSet {
  public:
    explicit OptionSet(CLI::App& command) : command_(&command) {}

    /// Headline in the help text of the options that follow.
    OptionSet& group(const std::string& title);
    /// `names` as CLI11 takes them: "--learning-rate,--lr". `kind` is shown after them.
    CLI::Option* text(const std::string& names, const std::string& kind,
                      std::optional<std::string>& target, const std::string& help);
    CLI::Option* integer(const std::string& names, IntegerRange range,
                         std::optional<std::int64_t>& target, const std::string& help);
    CLI::Option* number(const std::string& names, NumberRange range, std::optional<double>& target,
                        const std::string& help);
    /// One of `allowed`.
    CLI::Option* choice(const std::string& names, std::vector<std::string> allowed,
                        std::optional<std::string>& target, const std::string& help);
    CLI::Option* flag(const std::string& names, bool& target, const std::string& help);
    /// What is named without an option, such as the files to read: one word, or any number.
    CLI::Option* argument(const std::string& name, std::string& target, const std::string& help);
    CLI::Option* arguments(const std::string& name, std::vector<std::string>& target,
                           const std::string& help);

    /// Converts what was given. Usage error naming the option, what it wants and what it got.
    [[nodiscard]] Status finish() const;

    /// The options that were given, as words for a shell, in the order of declaration; without
    /// those whose long name is in `without`.
    [[nodiscard]] std::string given(const std::vector<std::string>& without = {}) const;

    /// Whether the option of this name was given.
    [[nodiscard]] bool has(const std::string& name) const;

  private:
    using Convert = std::function<Status(const std::string& name, const std::string& word)>;
    CLI::Option* add(const std::string& names, const std::string& kind, const std::string& help,
                     Convert convert);

    CLI::App* command_;
    std::string group_ = "Options";
    struct Entry {
        std::vector<std::string> words;
        CLI::Option* option = nullptr;
        Convert convert;
    };
    std::vector<std::unique_ptr<Entry>> entries_;
    std::vector<const CLI::Option*> arguments_;
};

/// The word as an integer of the range, or "NAME: wants an integer 1..10000, got 'abc'".
Result<std::int64_t> integer_in(const std::string& name, IntegerRange range,
                                const std::string& word);
Result<double> number_in(const std::string& name, NumberRange range, const std::string& word);
/// `word` so that a shell reads it back as one word.
std::string shell_quoted(const std::string& word);

/// The word, if it is allowed; else a message that lists what is and guesses what was meant.
Result<std::string> one_of(const std::string& name, const std::vector<std::string>& allowed,
                           const std::string& word);

}  // namespace inkling
