// safetensors, the container of model files: named arrays and a map of strings in one file that
// cannot hold code. This room knows the container; network/ knows what the names mean.
// docs/FORMATS.md has the format.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/bytes/file.hpp"

namespace inkling {

struct SafeTensor {
    std::string name;
    std::string dtype;                    ///< "F32" and so on
    std::vector<std::uint64_t> shape;     ///< empty: a single number
    std::span<const std::uint8_t> bytes;  ///< little-endian, C order; may be unaligned
};

/// Bytes of one element of that type; 0 where the type is unknown.
std::size_t safetensors_element_bytes(std::string_view dtype);

struct SafeTensors {
    std::map<std::string, std::string> metadata;
    std::vector<SafeTensor> tensors;  ///< when parsed: in the order of their bytes
    Bytes storage;  ///< when parsed: the file, into which the tensors point; else may be empty

    SafeTensors() = default;
    SafeTensors(SafeTensors&&) = default;
    SafeTensors& operator=(SafeTensors&&) = default;
    SafeTensors(const SafeTensors&) = delete;  // the copies would point into the original
    SafeTensors& operator=(const SafeTensors&) = delete;
    ~SafeTensors() = default;

    /// The tensor of that name, or null.
    [[nodiscard]] const SafeTensor* find(std::string_view name) const noexcept;
};

/// As strict as the reference implementation: the tensors fill the file without hole or overlap;
/// in addition no key occurs twice. Data error. Takes no memory but for the header's content.
Result<SafeTensors> parse_safetensors(Bytes file);

/// Equal content gives equal bytes: "__metadata__" first, then the tensors by name; the header is
/// padded so that the first tensor is aligned to 8 bytes. Tensors of wider types lie first, so that
/// each is aligned to its own element. Usage error: an unknown type, a length that does not fit the
/// shape, a name twice or not UTF-8.
Result<Bytes> write_safetensors(const SafeTensors& tensors);

}  // namespace inkling
