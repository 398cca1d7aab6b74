// The cache of downloaded data sets: one folder each under the data folder, with the files as they
// were published (or uncompressed, without .gz). Content is verified by the SHA-256 of the
// uncompressed bytes; what has been verified is written down in the folder's file .verified (size,
// time and hash), so that the next start need not hash it again. A read-only data folder works.
#pragma once

#include <string>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/data/load.hpp"
#include "inkling/data/registry.hpp"

namespace inkling {

/// The data folder for these options; it need not exist. File error where no folder is named and
/// there is no home folder.
Result<std::string> resolve_data_dir(const DataOptions& options);

/// Whether that folder can be looked into; where it was named, by an option or the environment, it
/// must exist as well. File error that says who named it.
Status check_data_dir(const DataOptions& options);

/// The path of Keras' mnist.npz ($KERAS_HOME/datasets or ~/.keras/datasets), or empty.
std::string keras_mnist_path();

/// What is known about one file of a data set on this machine.
struct CachedFile {
    enum class State {
        missing,     ///< not there
        unreadable,  ///< there, but the system refuses it; `detail` says why
        present,     ///< there, not looked into
        verified,    ///< content is right: SHA-256 of the registry, or of the file as published
        recorded,    ///< no SHA-256 is published; structure and counts are right, and it is the
                     ///< same as when it was first seen, where that could be written down
        corrupt,     ///< content is wrong; `detail` says how
    };
    std::string name;
    std::string path;  ///< empty where missing
    State state = State::missing;
    std::uint64_t size = 0;  ///< bytes on disk
    std::string sha256;      ///< of the uncompressed content; empty where it was not computed
    std::string detail;      ///< for people
};

/// The four files, quickly: what the stamps say, without reading the files.
Result<std::vector<CachedFile>> list_files(const DataSource& source, const DataOptions& options);

/// The four files, each read and hashed again whatever the stamps say. File error where the folder
/// of the data set cannot be looked into.
Result<std::vector<CachedFile>> verify_files(const DataSource& source, const DataOptions& options);

/// Downloads what is missing or corrupt. File error where the data folder cannot be written to.
Status fetch_files(const DataSource& source, const DataOptions& options);

/// Loads a data set of the registry (or of a test) as load_dataset() does by name.
Result<Dataset> load_source(const DataSource& source, const DataOptions& options);

}  // namespace inkling
