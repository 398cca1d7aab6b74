// The commands under `inkling data`.
#pragma once

#include "inkling/app/commands.hpp"

namespace inkling {

void add_data_list_command(CLI::App& data, Action& chosen);
void add_data_fetch_command(CLI::App& data, Action& chosen);
void add_data_verify_command(CLI::App& data, Action& chosen);
void add_data_show_command(CLI::App& data, Action& chosen);
void add_data_export_command(CLI::App& data, Action& chosen);
void add_data_import_command(CLI::App& data, Action& chosen);

}  // namespace inkling
