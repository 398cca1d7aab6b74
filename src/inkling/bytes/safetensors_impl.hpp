// The JSON header of a safetensors file as plain data. Not a public header.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "inkling/base/result.hpp"

namespace inkling {

struct HeaderEntry {
    std::string name;
    std::string dtype;
    std::vector<std::uint64_t> shape;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

struct SafetensorsHeader {
    std::map<std::string, std::string> metadata;
    std::vector<HeaderEntry> entries;
};

/// Checks the JSON and the form of each entry, not what the numbers mean. Data error.
Result<SafetensorsHeader> parse_safetensors_header(std::span<const std::uint8_t> text);

/// "__metadata__" first, then the tensors by name; no blanks. Usage error: a name that is there
/// twice, is "__metadata__", or is not UTF-8.
Result<std::string> write_safetensors_header(SafetensorsHeader header);

}  // namespace inkling
