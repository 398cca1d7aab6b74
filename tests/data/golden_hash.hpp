// What golden hashes of generated data sets are made with.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>

namespace inkling::test {

/// FNV-1a over the bytes of all parts, one after the other.
inline std::uint64_t fnv_1a(std::initializer_list<std::span<const std::uint8_t>> parts) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const auto part : parts)
        for (const std::uint8_t byte : part) hash = (hash ^ byte) * 0x100000001b3U;
    return hash;
}

}  // namespace inkling::test
