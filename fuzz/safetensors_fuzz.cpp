// Any bytes as a safetensors file. What is read can be written, and reads back the same.
#include <cstddef>
#include <cstdint>

#include "inkling/base/check.hpp"
#include "inkling/bytes/safetensors.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace inkling;
    const auto first = parse_safetensors(Bytes(data, data + size));
    if (!first) {
        INKLING_CHECK(first.error().code == ErrorCode::data);
        return 0;
    }
    std::size_t bytes = 0;
    for (const SafeTensor& tensor : first->tensors) {
        INKLING_CHECK(first->find(tensor.name) == &tensor);
        bytes += tensor.bytes.size();
    }
    INKLING_CHECK(bytes < size);
    const auto written = write_safetensors(*first);
    INKLING_CHECK(written.has_value());
    const auto second = parse_safetensors(*written);
    INKLING_CHECK(second && second->metadata == first->metadata);
    INKLING_CHECK(second->tensors.size() == first->tensors.size());
    INKLING_CHECK(write_safetensors(*second).value() == *written);
    return 0;
}
