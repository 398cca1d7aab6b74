// One line for each request, for people or for programs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "inkling/serve/options.hpp"

namespace inkling {

struct AccessRecord {
    std::string peer = {};
    std::string_view method = {};  ///< empty where the request could not be read
    std::string_view path = {};
    int status = 0;
    std::size_t body_bytes = 0;
    std::int64_t microseconds = 0;
};

/// With its newline. Foreign bytes are escaped; the query is left out, as it may hold secrets.
std::string access_line(AccessLog style, const AccessRecord& record);

}  // namespace inkling
