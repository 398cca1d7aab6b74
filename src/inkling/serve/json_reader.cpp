#include "inkling/serve/json_reader_impl.hpp"

#include <fmt/format.h>

#include <array>
#include <forward_list>
#include <mutex>
#include <new>

#include "inkling/base/text.hpp"

namespace inkling {

namespace {

constexpr std::size_t most_members = 64;
constexpr std::size_t base64_size = (framed_size + 2) / 3 * 4;
static_assert(framed_size % 3 == 1, "its base64 ends in ==");

/// One for each thread that ever read JSON, kept to the end of the program. Not a thread_local
/// object: where there is no memory to note its destructor, glibc ends the program.
class Parsers {
  public:
    simdjson::dom::parser& of_this_thread() {
        thread_local simdjson::dom::parser* mine = nullptr;
        if (mine == nullptr) {
            const std::lock_guard lock(mutex_);
            mine = &all_.emplace_front();
        }
        return *mine;
    }

  private:
    std::mutex mutex_;
    std::forward_list<simdjson::dom::parser> all_;
};
Parsers parsers;

int base64_value(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

Error wrong_kind(std::string_view name, JsonElement found, std::string_view wanted) {
    return data_error(fmt::format("{} is {}; wants {}", name, kind_of(found), wanted));
}

}  // namespace

Result<JsonElement> read_json(std::string_view text) {
    simdjson::dom::parser& parser = parsers.of_this_thread();
    if (parser.max_depth() != json_depth &&
        parser.allocate(64 * 1024, json_depth) != simdjson::SUCCESS)
        throw std::bad_alloc();
    JsonElement root;
    const auto error = parser.parse(text.data(), text.size()).get(root);
    if (error == simdjson::SUCCESS) return root;
    if (error == simdjson::MEMALLOC) throw std::bad_alloc();  // as all else says it
    if (error == simdjson::DEPTH_ERROR)
        return data_error(fmt::format("the JSON is nested deeper than {}", json_depth));
    return data_error(fmt::format("the body is not JSON: {}", simdjson::error_message(error)));
}

Result<JsonObject> object_of(JsonElement element, std::string_view what) {
    JsonObject object;
    if (element.get(object) != simdjson::SUCCESS) return wrong_kind(what, element, "an object");
    std::array<std::string_view, most_members> seen;
    std::size_t count = 0;
    for (const auto field : object) {
        if (count == most_members)
            return data_error(fmt::format("{} has more than {} members", what, most_members));
        for (std::size_t i = 0; i < count; ++i)
            if (seen[i] == field.key)
                return data_error(
                    fmt::format("{} has the key '{}' twice", what, printable(field.key, 40)));
        seen[count++] = field.key;
    }
    return object;
}

std::optional<JsonElement> member(JsonObject object, std::string_view name) {
    JsonElement found;
    if (object.at_key(name).get(found) != simdjson::SUCCESS) return std::nullopt;
    return found;
}

Result<std::optional<std::string_view>> text_member(JsonObject object, std::string_view name) {
    const auto found = member(object, name);
    if (!found) return std::optional<std::string_view>();
    std::string_view text;
    if (found->get(text) != simdjson::SUCCESS) return wrong_kind(name, *found, "a string");
    return std::optional<std::string_view>(text);
}

Result<std::optional<bool>> flag_member(JsonObject object, std::string_view name) {
    const auto found = member(object, name);
    if (!found) return std::optional<bool>();
    bool flag = false;
    if (found->get(flag) != simdjson::SUCCESS) return wrong_kind(name, *found, "true or false");
    return std::optional<bool>(flag);
}

Result<std::optional<std::int64_t>> integer_member(JsonObject object, std::string_view name,
                                                   std::int64_t low, std::int64_t high) {
    const auto found = member(object, name);
    if (!found) return std::optional<std::int64_t>();
    std::int64_t value = 0;
    if (found->get(value) != simdjson::SUCCESS || value < low || value > high)
        return data_error(fmt::format("{} wants an integer {} to {}", name, low, high));
    return std::optional<std::int64_t>(value);
}

Result<std::optional<double>> number_member(JsonObject object, std::string_view name, double low,
                                            double high) {
    const auto found = member(object, name);
    if (!found) return std::optional<double>();
    double value = 0;
    if (found->get(value) != simdjson::SUCCESS || !(value >= low && value <= high))
        return data_error(fmt::format("{} wants a number {} to {}", name, low, high));
    return std::optional<double>(value);
}

Result<FramedPixels> pixels_from_json(std::string_view json) {
    INKLING_TRY(const JsonElement document, read_json(json));
    INKLING_TRY(const JsonObject root, object_of(document, "the request"));
    INKLING_TRY(const auto text, text_member(root, "pixels"));
    FramedPixels pixels{};
    if (!text || text->size() != base64_size || !text->ends_with("=="))
        return data_error("pixels wants the base64 of 784 grey levels");
    std::uint32_t bits = 0;
    std::size_t have = 0, out = 0;
    for (const char c : text->substr(0, base64_size - 2)) {
        const int value = base64_value(c);
        if (value < 0) return data_error("pixels is no base64");
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        have += 6;
        if (have < 8) continue;
        have -= 8;
        pixels[out++] = static_cast<std::uint8_t>(bits >> have);
        bits &= (1U << have) - 1;
    }
    return pixels;
}

std::string_view kind_of(JsonElement element) {
    switch (element.type()) {
        case simdjson::dom::element_type::ARRAY:
            return "an array";
        case simdjson::dom::element_type::OBJECT:
            return "an object";
        case simdjson::dom::element_type::STRING:
            return "a string";
        case simdjson::dom::element_type::BOOL:
            return "true or false";
        case simdjson::dom::element_type::NULL_VALUE:
            return "null";
        default:
            return "a number";
    }
}

}  // namespace inkling
