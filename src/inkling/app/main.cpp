// The program: everything is in program.cpp.
#include "inkling/app/program.hpp"

int main(int argc, char** argv) {
    return inkling::run_program(argc, argv);
}
