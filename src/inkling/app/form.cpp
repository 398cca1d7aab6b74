#include "inkling/app/form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "inkling/base/text.hpp"

namespace inkling {

namespace {

using Json = nlohmann::json;

constexpr int longest_side = 100'000;
constexpr int most_digits = 40;
constexpr std::size_t most_fields = 1000;

Error wrong(const std::string& where, const std::string& what) {
    return data_error(fmt::format("form template: {}: {}", where, what),
                      "inkling read --help shows a template");
}

Result<int> integer_at(const Json& object, const char* key, const std::string& where, int least) {
    const auto found = object.find(key);
    if (found == object.end()) return wrong(where, fmt::format("\"{}\" is missing", key));
    if (!found->is_number_integer()) return wrong(where, fmt::format("\"{}\" is no integer", key));
    const auto value = found->get<std::int64_t>();
    if (value < least || value > longest_side)
        return wrong(where, fmt::format("\"{}\" is {}; allowed {} to {}", key, value, least,
                                        with_commas(longest_side)));
    return static_cast<int>(value);
}

Result<Box> parse_box(const Json& object, const std::string& where) {
    if (!object.is_object()) return wrong(where, "is no object with left, top, width, height");
    Box box;
    INKLING_TRY(box.left, integer_at(object, "left", where, 0));
    INKLING_TRY(box.top, integer_at(object, "top", where, 0));
    INKLING_TRY(box.width, integer_at(object, "width", where, 1));
    INKLING_TRY(box.height, integer_at(object, "height", where, 1));
    return box;
}

Status parse_digits(const Json& value, const std::string& where, NumberPattern& pattern) {
    const auto is_count = [](const Json& n) {
        return n.is_number_integer() && n.get<std::int64_t>() >= 1 &&
               n.get<std::int64_t>() <= most_digits;
    };
    if (is_count(value)) {
        pattern.least_digits = pattern.most_digits = value.get<int>();
        return {};
    }
    if (!value.is_array() || value.size() != 2 || !is_count(value[0]) || !is_count(value[1]) ||
        value[0] > value[1])
        return wrong(where,
                     fmt::format("\"digits\" wants N or [least, most], 1 to {}", most_digits));
    pattern.least_digits = value[0].get<int>();
    pattern.most_digits = value[1].get<int>();
    return {};
}

Status parse_allowed(const Json& value, const std::string& where, NumberPattern& pattern) {
    const std::string digits = value.is_string() ? value.get<std::string>() : "";
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos)
        return wrong(where, "\"allowed\" wants digits, such as \"0123\"");
    pattern.allowed.fill(false);
    for (const char c : digits) pattern.allowed[static_cast<std::size_t>(c - '0')] = true;
    return {};
}

/// Some rules are those of numbers of one length.
Status parse_check(const Json& value, bool has_digits, const std::string& where,
                   NumberPattern& pattern) {
    const std::string name = value.is_string() ? value.get<std::string>() : "?";
    const auto rule = parse_check_digit(name);
    if (!rule) return wrong(where, "\"check\" wants none, luhn, ean, isbn13, isbn10 or mod97");
    pattern.check = *rule;
    const int length = name == "isbn13" ? 13 : name == "isbn10" ? 10 : 0;
    if (length == 0) return {};
    if (has_digits && (pattern.least_digits > length || pattern.most_digits < length))
        return wrong(where, fmt::format("\"check\": \"{}\" is for {} digits, and \"digits\" allows "
                                        "other numbers of them only",
                                        name, length));
    pattern.least_digits = pattern.most_digits = length;
    return {};
}

/// Keys that are written twice would be overwritten in silence, and what is wrong is best told by
/// where it stands.
Result<Json> parse_json(std::string_view text) {
    std::vector<std::set<std::string>> keys;
    std::string twice;
    const auto look = [&](int, Json::parse_event_t event, Json& value) {
        if (event == Json::parse_event_t::object_start) keys.emplace_back();
        if (event == Json::parse_event_t::object_end) keys.pop_back();
        if (event == Json::parse_event_t::key &&
            !keys.back().insert(value.get<std::string>()).second)
            twice = value.get<std::string>();
        return true;
    };
    try {
        Json root = Json::parse(text, look);
        if (!twice.empty())
            return wrong("the file", fmt::format("\"{}\" is there twice", printable(twice)));
        if (!root.is_object()) return wrong("the file", "is no JSON object");
        return root;
    } catch (const Json::parse_error& error) {
        const auto before = text.substr(0, std::min(text.size(), error.byte));
        const auto line = 1 + std::count(before.begin(), before.end(), '\n');
        return wrong("the file",
                     fmt::format("is no JSON object: wrong at line {}, byte {}", line, error.byte));
    } catch (const Json::out_of_range&) {
        return wrong("the file", "is no JSON object: a number in it is too large");
    }
}

/// Nothing but what is known; of a key that is not, one would never learn that it does nothing.
Status check_keys(const Json& object, const std::set<std::string>& known,
                  const std::string& where) {
    for (const auto& [key, value] : object.items())
        if (known.count(key) == 0)
            return wrong(where, fmt::format("\"{}\" is not known", printable(key)));
    return {};
}

Result<FormField> parse_field(const Json& object, const std::string& where) {
    if (!object.is_object()) return wrong(where, "is no object");
    INKLING_TRY_STATUS(check_keys(object, {"name", "box", "digits", "allowed", "check"}, where));
    FormField field;
    const auto name = object.find("name");
    if (name == object.end() || !name->is_string() || name->get<std::string>().empty())
        return wrong(where, "\"name\" is missing");
    field.name = name->get<std::string>();
    if (field.name == "file" || field.name == "check")
        return wrong(where, fmt::format("\"{}\" is the name of a column already", field.name));
    if (!object.contains("box")) return wrong(where, "\"box\" is missing");
    INKLING_TRY(field.box, parse_box(object["box"], where + ", box"));
    if (object.contains("digits"))
        INKLING_TRY_STATUS(parse_digits(object["digits"], where, field.pattern));
    if (object.contains("allowed"))
        INKLING_TRY_STATUS(parse_allowed(object["allowed"], where, field.pattern));
    if (object.contains("check"))
        INKLING_TRY_STATUS(
            parse_check(object["check"], object.contains("digits"), where, field.pattern));
    return field;
}

}  // namespace

Result<Form> parse_form(std::string_view json) {
    INKLING_TRY(const Json root, parse_json(json));
    INKLING_TRY_STATUS(check_keys(root, {"width", "height", "frame", "fields"}, "the form"));
    Form form;
    INKLING_TRY(form.width, integer_at(root, "width", "the form", 1));
    INKLING_TRY(form.height, integer_at(root, "height", "the form", 1));
    if (root.contains("frame")) {
        INKLING_TRY(const Box frame, parse_box(root["frame"], "frame"));
        if (frame.right() > form.width || frame.bottom() > form.height)
            return wrong("frame", "reaches beyond the form");
        form.frame = frame;
    }
    if (!root.contains("fields") || !root["fields"].is_array() || root["fields"].empty() ||
        root["fields"].size() > most_fields)
        return wrong("the form", "\"fields\" wants a list of 1 to 1000 fields");
    std::set<std::string> names;
    for (std::size_t i = 0; i < root["fields"].size(); ++i) {
        const std::string where = fmt::format("field {}", i + 1);
        INKLING_TRY(FormField field, parse_field(root["fields"][i], where));
        if (field.box.right() > form.width || field.box.bottom() > form.height)
            return wrong(where, "its box reaches beyond the form");
        if (!names.insert(field.name).second)
            return wrong(where, fmt::format("\"{}\" is there twice", printable(field.name)));
        form.fields.push_back(std::move(field));
    }
    return form;
}

}  // namespace inkling
