// JSON on the way out.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "inkling/serve/http_message.hpp"

namespace inkling {

/// Compact; bytes that are not UTF-8 become U+FFFD.
Reply json_reply(const nlohmann::ordered_json& value, int status = 200);

}  // namespace inkling
