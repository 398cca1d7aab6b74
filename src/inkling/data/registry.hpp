// The data sets that inkling knows by name: where their files come from, how large they are and
// what their content must hash to. Only facts; cache.hpp and load.hpp act on them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inkling {

/// One of the four files of a data set.
struct DataFile {
    std::string name;        ///< as published, such as train-images-idx3-ubyte.gz
    std::uint64_t size = 0;  ///< bytes, uncompressed
    std::string sha256;      ///< of the uncompressed content; empty where nobody published it
    std::uint64_t packed_size = 0;   ///< bytes as published; 0 unknown
    std::string packed_sha256 = {};  ///< of the file as published; empty: unknown
};

/// A zip archive that holds the files, for data sets that are not published file by file.
struct DataArchive {
    std::string name;    ///< empty: the files are published one by one
    std::string folder;  ///< of the files inside the archive, with its final '/'
    std::uint64_t size = 0;
    std::string sha256;
};

/// What is known of a data set before it is there.
struct DataSource {
    enum File { train_images, train_labels, test_images, test_labels };

    std::string name;
    std::string title;    ///< one line for people
    std::string licence;  ///< of the data
    std::string home;     ///< the page that tells about it
    std::vector<std::string> classes;
    std::vector<std::string> mirrors;  ///< https base URLs with their final '/', best first
    std::array<DataFile, 4> files;     ///< indexed by File
    std::uint32_t train_count = 0;
    std::uint32_t test_count = 0;
    bool transposed = false;  ///< images are stored column by column (EMNIST)
    DataArchive archive = {};

    /// Number of images (and labels) of the part that `file` belongs to.
    [[nodiscard]] std::uint32_t count(int file) const noexcept {
        return file < test_images ? train_count : test_count;
    }
};

/// "0" to "9".
std::vector<std::string> digit_classes();

/// All of them, the best known first. They live as long as the program.
std::span<const DataSource> data_sources();

/// The one of that name, or null.
const DataSource* find_data_source(std::string_view name);

/// A data set that the program makes itself: no files, no network.
struct GeneratedSource {
    std::string name;
    std::string title;
    std::uint32_t train_count = 0;
    std::uint32_t test_count = 0;
};

/// All of them: strokes, letters, negatives. They live as long as the program.
std::span<const GeneratedSource> generated_sources();

/// The one of that name, or null.
const GeneratedSource* find_generated_source(std::string_view name);

/// Every name that load_dataset() understands: auto, those of data_sources() and of
/// generated_sources().
std::vector<std::string> dataset_names();

}  // namespace inkling
