// JSON from strangers: simdjson parses without recursion, to a depth of 8; the rest of the rules
// are here. Each thread keeps one parser, so parsing allocates nothing after the first time.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>

#include "inkling/base/result.hpp"
#include "inkling/image/frame.hpp"

namespace inkling {

using JsonElement = simdjson::dom::element;
using JsonObject = simdjson::dom::object;

inline constexpr std::size_t json_depth = 8;

/// The document, valid until the next call on this thread. Data error where it is no JSON.
Result<JsonElement> read_json(std::string_view text);

/// As an object whose keys differ from each other. Data error naming `what`.
Result<JsonObject> object_of(JsonElement element, std::string_view what);

/// Members of an object; nothing where they are missing. Data error where the kind is another.
std::optional<JsonElement> member(JsonObject object, std::string_view name);
Result<std::optional<std::string_view>> text_member(JsonObject object, std::string_view name);
Result<std::optional<bool>> flag_member(JsonObject object, std::string_view name);
/// An integer of low … high.
Result<std::optional<std::int64_t>> integer_member(JsonObject object, std::string_view name,
                                                   std::int64_t low, std::int64_t high);
/// A number of low … high.
Result<std::optional<double>> number_member(JsonObject object, std::string_view name, double low,
                                            double high);

/// Member `pixels` of an object: 784 grey levels in base64.
Result<FramedPixels> pixels_from_json(std::string_view json);

/// "a string", "an object" …
std::string_view kind_of(JsonElement element);

}  // namespace inkling
