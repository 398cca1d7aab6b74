// The readers behind load_dataset(): each turns one kind of file or folder into a Dataset whose
// images are 28×28 and whose labels name a class. Not a public header.
#pragma once

#include <cstdint>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/base/thread_pool.hpp"
#include "inkling/bytes/idx.hpp"
#include "inkling/data/dataset.hpp"
#include "inkling/data/load.hpp"

namespace inkling {

/// Height and width of every image of the house.
inline constexpr std::size_t digit_side = 28;
inline constexpr std::size_t digit_size = digit_side * digit_side;

/// options.pool, or a pool of its own where that is null.
class PoolOf {
  public:
    explicit PoolOf(const DataOptions& options) : given_(options.pool) {
        if (given_ == nullptr) own_.emplace();
    }
    ThreadPool& operator*() { return given_ != nullptr ? *given_ : *own_; }

  private:
    ThreadPool* given_;
    std::optional<ThreadPool> own_;
};

/// What `read` returns, a Result; file error "out of memory" where it throws std::bad_alloc. For
/// the parts of a pool, which must not throw.
template <class F>
auto no_throw(F&& read) -> decltype(read()) {
    try {
        return read();
    } catch (const std::bad_alloc&) {
        return file_error("out of memory", "close other programs, or load a smaller data set");
    }
}

/// Images and labels before they are known to belong together; the names are for messages.
struct LabelledArrays {
    IdxArray images;
    Buffer<std::uint8_t> labels;
    std::string images_name;
    std::string labels_name;
    std::string labels_hint =
        "a file classes.txt beside it, one name a line, declares other classes";
};

/// Checks size (28×28, or rows of 784), counts and labels (below `classes`). Data error.
Result<ImageSet> make_image_set(LabelledArrays arrays, std::size_t classes);

/// IDX labels, plain or gzip: one byte each, or (QMNIST) rows of 32-bit numbers of which the first
/// is the label. `plain`, if given, receives the uncompressed file.
Result<Buffer<std::uint8_t>> parse_labels(std::span<const std::uint8_t> raw,
                                          std::vector<std::uint8_t>* plain = nullptr);

/// The files of `folder`, without the hidden ones, in order of name. File error.
Result<std::vector<std::string>> list_folder(const std::string& folder);

/// Whether `name` looks like an IDX file of images: "images" in it, and no foreign extension.
bool is_idx_images_name(const std::string& name);

/// Whether the entry of that name is to be read as one. What is no regular file is refused when it
/// is read; a folder counts only where its name cannot be that of a class or a part.
bool is_idx_images_entry(const std::string& folder, const std::string& name);

/// The labels beside a file of images; empty where there are none, or where it is no such file.
std::string idx_labels_path(const std::string& images_path);

Result<Dataset> read_idx_folder(const std::string& folder, const DataOptions& options);
Result<Dataset> read_idx_pair(const std::string& images_path);
/// One class a line from folder/classes.txt; the digits where there is no such file.
Result<std::vector<std::string>> read_classes(const std::string& folder);

Result<Dataset> read_npz(const std::string& path, const DataOptions& options);

/// `train_path` or `test_path` may be empty.
struct CsvPaths {
    std::string train;
    std::string test;
    bool skip_unlabelled = false;  ///< leave a file of 784 columns out, with a notice
};
Result<Dataset> read_csv(const CsvPaths& paths, const std::vector<std::string>& classes,
                         const DataOptions& options);

/// The name of the folder for a class: the class's own, but '-' for what no folder name holds.
std::string class_folder(const std::string& class_name);

Result<Dataset> read_image_folder(const std::string& folder, const DataOptions& options);
/// The pictures that it reads, of both parts.
std::vector<std::string> picture_paths(const std::string& folder);

}  // namespace inkling
