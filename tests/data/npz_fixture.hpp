// Writes .npy and .npz, apart from the code that reads them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bytes/make_zip.hpp"
#include "inkling/bytes/file.hpp"

namespace inkling::test {

inline void append_little(Bytes& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}
inline void append_text(Bytes& out, const std::string& text) {
    out.insert(out.end(), text.begin(), text.end());
}

/// Version 1.0; `shape` as Python writes it, such as "(3, 28, 28)".
inline Bytes npy(const std::string& dtype, const std::string& shape,
                 std::span<const std::uint8_t> values) {
    std::string header =
        "{'descr': '" + dtype + "', 'fortran_order': False, 'shape': " + shape + ", }";
    while ((10 + header.size() + 1) % 64 != 0) header += ' ';
    header += '\n';
    Bytes out = {0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    append_little(out, header.size(), 2);
    append_text(out, header);
    out.insert(out.end(), values.begin(), values.end());
    return out;
}

/// A zip archive of stored (not compressed) members.
inline Bytes zip(const std::vector<std::pair<std::string, Bytes>>& members) {
    std::vector<ZipMember> all;
    for (const auto& [name, content] : members) all.push_back({.name = name, .content = content});
    return ZipBuilder::build(all);
}

}  // namespace inkling::test
