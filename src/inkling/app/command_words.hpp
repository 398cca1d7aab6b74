// The words of the command line, as CLI11 alone would not take them: an option is no value of the
// one before it, and behind `--` there are only arguments of the command. What is wrong with the
// words is said here as well.
#pragma once

#include <CLI/CLI.hpp>
#include <span>
#include <string>
#include <vector>

#include "inkling/base/result.hpp"

namespace inkling {

/// "inkling train", "inkling data fetch".
std::string full_name(const CLI::App& app);
/// The command that was given, as deep as it was.
const CLI::App& given_command(const CLI::App& program);
std::vector<std::string> command_names(const CLI::App& app);

/// Lets every command below `program` keep the words behind `--` to itself; all its own arguments
/// are declared already. CLI11 would hand them to the program once the command has enough.
void keep_words_in_commands(CLI::App& program);

/// Refuses an option in the place of another one's value: `--out --seed=3`, `--out -q`. Numbers
/// below zero are values, so is `-`, and so is what is written behind `=`.
Status check_values(const CLI::App& program, std::span<const std::string> words);

/// Complains about the first word that nothing on the command line took.
Status check_leftovers(const CLI::App& program);

}  // namespace inkling
