// What users taught: drawings with the label that they should have had, in a file of SQLite.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/image/frame.hpp"

namespace inkling {

struct Correction {
    std::int64_t id = 0;    ///< given by the store; rising
    int label = 0;          ///< 0 … 9: what it was
    int answer = 0;         ///< what was read
    std::string made = {};  ///< UTC, as 2026-01-31 12:00:00
    FramedPixels pixels{};
};

class CorrectionStore {
  public:
    static constexpr std::size_t most = 10'000;

    /// The file is made when something is kept. An empty path: the user's own data folder.
    explicit CorrectionStore(std::string path);
    ~CorrectionStore();
    CorrectionStore(const CorrectionStore&) = delete;
    CorrectionStore& operator=(const CorrectionStore&) = delete;

    /// Before hours of work: whether something can be kept there. Makes neither the file nor its
    /// folder. File error.
    Status check();
    /// All of them are safe for many threads. File error: cannot open, read or write; the store is
    /// full.
    Result<std::int64_t> add(const Correction& correction);
    Result<std::vector<Correction>> all();
    Result<std::size_t> count();
    /// True where there was one of that id.
    Result<bool> remove(std::int64_t id);
    Status clear();

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

  private:
    class Database;
    Result<Database*> open();
    /// Asking must not make the file.
    [[nodiscard]] bool is_there() const;

    std::mutex mutex_;
    std::string path_;
    std::unique_ptr<Database> database_;
};

/// $XDG_DATA_HOME/inkling/corrections.db, else ~/.local/share/…; empty where there is no home.
std::string default_store_path();

}  // namespace inkling
