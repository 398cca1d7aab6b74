// `inkling data …`: the data sets on this machine. The commands below it have their own files.
#include "inkling/app/data_commands.hpp"

namespace inkling {

void add_data_command(CLI::App& program, Action& chosen) {
    CLI::App* data =
        add_command(program, "data", "List, download, verify, show and convert data sets",
                    "Example:\n  inkling data show mnist");
    add_data_list_command(*data, chosen);
    add_data_fetch_command(*data, chosen);
    add_data_verify_command(*data, chosen);
    add_data_show_command(*data, chosen);
    add_data_export_command(*data, chosen);
    add_data_import_command(*data, chosen);
}

}  // namespace inkling
