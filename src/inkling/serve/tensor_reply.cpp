#include "inkling/serve/tensor_reply.hpp"

#include <fmt/compile.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <numeric>
#include <utility>

namespace inkling {

namespace {

/// fmt into a string costs several times this.
template <class Number>
void put_number(std::string& json, Number number) {
    char digits[32];
    char* const end = fmt::format_to(digits, FMT_COMPILE("{}"), number);
    json.append(digits, static_cast<std::size_t>(end - digits));
}

/// Numbers with commas between them.
template <class Numbers>
void put_numbers(std::string& json, const Numbers& numbers) {
    bool first = true;
    for (const auto number : numbers) {
        if (!std::exchange(first, false)) json += ',';
        put_number(json, number);
    }
}

struct Rows {
    std::span<const float> values;
    std::size_t count;
    const std::vector<std::string>& classes;

    [[nodiscard]] std::size_t columns() const { return values.size() / count; }
    [[nodiscard]] std::span<const float> row(std::size_t i) const {
        return values.subspan(i * columns(), classes.size());
    }
    [[nodiscard]] std::int64_t best(std::size_t i) const {
        const auto r = row(i);
        return std::max_element(r.begin(), r.end()) - r.begin();
    }
    [[nodiscard]] float none(std::size_t i) const { return values[(i + 1) * columns() - 1]; }
};

/// Hands each number of an output to `put`, in order.
template <class Put>
void each_number(const Rows& rows, OutputKind kind, Put put) {
    for (std::size_t i = 0; i < rows.count; ++i) {
        if (kind == OutputKind::digit)
            put(rows.best(i));
        else if (kind == OutputKind::none)
            put(rows.none(i));
        else
            for (const float value : rows.row(i)) put(value);
    }
}

template <class T>
void put_bytes(std::string& binary, const T& value) {
    binary.append(reinterpret_cast<const char*>(&value), sizeof(T));
}

/// "0.97:7:7" for each of the best classes of each row: value, number, name.
std::vector<std::string> best_classes(const Rows& rows, std::size_t wanted) {
    std::vector<std::string> texts;
    std::vector<std::size_t> order(rows.classes.size());
    for (std::size_t i = 0; i < rows.count; ++i) {
        const auto row = rows.row(i);
        std::iota(order.begin(), order.end(), 0U);
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return row[a] > row[b]; });
        for (std::size_t k = 0; k < wanted; ++k)
            texts.push_back(
                fmt::format("{}:{}:{}", row[order[k]], order[k], rows.classes[order[k]]));
    }
    return texts;
}

void put_head(std::string& json, std::string_view name, std::string_view datatype,
              std::initializer_list<std::size_t> shape) {
    json += R"({"name":")";
    json += name;
    json += R"(","datatype":")";
    json += datatype;
    json += R"(","shape":[)";
    put_numbers(json, shape);
    json += ']';
}

/// The data of an output, in JSON.
void put_json(std::string& json, const TensorOutput& output, const Rows& rows,
              const std::vector<std::string>& texts) {
    json += R"(,"data":[)";
    if (output.classification > 0) {
        const char* comma = "";
        for (const std::string& text : texts) {
            json += std::exchange(comma, ",");
            json += json_quoted(text);
        }
    } else {
        bool first = true;
        each_number(rows, output.kind, [&](auto number) {
            if (!std::exchange(first, false)) json += ',';
            put_number(json, number);
        });
    }
    json += "]}";
}

/// The data of an output as bytes.
void put_binary(std::string& binary, const TensorOutput& output, const Rows& rows,
                const std::vector<std::string>& texts) {
    if (output.classification > 0) {
        for (const std::string& text : texts) {
            put_bytes(binary, static_cast<std::uint32_t>(text.size()));
            binary += text;
        }
    } else {
        each_number(rows, output.kind, [&](auto number) { put_bytes(binary, number); });
    }
}

/// The name, datatype and shape of an output, then its data in JSON or behind it.
void put_output(std::string& json, std::string& binary, const TensorOutput& output,
                const Rows& rows) {
    const std::size_t classes = rows.classes.size();
    std::vector<std::string> texts;
    if (output.classification > 0) {
        const std::size_t wanted = std::min(output.classification, classes);
        texts = best_classes(rows, wanted);
        put_head(json, "probabilities", "BYTES", {rows.count, wanted});
    } else if (output.kind == OutputKind::digit) {
        put_head(json, "digit", "INT64", {rows.count});
    } else if (output.kind == OutputKind::none) {
        put_head(json, "none", "FP32", {rows.count});
    } else {
        put_head(json, "probabilities", "FP32", {rows.count, classes});
    }
    if (!output.binary) return put_json(json, output, rows, texts);
    const std::size_t before = binary.size();
    put_binary(binary, output, rows, texts);
    json += R"(,"parameters":{"binary_data_size":)";
    put_number(json, binary.size() - before);
    json += "}}";
}

}  // namespace

Reply tensor_reply(const TensorRequest& request, std::span<const float> answers,
                   const std::vector<std::string>& classes) {
    const Rows rows{answers, request.rows, classes};
    Reply reply;
    std::string binary;
    std::string& json = reply.body;
    json.reserve(256 + 16 * answers.size());
    json += R"({"model_name":")";
    json += served_model_name;
    json += R"(","model_version":")";
    json += served_model_version;
    json += '"';
    if (request.has_id) json += R"(,"id":)" + json_quoted(request.id);
    json += R"(,"outputs":[)";
    for (std::size_t i = 0; i < request.outputs.size(); ++i) {
        if (i > 0) json += ',';
        put_output(json, binary, request.outputs[i], rows);
    }
    json += "]}";
    if (!binary.empty()) {
        reply.content_type = "application/octet-stream";
        reply.headers = fmt::format("Inference-Header-Content-Length: {}\r\n", reply.body.size());
        reply.body += binary;
    }
    return reply;
}

}  // namespace inkling
