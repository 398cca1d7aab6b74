// The commands of the program, one file each. Each declares its options on the command line and
// says what to do when it is chosen.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "inkling/base/result.hpp"

namespace inkling {

/// What the chosen command does; the value is the exit code.
using Action = std::function<Result<int>()>;

void add_train_command(CLI::App& program, Action& chosen);
void add_evaluate_command(CLI::App& program, Action& chosen);
void add_predict_command(CLI::App& program, Action& chosen);
void add_read_command(CLI::App& program, Action& chosen);
void add_serve_command(CLI::App& program, Action& chosen);
void add_info_command(CLI::App& program, Action& chosen);
void add_data_command(CLI::App& program, Action& chosen);
void add_bench_command(CLI::App& program, Action& chosen);

/// Makes `inkling COMMAND` with its help text; words that no option takes are left over for
/// program.cpp to complain about.
CLI::App* add_command(CLI::App& parent, const std::string& name, const std::string& description,
                      const std::string& examples);

}  // namespace inkling
