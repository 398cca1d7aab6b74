#include "inkling/serve/tensor_reply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace inkling {

namespace {

using Out = std::back_insert_iterator<std::string>;

struct Rows {
    std::span<const float> values;
    std::size_t count;
    const std::vector<std::string>& classes;

    [[nodiscard]] std::span<const float> row(std::size_t i) const {
        return values.subspan(i * classes.size(), classes.size());
    }
    [[nodiscard]] std::int64_t best(std::size_t i) const {
        const auto r = row(i);
        return std::max_element(r.begin(), r.end()) - r.begin();
    }
};

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

/// The name, datatype and shape of an output, then its data in JSON or behind it.
void put_output(Out json, std::string& binary, const TensorOutput& output, const Rows& rows) {
    const std::size_t before = binary.size();
    const std::size_t classes = rows.classes.size();
    std::vector<std::string> texts;
    if (output.classification > 0) {
        const std::size_t wanted = std::min(output.classification, classes);
        texts = best_classes(rows, wanted);
        fmt::format_to(json, R"({{"name":"probabilities","datatype":"BYTES","shape":[{},{}])",
                       rows.count, wanted);
    } else if (output.digit) {
        fmt::format_to(json, R"({{"name":"digit","datatype":"INT64","shape":[{}])", rows.count);
    } else {
        fmt::format_to(json, R"({{"name":"probabilities","datatype":"FP32","shape":[{},{}])",
                       rows.count, classes);
    }
    if (output.binary) {
        if (output.classification > 0) {
            for (const std::string& text : texts) {
                put_bytes(binary, static_cast<std::uint32_t>(text.size()));
                binary += text;
            }
        } else if (output.digit) {
            for (std::size_t i = 0; i < rows.count; ++i) put_bytes(binary, rows.best(i));
        } else {
            for (const float value : rows.values) put_bytes(binary, value);
        }
        fmt::format_to(json, R"(,"parameters":{{"binary_data_size":{}}}}})",
                       binary.size() - before);
        return;
    }
    fmt::format_to(json, R"(,"data":[)");
    const char* comma = "";
    if (output.classification > 0) {
        for (const std::string& text : texts) {
            fmt::format_to(json, "{}{}", comma, json_quoted(text));
            comma = ",";
        }
    } else if (output.digit) {
        for (std::size_t i = 0; i < rows.count; ++i, comma = ",")
            fmt::format_to(json, "{}{}", comma, rows.best(i));
    } else {
        for (const float value : rows.values) {
            fmt::format_to(json, "{}{}", comma, value);
            comma = ",";
        }
    }
    fmt::format_to(json, "]}}");
}

}  // namespace

Reply tensor_reply(const TensorRequest& request, std::span<const float> probabilities,
                   const std::vector<std::string>& classes) {
    const Rows rows{probabilities, request.rows, classes};
    Reply reply;
    std::string binary;
    reply.body.reserve(256 + 12 * probabilities.size());
    const Out json(reply.body);
    fmt::format_to(json, R"({{"model_name":"{}","model_version":"{}")", served_model_name,
                   served_model_version);
    if (request.has_id) fmt::format_to(json, R"(,"id":{})", json_quoted(request.id));
    fmt::format_to(json, R"(,"outputs":[)");
    for (std::size_t i = 0; i < request.outputs.size(); ++i) {
        if (i > 0) fmt::format_to(json, ",");
        put_output(json, binary, request.outputs[i], rows);
    }
    fmt::format_to(json, "]}}");
    if (!binary.empty()) {
        reply.content_type = "application/octet-stream";
        reply.headers = fmt::format("Inference-Header-Content-Length: {}\r\n", reply.body.size());
        reply.body += binary;
    }
    return reply;
}

}  // namespace inkling
