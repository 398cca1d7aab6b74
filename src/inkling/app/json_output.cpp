#include "inkling/app/json_output.hpp"

#include <fmt/format.h>

namespace inkling {

std::string json_text(const nlohmann::ordered_json& value) {
    return value.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string json_word(const nlohmann::ordered_json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_float()) return fmt::format("{:.6g}", value.get<double>());
    if (!value.is_array()) return value.dump();
    std::string words;
    for (const auto& inner : value) words += (words.empty() ? "" : ", ") + json_word(inner);
    return words.empty() ? "none" : words;
}

}  // namespace inkling
