#include "inkling/base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace inkling::detail {

void check_failed(const char* expression, const char* file, int line) noexcept {
    std::fprintf(stderr, "inkling: internal error: %s (%s:%d)\nThis is a bug; please report it.\n",
                 expression, file, line);
    std::abort();
}

}  // namespace inkling::detail
