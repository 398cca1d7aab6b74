// IDX, the format of MNIST: a header of big-endian numbers, then the bytes. Images are a cube of
// count × rows × columns, labels a row of count. docs/FORMATS.md has the format.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "inkling/base/buffer.hpp"
#include "inkling/base/result.hpp"
#include "inkling/bytes/file.hpp"

namespace inkling {

struct IdxArray {
    std::vector<std::uint32_t> shape;  ///< images: {count, rows, columns}; labels: {count}
    Buffer<std::uint8_t> values;       ///< the product of the shape, the last index fastest
};

/// What the caller can use; anything else is a data error. Zero: anything.
struct IdxWanted {
    std::uint32_t rows = 0;
    std::uint32_t columns = 0;
    std::uint32_t classes = 0;                    ///< labels must be below
    std::uint64_t max_values = 4'000'000'000ULL;  ///< checked before memory is taken
};

/// Images (magic 0x00000803) from the bytes of a file, plain or gzip, whatever it is called. The
/// header is read first, so that memory is bounded by the size that it declares. Data error.
Result<IdxArray> parse_idx_images(std::span<const std::uint8_t> bytes, IdxWanted wanted = {});
/// Labels (magic 0x00000801).
Result<IdxArray> parse_idx_labels(std::span<const std::uint8_t> bytes, IdxWanted wanted = {});

/// The same from a file; its path stands in the message of every error. A plain file is read
/// straight into the array.
Result<IdxArray> load_idx_images(const std::string& path, IdxWanted wanted = {});
Result<IdxArray> load_idx_labels(const std::string& path, IdxWanted wanted = {});

/// Data error "60000 images but 59999 labels" where the counts differ.
Status check_idx_pair(const IdxArray& images, const IdxArray& labels);

/// The bytes of a plain IDX file of unsigned bytes with any number of dimensions.
Bytes write_idx(const IdxArray& array);

}  // namespace inkling
