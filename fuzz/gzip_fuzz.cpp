// Any bytes as gzip, and any bytes packed: the three ways to unpack agree with each other.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "inkling/base/check.hpp"
#include "inkling/bytes/gzip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace inkling;
    const std::span<const std::uint8_t> bytes(data, size);
    const auto content = gunzip(bytes, 1 << 20);
    const auto start = gunzip_prefix(bytes, 100);
    if (content) {
        INKLING_CHECK(content->size() <= 1 << 20);
        INKLING_CHECK(start && start->size() == std::min<std::size_t>(100, content->size()));
        INKLING_CHECK(std::equal(start->begin(), start->end(), content->begin()));
        Bytes there(content->size());
        INKLING_CHECK(gunzip_into(bytes, there).has_value() && there == *content);
        there.push_back(0);
        INKLING_CHECK(!gunzip_into(bytes, there).has_value());
    } else {
        INKLING_CHECK(content.error().code == ErrorCode::data);
    }
    const auto back = gunzip(gzip(bytes, 1), size);
    INKLING_CHECK(back && std::equal(back->begin(), back->end(), data, data + size));
    return 0;
}
