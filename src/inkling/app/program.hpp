// The program as a function: command line in, exit code out.
#pragma once

namespace inkling {

/// Runs `inkling ARGUMENTS…` and returns its exit code; errors have been told on stderr.
int run_program(int argc, char** argv);

}  // namespace inkling
