// The two streams of the program. Results go to stdout and every byte is accounted for: a full disk
// is an error. What is told beside the results goes to stderr, one line each.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "inkling/base/result.hpp"

namespace inkling {

/// Makes sure that descriptors 0 to 2 exist, so that no data file takes the place of stdout, and
/// that a reader who goes away is an error of write_output(), not a signal.
void prepare_streams();

/// Writes all of `text` to stdout. File error where that fails; where the reader has gone (`head`)
/// the program ends silently as if by SIGPIPE (exit code 141 in a shell).
Status write_output(std::string_view text);

/// Writes to stderr; failures are ignored, there is nobody to tell.
void write_note(std::string_view text);

/// `inkling: error: …` and, if there is one, `hint: …` on stderr, each on one line, all foreign
/// bytes made printable. Returns the exit code.
int report_error(const Error& error);
/// `inkling: warning: …`
void report_warning(std::string_view message);

/// A view of the bytes of a text, for write_file_atomic().
inline std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace inkling
