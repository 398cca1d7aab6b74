#include "inkling/serve/access_log.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

#include "inkling/base/text.hpp"
#include "inkling/serve/http_message.hpp"

namespace inkling {

std::string access_line(AccessLog style, const AccessRecord& record) {
    const auto time = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
    if (style == AccessLog::json)
        return fmt::format(
            R"({{"time":"{}","peer":{},"method":{},"path":{},"status":{},"bytes":{},"us":{}}})"
            "\n",
            time, json_quoted(record.peer), json_quoted(record.method), json_quoted(record.path),
            record.status, record.body_bytes, record.microseconds);
    return fmt::format("{} {} {} {} {} {} bytes {} us\n", time, record.peer,
                       record.method.empty() ? "-" : printable(record.method),
                       record.path.empty() ? "-" : printable(record.path), record.status,
                       record.body_bytes, record.microseconds);
}

}  // namespace inkling
