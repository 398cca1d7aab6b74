// Reads the JSON header event by event, straight into its final form: nothing is built for what is
// not allowed, nesting cannot grow, and no key can hide another.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "inkling/base/text.hpp"
#include "inkling/bytes/safetensors_impl.hpp"

namespace inkling {
namespace {

using Json = nlohmann::json;

constexpr const char* metadata_key = "__metadata__";
constexpr std::size_t most_dimensions = 64;

/// Events of the parser; each returns whether to go on.
class HeaderReader : public nlohmann::json_sax<Json> {
  public:
    bool start_object(std::size_t) override {
        if (place_ == Place::outside) return move_to(Place::header);
        if (place_ == Place::header) {
            entry_.name = key_;
            return move_to(key_ == metadata_key ? Place::metadata : Place::tensor);
        }
        return misplaced("an object");
    }
    bool end_object() override {
        if (place_ == Place::header) return move_to(Place::outside);
        if (place_ == Place::tensor && !finish_tensor()) return false;
        return move_to(Place::header);
    }
    bool key(string_t& key) override {
        key_ = key;
        if (place_ == Place::header) return names_.insert(key).second || twice(key);
        if (place_ == Place::metadata) return header_.metadata.count(key) == 0 || twice(key);
        bool& seen = key == "dtype"          ? has_dtype_
                     : key == "shape"        ? has_shape_
                     : key == "data_offsets" ? has_offsets_
                                             : unknown_;
        if (&seen == &unknown_) return refuse(fmt::format("unknown key '{}'", printable(key, 80)));
        if (seen) return twice(key);
        return seen = true;
    }
    bool string(string_t& text) override {
        if (place_ == Place::metadata) {
            header_.metadata.emplace(key_, std::move(text));
            return true;
        }
        if (place_ != Place::tensor || key_ != "dtype") return misplaced("a string");
        entry_.dtype = std::move(text);
        return true;
    }
    bool start_array(std::size_t) override {
        if (place_ != Place::tensor || key_ == "dtype") return misplaced("a list");
        return move_to(key_ == "shape" ? Place::shape : Place::offsets);
    }
    bool end_array() override { return move_to(Place::tensor); }
    bool number_unsigned(number_unsigned_t number) override {
        if (place_ == Place::shape && entry_.shape.size() < most_dimensions) {
            entry_.shape.push_back(number);
            return true;
        }
        if (place_ != Place::offsets || offsets_ == 2) return misplaced("a number");
        (offsets_++ == 0 ? entry_.begin : entry_.end) = number;
        return true;
    }
    bool number_integer(number_integer_t) override { return misplaced("a negative number"); }
    bool number_float(number_float_t, const string_t&) override {
        return misplaced("a number that is not an integer");
    }
    bool null() override { return misplaced("null"); }
    bool boolean(bool) override { return misplaced("true or false"); }
    bool binary(binary_t&) override { return misplaced("binary data"); }
    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::detail::exception& why) override {
        // "[json.exception.parse_error.101] parse error at …: syntax error while parsing …"
        std::string_view text = why.what();
        text.remove_prefix(std::min(text.size(), text.find("] ") + 2));
        if (const auto at = text.find(": "); at != text.npos) text.remove_prefix(at + 2);
        return refuse(fmt::format("byte {}: {}", position, printable(text, 160)));
    }

    [[nodiscard]] SafetensorsHeader take() { return std::move(header_); }
    [[nodiscard]] const std::string& refusal() const noexcept { return refusal_; }

  private:
    enum class Place { outside, header, metadata, tensor, shape, offsets };

    bool move_to(Place place) {
        place_ = place;
        return true;
    }
    bool finish_tensor() {
        const bool complete = has_dtype_ && has_shape_ && has_offsets_ && offsets_ == 2;
        if (!complete)
            return refuse(fmt::format("tensor '{}' needs dtype, shape and two data_offsets",
                                      printable(entry_.name, 80)));
        header_.entries.push_back(std::move(entry_));
        entry_ = {};
        has_dtype_ = has_shape_ = has_offsets_ = false;
        offsets_ = 0;
        return true;
    }
    bool refuse(std::string why) {
        if (refusal_.empty()) refusal_ = std::move(why);
        return false;
    }
    bool twice(const std::string& key) {
        return refuse(fmt::format("key '{}' is there twice", printable(key, 80)));
    }
    bool misplaced(std::string_view what) {
        return refuse(fmt::format("{} is not allowed {}{}", what,
                                  place_ == Place::outside ? "as the header" : "at key ",
                                  place_ == Place::outside ? "" : printable(key_, 80)));
    }

    SafetensorsHeader header_;
    HeaderEntry entry_;
    std::set<std::string> names_;
    std::string key_;
    std::string refusal_;
    Place place_ = Place::outside;
    int offsets_ = 0;
    bool has_dtype_ = false;
    bool has_shape_ = false;
    bool has_offsets_ = false;
    bool unknown_ = false;
};

}  // namespace

Result<SafetensorsHeader> parse_safetensors_header(std::span<const std::uint8_t> text) {
    HeaderReader reader;
    if (Json::sax_parse(text.begin(), text.end(), &reader)) return reader.take();
    return data_error(fmt::format("safetensors header: {}", reader.refusal()));
}

Result<std::string> write_safetensors_header(SafetensorsHeader header) {
    std::sort(header.entries.begin(), header.entries.end(),
              [](const HeaderEntry& a, const HeaderEntry& b) { return a.name < b.name; });
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    if (!header.metadata.empty()) {
        auto& metadata = json[metadata_key] = nlohmann::ordered_json::object();
        for (const auto& [key, value] : header.metadata) metadata[key] = value;
    }
    const std::string* before = nullptr;
    for (const HeaderEntry& entry : header.entries) {
        if (entry.name == metadata_key || (before != nullptr && *before == entry.name))
            return usage_error(fmt::format("two tensors are named '{}', or it is reserved",
                                           printable(entry.name)));
        before = &entry.name;
        auto& tensor = json[entry.name] = nlohmann::ordered_json::object();
        tensor["dtype"] = entry.dtype;
        tensor["shape"] = entry.shape;
        tensor["data_offsets"] = {entry.begin, entry.end};
    }
    try {
        return json.dump();
    } catch (const nlohmann::json::type_error&) {
        return usage_error("a name or a text of the metadata is not UTF-8");
    }
}

}  // namespace inkling
