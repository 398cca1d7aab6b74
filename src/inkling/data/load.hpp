// Everything that can be learned from comes in here: by name (downloaded and cached when needed),
// or from the user's own files. START HERE for data.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "inkling/base/cancel.hpp"
#include "inkling/base/result.hpp"
#include "inkling/base/thread_pool.hpp"
#include "inkling/data/dataset.hpp"

namespace inkling {

struct DataOptions {
    /// Empty: $INKLING_DATA_DIR, else $XDG_CACHE_HOME/inkling, else ~/.cache/inkling.
    std::string data_dir = {};
    bool allow_download = true;
    /// For failures that may pass. `auto`, which has something to fall back on, tries each once.
    int attempts_per_mirror = 3;
    /// Which parts are wanted: a part that is not is neither fetched nor read.
    bool want_train = true;
    bool want_test = true;
    /// Of the data sets that the program makes itself (strokes, letters, negatives).
    std::uint64_t seed = 0;
    /// Called from the calling thread while a file is downloaded; total is 0 where it is unknown.
    std::function<void(const std::string& file, std::uint64_t done, std::uint64_t total)> progress =
        {};
    const CancelToken* cancel = nullptr;
    ThreadPool* pool = nullptr;  ///< null: a pool of available_cpus() for this call
};

/// Loads a data set.
///
/// `name_or_path` is `auto` or a name of registry.hpp; else a path (a name wins; write ./mnist for
/// a folder of that name):
/// - a folder of IDX files, plain or gzip: train-images…/train-labels… and t10k-…(or test-…), or
///   one other images/labels pair, which becomes the test part; classes.txt may name the classes,
///   one a line, where they are not the ten digits;
/// - one IDX file of images whose name contains "images", with its labels beside it: a test part;
/// - a .npz as Keras' mnist.npz: x_train, y_train, x_test, y_test; or a folder that holds one;
/// - a .csv of label and 784 pixels a line, header line or not; or a folder with train.csv and
///   test.csv;
/// - a folder of pictures by class: 0/ … 9/ (all of it the train part), or train/0/ … test/0/ …;
///   any folder name is a class. Pictures of 28×28 are taken as they are, others are framed as
///   MNIST's digits are (image/frame.hpp).
///
/// All images are 28×28 and each label names a class, or it is a data error. What the user must be
/// told (a fall-back, a part that is missing) is in Dataset::notice. `auto` is mnist where it is
/// cached or can be fetched, else strokes with a notice.
///
/// Errors: usage (no such name; it is neither a path that exists nor plainly meant as one), data,
/// file, network, checksum, interrupted.
Result<Dataset> load_dataset(const std::string& name_or_path, const DataOptions& options);

/// The files that load_dataset() would read for this name or path: what an output must not replace.
/// Nothing where there is no such data set, and of one that the program makes itself.
std::vector<std::string> dataset_files(const std::string& name_or_path, const DataOptions& options);

}  // namespace inkling
