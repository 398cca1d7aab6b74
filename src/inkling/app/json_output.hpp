// JSON on stdout.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace inkling {

/// Indented, with a final newline. Bytes that are not UTF-8 (file names) become U+FFFD.
std::string json_text(const nlohmann::ordered_json& value);

/// One value for people: text without quotes, numbers with at most six digits.
std::string json_word(const nlohmann::ordered_json& value);

}  // namespace inkling
