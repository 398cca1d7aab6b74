#include "inkling/app/program.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <new>
#include <string_view>
#include <vector>

#include "inkling/app/command_words.hpp"
#include "inkling/app/commands.hpp"
#include "inkling/app/console.hpp"
#include "inkling/app/help.hpp"
#include "inkling/app/terminal.hpp"
#include "inkling/app/version.hpp"

namespace inkling {

namespace {

/// What CLI11 found wrong, in our words. With OptionSet there is little left for it to find.
Error parse_error(const CLI::App& program, const CLI::ParseError& error) {
    const std::string what = error.what();
    const std::string help = full_name(given_command(program)) + " --help";
    if (error.get_name() == "ArgumentMismatch") {
        const std::string name = what.substr(0, what.find_first_of(": "));
        // CLI11 names flags without their dashes.
        if (what.find("override") != std::string::npos)
            return usage_error((name.starts_with("-") ? "" : "--") + name + ": takes no value",
                               "leave the = and what follows it out");
        return usage_error(name + ": value missing", help + " shows what it takes");
    }
    if (error.get_name() == "RequiredError") {
        // An unknown option is the likelier mistake than a missing argument.
        if (Status known = check_leftovers(program); !known) return std::move(known).error();
        return usage_error(what.substr(0, what.find(' ')) + " is missing",
                           help + " shows what the command takes");
    }
    return usage_error(what, help + " tells which options go together");
}

Result<int> run(int argc, char** argv) {
    CLI::App program("Learns to read handwritten digits, and reads them.", "inkling");
    const Terminal terminal = terminal_of(1);
    program.formatter(std::make_shared<HelpFormatter>(std::min(terminal.width, 100)));
    program.set_help_flag("-h,--help", "Print this help");
    program.set_version_flag("--version", "inkling " + version(), "Print the version");
    program.allow_extras();
    program.footer(
        "inkling COMMAND --help tells more. Start with:\n"
        "  inkling train              learn to read digits, from nothing\n"
        "  inkling predict digit.png  read one\n"
        "  inkling serve              draw digits on a page, and have them read");
    Action chosen;
    add_train_command(program, chosen);
    add_evaluate_command(program, chosen);
    add_predict_command(program, chosen);
    add_read_command(program, chosen);
    add_serve_command(program, chosen);
    add_info_command(program, chosen);
    add_data_command(program, chosen);
    add_bench_command(program, chosen);
    keep_words_in_commands(program);
    if (argc < 2) {
        write_note(program.help());
        return exit_code(ErrorCode::usage);
    }
    const std::vector<std::string> words(argv + 1, argv + argc);
    INKLING_TRY_STATUS(check_values(program, words));
    try {
        program.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        INKLING_TRY_STATUS(write_output(program.help()));
        return 0;
    } catch (const CLI::CallForVersion& request) {
        INKLING_TRY_STATUS(write_output(std::string(request.what()) + "\n"));
        return 0;
    } catch (const CLI::ParseError& error) {
        return parse_error(program, error);
    }
    INKLING_TRY_STATUS(check_leftovers(program));
    if (!chosen) {
        const CLI::App& last = given_command(program);
        return usage_error(fmt::format("{}: no command given", full_name(last)),
                           fmt::format("{} --help lists the commands: {}", full_name(last),
                                       fmt::join(command_names(last), ", ")));
    }
    return chosen();
}

constexpr std::string_view no_memory =
    "inkling: error: out of memory\n"
    "hint: close other programs, or use a smaller network or batch\n";

/// Whether memory ever ran out.
std::atomic<bool> memory_ended = false;

[[noreturn]] void on_no_memory() {
    memory_ended = true;
    throw std::bad_alloc();
}

/// Tells the exception that is being handled. Where memory is gone there is none to make an Error
/// of, either.
int report_exception() {
    try {
        throw;
    } catch (const std::bad_alloc&) {
        write_note(no_memory);
        return exit_code(ErrorCode::file);
    } catch (const std::exception& error) {
        write_note("inkling: error: ");
        write_note(error.what());
    } catch (...) {
        write_note("inkling: error: unknown exception");
    }
    write_note("\nhint: this is a bug of inkling: please report it with the command line\n");
    return exit_code(ErrorCode::internal);
}

/// An exception where none may pass: the destructor of a JSON value takes memory, and a thread has
/// nobody to throw to. Files are replaced whole, so it is safe to stop here. Out of a noexcept
/// function, of libstdc++'s directory_iterator for example, it may arrive here without its
/// exception.
[[noreturn]] void on_terminate() {
    if (std::current_exception()) ::_exit(report_exception());
    if (!memory_ended) std::abort();
    write_note(no_memory);
    ::_exit(exit_code(ErrorCode::file));
}

}  // namespace

CLI::App* add_command(CLI::App& parent, const std::string& name, const std::string& description,
                      const std::string& examples) {
    CLI::App* command = parent.add_subcommand(name, description);
    command->allow_extras();
    command->footer(examples);
    return command;
}

int run_program(int argc, char** argv) {
    prepare_streams();
    std::set_terminate(on_terminate);
    std::set_new_handler(on_no_memory);
    try {
        const Result<int> result = run(argc, argv);
        return result ? *result : report_error(result.error());
    } catch (...) {
        return report_exception();
    }
}

}  // namespace inkling
