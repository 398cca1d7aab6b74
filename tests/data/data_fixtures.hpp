// What the tests of the data room share: small data sets, a DataSource whose files can be made on
// the spot, and variables of the environment.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "bytes/bytes_support.hpp"
#include "inkling/base/rng.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/bytes/gzip.hpp"
#include "inkling/bytes/idx.hpp"
#include "inkling/bytes/sha256.hpp"
#include "inkling/data/dataset.hpp"
#include "inkling/data/registry.hpp"

namespace inkling::test {

using TempFolder = Scratch;

/// An environment variable that has its old value again after the test.
class Environment {
  public:
    Environment(const char* name, const std::string& value) : name_(name) {
        if (const char* old = std::getenv(name)) {
            had_value_ = true;
            old_ = old;
        }
        if (value.empty())
            ::unsetenv(name);
        else
            ::setenv(name, value.c_str(), 1);
    }
    ~Environment() {
        if (had_value_)
            ::setenv(name_.c_str(), old_.c_str(), 1);
        else
            ::unsetenv(name_.c_str());
    }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

  private:
    std::string name_;
    std::string old_;
    bool had_value_ = false;
};

inline void write(const std::string& path, std::span<const std::uint8_t> bytes) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    ASSERT_TRUE(file.good()) << path;
}
inline void write(const std::string& path, const std::string& text) {
    write(path, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

/// `count` images of 28×28 with a dark border and random ink, labels 0 … 9 in turn.
inline ImageSet small_set(std::size_t count, std::uint32_t number = 0) {
    ImageSet set;
    set.count = count;
    set.height = set.width = 28;
    set.pixels = Buffer<std::uint8_t>(count * 784);
    set.labels = Buffer<std::uint8_t>(count);
    Rng rng(1, Purpose::test, number);
    for (std::size_t i = 0; i < count; ++i) {
        set.labels[i] = static_cast<std::uint8_t>(i % 10);
        for (std::size_t y = 4; y < 24; ++y)
            for (std::size_t x = 4; x < 24; ++x)
                set.pixels[i * 784 + y * 28 + x] = static_cast<std::uint8_t>(rng.below(256));
    }
    return set;
}

inline Dataset small_dataset(std::size_t train_count = 20, std::size_t test_count = 10) {
    Dataset dataset;
    dataset.name = "small";
    dataset.classes = digit_classes();
    dataset.train = small_set(train_count, 1);
    dataset.test = small_set(test_count, 2);
    return dataset;
}

inline IdxArray idx_images(const ImageSet& set) {
    return {{static_cast<std::uint32_t>(set.count), static_cast<std::uint32_t>(set.height),
             static_cast<std::uint32_t>(set.width)},
            set.pixels};
}
inline IdxArray idx_labels(const ImageSet& set) {
    return {{static_cast<std::uint32_t>(set.count)}, set.labels};
}

inline bool same(const ImageSet& a, const ImageSet& b) {
    if (a.empty() && b.empty()) return true;
    return a.count == b.count && a.height == b.height && a.width == b.width &&
           std::equal(a.pixels.begin(), a.pixels.end(), b.pixels.begin(), b.pixels.end()) &&
           std::equal(a.labels.begin(), a.labels.end(), b.labels.begin(), b.labels.end());
}

/// A data set that is published at `mirrors`, with the content of small_dataset().
struct Published {
    DataSource source;
    std::array<Bytes, 4> files;  ///< as published: gzip

    explicit Published(std::vector<std::string> mirrors, const Dataset& data = small_dataset()) {
        source.name = "small";
        source.title = "a small data set";
        source.home = "https://example.org/small";
        source.classes = data.classes;
        source.mirrors = std::move(mirrors);
        source.train_count = static_cast<std::uint32_t>(data.train.count);
        source.test_count = static_cast<std::uint32_t>(data.test.count);
        const Bytes plain[4] = {write_idx(idx_images(data.train)),
                                write_idx(idx_labels(data.train)), write_idx(idx_images(data.test)),
                                write_idx(idx_labels(data.test))};
        const char* names[4] = {"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz",
                                "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"};
        for (std::size_t f = 0; f < 4; ++f) {
            source.files[f] = {names[f], plain[f].size(), sha256_hex(plain[f])};
            files[f] = gzip(plain[f]);
        }
    }

    /// Writes the published files into a folder.
    void put(const std::string& folder) const {
        for (std::size_t f = 0; f < 4; ++f) write(folder + "/" + source.files[f].name, files[f]);
    }
};

}  // namespace inkling::test
