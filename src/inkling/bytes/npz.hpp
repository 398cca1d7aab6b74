// NumPy's files: .npy is one array behind a header that is a Python dictionary, .npz a zip archive
// of them. Pickled objects are never loaded. docs/FORMATS.md has what is accepted.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/bytes/zip.hpp"

namespace inkling {

struct NpyArray {
    std::string dtype;                 ///< as numpy writes it: "|u1", "<f4", ">i8"
    std::vector<std::uint64_t> shape;  ///< empty: a single number
    Bytes values;                      ///< in C order; the length fits dtype and shape

    /// Bytes of one element.
    [[nodiscard]] std::size_t element_bytes() const noexcept;
};

/// Data error: not .npy, a version other than 1.0 to 3.0, objects, Fortran order, a malformed
/// header, or a length that does not fit the shape.
Result<NpyArray> parse_npy(std::span<const std::uint8_t> bytes);

class Npz {
  public:
    static Result<Npz> open(const std::string& path);

    /// Of the arrays, without ".npy".
    [[nodiscard]] std::vector<std::string> names() const;
    /// Data error: no such array (the message lists the names), damaged, or above `max_bytes`.
    Result<NpyArray> read(const std::string& name, std::uint64_t max_bytes);

  private:
    Npz(ZipArchive archive, std::string path)
        : archive_(std::move(archive)), path_(std::move(path)) {}

    ZipArchive archive_;
    std::string path_;
};

}  // namespace inkling
