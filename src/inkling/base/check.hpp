// INKLING_CHECK aborts on a bug of our own. Foreign bytes and user input never reach it: they get
// an Error.
#pragma once

namespace inkling::detail {
[[noreturn]] void check_failed(const char* expression, const char* file, int line) noexcept;
}  // namespace inkling::detail

#define INKLING_CHECK(condition) \
    ((condition) ? void(0) : ::inkling::detail::check_failed(#condition, __FILE__, __LINE__))
