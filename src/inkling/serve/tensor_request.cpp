#include "inkling/serve/tensor_request.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <span>

#include "inkling/base/text.hpp"
#include "inkling/serve/header_check.hpp"
#include "inkling/serve/json_reader_impl.hpp"

namespace inkling {

namespace {

constexpr std::size_t image_side = 28;
static_assert(std::endian::native == std::endian::little, "tensors are little-endian");

enum class Datatype { uint8, fp32 };

struct InputTensor {
    Datatype datatype = Datatype::uint8;
    std::vector<std::size_t> shape;
    std::size_t values = 0;  ///< of all images
};

/// The numbers of one tensor, flat or nested as its shape says, in row-major order.
class TensorValues {
  public:
    /// `most`: values that there can be at all, whatever the shape claims.
    TensorValues(const InputTensor& tensor, std::size_t most, TensorRequest& request)
        : tensor_(tensor), request_(request) {
        const std::size_t room = std::min(tensor.values, most);
        if (tensor.datatype == Datatype::uint8)
            request.levels.resize(room);
        else
            request.values.resize(room);
    }

    Status add(JsonElement element) {
        simdjson::dom::array array;
        if (element.get(array) != simdjson::SUCCESS)
            return data_error(fmt::format("data is {}; wants an array", kind_of(element)));
        INKLING_TRY_STATUS(add_level(array, 0));
        if (count_ != tensor_.values)
            return data_error(fmt::format("expected {} values, got {}", tensor_.values, count_));
        return {};
    }

  private:
    Status add_level(simdjson::dom::array array, std::size_t level) {
        const bool bytes = tensor_.datatype == Datatype::uint8;
        for (const JsonElement element : array) {
            // Nearly all that ever comes.
            std::int64_t grey = 0;
            if (bytes && element.get(grey) == simdjson::SUCCESS && grey >= 0 && grey <= 255 &&
                count_ < request_.levels.size()) {
                request_.levels[count_++] = static_cast<char>(grey);
                continue;
            }
            simdjson::dom::array inner;
            if (element.get(inner) == simdjson::SUCCESS) {
                if (level + 1 >= tensor_.shape.size())
                    return data_error("data is nested deeper than its shape");
                const std::size_t before = count_;
                INKLING_TRY_STATUS(add_level(inner, level + 1));
                const std::size_t row = count_ - before;
                if (row == 0 || tensor_.values % row != 0)
                    return data_error(
                        fmt::format("data has a row of {} values, which does not "
                                    "fit the shape",
                                    row));
            } else {
                INKLING_TRY_STATUS(add_value(element));
            }
        }
        return {};
    }

    Status add_value(JsonElement element) {
        if (count_ >= tensor_.values)
            return data_error(fmt::format("expected {} values, got more", tensor_.values));
        double number = 0;
        if (tensor_.datatype == Datatype::uint8 || element.get(number) != simdjson::SUCCESS ||
            number < 0 || number > 1)
            return wrong_value(element);
        request_.values[count_++] = static_cast<float>(number);
        return {};
    }

    Error wrong_value(JsonElement element) const {
        double number = 0;
        const std::string found = element.get(number) == simdjson::SUCCESS
                                      ? fmt::format("{}", number)
                                      : std::string(kind_of(element));
        return data_error(fmt::format("pixels[{}] is {}; {}", count_, found,
                                      tensor_.datatype == Datatype::uint8
                                          ? "UINT8 wants integers 0 to 255"
                                          : "FP32 wants numbers 0 to 1"));
    }

    const InputTensor& tensor_;
    TensorRequest& request_;
    std::size_t count_ = 0;
};

Result<InputTensor> read_shape(JsonObject input, std::size_t inputs, TensorRequest& request) {
    InputTensor tensor;
    INKLING_TRY(const auto type, text_member(input, "datatype"));
    if (type != "UINT8" && type != "FP32")
        return data_error(fmt::format("pixels: datatype '{}'; wants UINT8 or FP32",
                                      printable(type.value_or(""), 20)));
    tensor.datatype = type == "UINT8" ? Datatype::uint8 : Datatype::fp32;
    simdjson::dom::array shape;
    const auto given = member(input, "shape");
    if (!given || given->get(shape) != simdjson::SUCCESS)
        return data_error("pixels: wants a shape, [N, 28, 28] or [N, 784]");
    for (const JsonElement element : shape) {
        std::uint64_t size = 0;
        if (element.get(size) != simdjson::SUCCESS || size > 1'000'000 || tensor.shape.size() == 4)
            return data_error("pixels: the shape must be [N, 28, 28] or [N, 784]");
        tensor.shape.push_back(static_cast<std::size_t>(size));
    }
    const auto& s = tensor.shape;
    const bool fits = (s.size() == 2 && s[1] == inputs) ||
                      (s.size() == 3 && s[1] == image_side && s[1] * s[2] == inputs);
    if (!fits || s[0] == 0)
        return data_error(fmt::format("pixels: shape {}; wants [N, 28, 28] or [N, 784]", s));
    request.rows = s[0];
    tensor.values = s[0] * inputs;
    return tensor;
}

/// Takes `size` bytes of the part behind the JSON.
Status read_binary(const InputTensor& tensor, std::int64_t size, std::string_view binary,
                   TensorRequest& request) {
    const std::size_t width = tensor.datatype == Datatype::uint8 ? 1 : sizeof(float);
    if (static_cast<std::size_t>(size) != tensor.values * width ||
        binary.size() != tensor.values * width)
        return data_error(
            fmt::format("expected {} bytes, got {}", tensor.values * width,
                        std::min<std::size_t>(binary.size(), static_cast<std::size_t>(size))));
    if (tensor.datatype == Datatype::uint8) {
        request.bytes = binary;
        return {};
    }
    request.values.resize(tensor.values);
    std::memcpy(request.values.data(), binary.data(), binary.size());
    for (std::size_t i = 0; i < tensor.values; ++i)
        if (!(request.values[i] >= 0 && request.values[i] <= 1))
            return data_error(
                fmt::format("pixels[{}] is {}; FP32 wants numbers 0 to 1", i, request.values[i]));
    return {};
}

/// `json_bytes`: of the whole request; a value takes two at least, with its comma.
Status read_input(JsonObject input, std::size_t inputs, std::size_t json_bytes,
                  std::string_view binary, TensorRequest& request) {
    INKLING_TRY(const auto name, text_member(input, "name"));
    if (name != "pixels")
        return data_error(
            fmt::format("no input '{}': the input is pixels", printable(name.value_or(""), 40)));
    INKLING_TRY(const InputTensor tensor, read_shape(input, inputs, request));
    if (const auto parameters = member(input, "parameters")) {
        INKLING_TRY(const JsonObject object, object_of(*parameters, "parameters"));
        INKLING_TRY(const auto size, integer_member(object, "binary_data_size", 0, 1LL << 40));
        if (size) return read_binary(tensor, *size, binary, request);
    }
    if (!binary.empty())
        return data_error(
            fmt::format("{} bytes follow the JSON that no input claims", binary.size()));
    const auto data = member(input, "data");
    if (!data) return data_error("pixels: wants data, or binary_data_size in its parameters");
    return TensorValues(tensor, json_bytes / 2 + 1, request).add(*data);
}

Result<OutputKind> output_kind(std::string_view name, bool tells_none) {
    if (name == "probabilities") return OutputKind::probabilities;
    if (name == "digit") return OutputKind::digit;
    if (name == "none" && tells_none) return OutputKind::none;
    return data_error(fmt::format("no output '{}': the outputs are probabilities, digit{}",
                                  printable(name, 40), tells_none ? " and none" : ""));
}

Status read_output(JsonElement element, bool binary, bool tells_none, TensorRequest& request) {
    INKLING_TRY(const JsonObject object, object_of(element, "an output"));
    INKLING_TRY(const auto name, text_member(object, "name"));
    TensorOutput output{.binary = binary};
    INKLING_TRY(output.kind, output_kind(name.value_or(""), tells_none));
    if (const auto parameters = member(object, "parameters")) {
        INKLING_TRY(const JsonObject inner, object_of(*parameters, "parameters"));
        INKLING_TRY(const auto in_binary, flag_member(inner, "binary_data"));
        INKLING_TRY(const auto classes, integer_member(inner, "classification", 1, 1000));
        output.binary = in_binary.value_or(binary);
        output.classification = static_cast<std::size_t>(classes.value_or(0));
        if (output.kind != OutputKind::probabilities && classes)
            return data_error("classification is for the output probabilities");
    }
    if (request.outputs.size() == 8) return data_error("more than 8 outputs");
    request.outputs.push_back(output);
    return {};
}

Status read_outputs(JsonObject root, bool tells_none, TensorRequest& request) {
    bool binary = false;
    if (const auto parameters = member(root, "parameters")) {
        INKLING_TRY(const JsonObject object, object_of(*parameters, "parameters"));
        INKLING_TRY(const auto all, flag_member(object, "binary_data_output"));
        binary = all.value_or(false);
    }
    simdjson::dom::array outputs;
    const auto wanted = member(root, "outputs");
    if (wanted && wanted->get(outputs) != simdjson::SUCCESS)
        return data_error("outputs wants an array");
    if (wanted)
        for (const JsonElement output : outputs)
            INKLING_TRY_STATUS(read_output(output, binary, tells_none, request));
    if (request.outputs.empty())
        request.outputs = {{.binary = binary}, {.kind = OutputKind::digit, .binary = binary}};
    return {};
}

Result<TensorRequest> read_json_request(std::string_view json, std::string_view binary,
                                        std::size_t inputs, bool tells_none) {
    TensorRequest request;
    INKLING_TRY(const JsonElement document, read_json(json));
    INKLING_TRY(const JsonObject root, object_of(document, "the request"));
    INKLING_TRY(const auto id, text_member(root, "id"));
    request.has_id = id.has_value();
    request.id = id.value_or("");
    simdjson::dom::array tensors;
    const auto given = member(root, "inputs");
    if (!given || given->get(tensors) != simdjson::SUCCESS || tensors.size() != 1)
        return data_error("inputs wants an array of one tensor, pixels");
    INKLING_TRY(const JsonObject input, object_of(*tensors.begin(), "the input"));
    INKLING_TRY_STATUS(read_input(input, inputs, json.size(), binary, request));
    INKLING_TRY_STATUS(read_outputs(root, tells_none, request));
    return request;
}

/// Bare grey levels, one image after the other.
Result<TensorRequest> read_bare_request(std::string_view body, std::size_t inputs, bool binary) {
    if (body.empty() || body.size() % inputs != 0)
        return data_error(fmt::format("expected {} bytes, got {}", inputs, body.size()),
                          "several images: a multiple of that");
    TensorRequest request;
    request.rows = body.size() / inputs;
    request.bytes = body;
    request.outputs = {{.binary = binary}, {.kind = OutputKind::digit, .binary = binary}};
    return request;
}

}  // namespace

Result<TensorRequest> read_tensor_request(const Request& request, std::size_t inputs,
                                          bool tells_none) {
    const std::string_view length = request.tensor_header_length;
    const bool bytes = request.content_type.starts_with("application/octet-stream");
    if (length.empty()) {
        if (bytes) return read_bare_request(request.body, inputs, false);
        return read_json_request(request.body, {}, inputs, tells_none);
    }
    std::size_t size = 0;
    if (!is_plain_number(length) ||
        std::from_chars(length.data(), length.data() + length.size(), size).ec != std::errc() ||
        size > request.body.size())
        return data_error("Inference-Header-Content-Length is not the length of the JSON");
    // The protocol's raw binary request, which is answered in kind.
    if (size == 0) return read_bare_request(request.body, inputs, true);
    return read_json_request(request.body.substr(0, size), request.body.substr(size), inputs,
                             tells_none);
}

}  // namespace inkling
