// Data sets out to the formats of other programs, and back: load_dataset() reads all of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "inkling/base/cancel.hpp"
#include "inkling/base/result.hpp"
#include "inkling/base/thread_pool.hpp"
#include "inkling/data/dataset.hpp"

namespace inkling {

enum class DataFormat {
    idx,  ///< train-images-idx3-ubyte.gz …, and classes.txt where classes are not the ten digits
    csv,  ///< train.csv and test.csv: a header line, then label and pixels; classes.txt as for idx
    png,  ///< train/CLASS/000017.png: the index of the image is its name; ink is white; classes.txt
          ///< as for idx
};

/// "idx", "csv" or "png".
std::optional<DataFormat> parse_data_format(std::string_view name);

/// Writes both parts (an empty one is left out) into `folder`, which is made, and must be empty if
/// it exists. All of it is there afterwards, or nothing. Usage error where the folder is not empty;
/// file error where the disk refuses; interrupted error when `cancel` fires. Class names that
/// cannot be the name of a folder (png) are a usage error.
Status export_dataset(const Dataset& dataset, DataFormat format, const std::string& folder,
                      ThreadPool& pool, const CancelToken* cancel = nullptr);

}  // namespace inkling
