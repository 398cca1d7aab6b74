// What the parser of Boost.Beast lets pass and inkling refuses: each of these has been used to make
// a proxy and a server disagree about where a request ends.
#pragma once

#include <string_view>

namespace inkling {

/// A header block with its final empty line. Empty where it is sound, else what is wrong: a bare CR
/// or LF, a NUL, a folded line, a space before the colon.
std::string_view header_fault(std::string_view block);

/// 1 to 15 decimal digits and nothing else.
bool is_plain_number(std::string_view text);

/// ASCII letters only; the same but for their case.
bool equal_ignoring_case(std::string_view a, std::string_view b);

}  // namespace inkling
