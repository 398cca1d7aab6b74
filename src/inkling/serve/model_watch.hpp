// Notices that the file of a model was replaced.
#pragma once

#include <cstdint>
#include <string>

namespace inkling {

class ModelWatch {
  public:
    /// An empty path never changes.
    explicit ModelWatch(std::string path);
    /// True once, after the file has changed and then stayed the same from one call to the next:
    /// a file that is still being written is left alone.
    bool changed();

  private:
    struct Stamp {
        std::uint64_t inode = 0;
        std::int64_t size = -1;
        std::int64_t modified_ns = 0;
        bool operator==(const Stamp&) const = default;
    };
    [[nodiscard]] Stamp stamp() const;

    std::string path_;
    Stamp known_;
    Stamp last_;
};

}  // namespace inkling
