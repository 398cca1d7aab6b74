// Writes .npy and .npz by the letter of their formats, apart from the code that reads them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

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

inline std::uint32_t crc32(std::span<const std::uint8_t> bytes) {
    std::uint32_t crc = 0xFFFFFFFF;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
    }
    return ~crc;
}

/// A zip archive of stored (not compressed) members.
inline Bytes zip(const std::vector<std::pair<std::string, Bytes>>& members) {
    Bytes out;
    Bytes directory;
    for (const auto& [name, content] : members) {
        Bytes facts;  // the fields that stand in both headers
        append_little(facts, 20, 2);
        append_little(facts, 0, 8);  // flags, stored, time and date
        append_little(facts, crc32(content), 4);
        append_little(facts, content.size(), 4);
        append_little(facts, content.size(), 4);
        append_little(facts, name.size(), 2);
        append_little(facts, 0, 2);
        append_text(directory, "PK\1\2");
        append_little(directory, 20, 2);
        directory.insert(directory.end(), facts.begin(), facts.end());
        append_little(directory, 0, 6);  // comment, disk, internal attributes
        append_little(directory, 0, 4);
        append_little(directory, out.size(), 4);
        append_text(directory, name);
        append_text(out, "PK\3\4");
        out.insert(out.end(), facts.begin(), facts.end());
        append_text(out, name);
        out.insert(out.end(), content.begin(), content.end());
    }
    const std::size_t start = out.size();
    out.insert(out.end(), directory.begin(), directory.end());
    append_text(out, "PK\5\6");
    append_little(out, 0, 4);
    append_little(out, members.size(), 2);
    append_little(out, members.size(), 2);
    append_little(out, directory.size(), 4);
    append_little(out, start, 4);
    append_little(out, 0, 2);
    return out;
}

}  // namespace inkling::test
