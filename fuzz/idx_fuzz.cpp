// Any bytes as images and as labels, plain or gzip. What is read is written as it was.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "inkling/base/check.hpp"
#include "inkling/bytes/gzip.hpp"
#include "inkling/bytes/idx.hpp"

namespace {

void check(const inkling::Result<inkling::IdxArray>& array, std::span<const std::uint8_t> bytes) {
    using namespace inkling;
    if (!array) {
        INKLING_CHECK(array.error().code == ErrorCode::data);
        return;
    }
    std::uint64_t values = 1;
    for (const std::uint32_t n : array->shape) values *= n;
    INKLING_CHECK(values == array->values.size());
    const Bytes written = write_idx(*array);
    const auto plain = is_gzip(bytes) ? gunzip(bytes, written.size())
                                      : Result<Bytes>(Bytes(bytes.begin(), bytes.end()));
    INKLING_CHECK(plain && *plain == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace inkling;
    const std::span<const std::uint8_t> bytes(data, size);
    check(parse_idx_images(bytes, {.max_values = 1 << 20}), bytes);
    check(parse_idx_labels(bytes, {.max_values = 1 << 20}), bytes);
    const IdxWanted digits = {.rows = 28, .columns = 28, .classes = 10, .max_values = 1 << 20};
    if (const auto labels = parse_idx_labels(bytes, digits))
        for (const std::uint8_t label : labels->values) INKLING_CHECK(label < 10);
    return 0;
}
