#include "inkling/serve/correction_store.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"

namespace inkling {

/// An open file, and one statement at a time.
class CorrectionStore::Database {
  public:
    Database(std::string path, sqlite3* handle) : path_(std::move(path)), handle_(handle) {}
    ~Database() { sqlite3_close(handle_); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

    Result<Statement> prepare(const char* sql) {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(handle_, sql, -1, &statement, nullptr) != SQLITE_OK) return error();
        return Statement(statement, sqlite3_finalize);
    }
    Status run(const char* sql) {
        INKLING_TRY(const Statement statement, prepare(sql));
        return step_to_end(statement);
    }
    Status step_to_end(const Statement& statement) {
        int code = SQLITE_ROW;
        while (code == SQLITE_ROW) code = sqlite3_step(statement.get());
        if (code != SQLITE_DONE) return error();
        return {};
    }
    [[nodiscard]] Error error() const {
        return file_error(printable(path_) + ": " + sqlite3_errmsg(handle_),
                          "--store names another file for the corrections");
    }
    [[nodiscard]] sqlite3* handle() const noexcept { return handle_; }

  private:
    std::string path_;
    sqlite3* handle_;
};

std::string default_store_path() {
    const char* data = std::getenv("XDG_DATA_HOME");
    const char* home = std::getenv("HOME");
    if (data != nullptr && data[0] == '/') return std::string(data) + "/inkling/corrections.db";
    if (home == nullptr || home[0] != '/') return {};
    return std::string(home) + "/.local/share/inkling/corrections.db";
}

CorrectionStore::CorrectionStore(std::string path)
    : path_(path.empty() ? default_store_path() : std::move(path)) {}

CorrectionStore::~CorrectionStore() = default;

bool CorrectionStore::is_there() const {
    std::error_code ignored;
    return database_ != nullptr || std::filesystem::exists(path_, ignored);
}

Status CorrectionStore::check() {
    INKLING_TRY_STATUS(check_writable(path_));
    INKLING_TRY_STATUS(count());
    return {};
}

Result<CorrectionStore::Database*> CorrectionStore::open() {
    if (database_ != nullptr) return database_.get();
    if (path_.empty())
        return file_error("no folder for corrections: HOME is not set", "give --store FILE");
    std::error_code ignored;
    const auto folder = std::filesystem::path(path_).parent_path();
    if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path_.c_str(), &handle,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    auto fresh = std::make_unique<Database>(path_, handle);
    if (code != SQLITE_OK) return fresh->error();
    sqlite3_busy_timeout(handle, 5000);
    INKLING_TRY_STATUS(fresh->run(
        "CREATE TABLE IF NOT EXISTS corrections (id INTEGER PRIMARY KEY AUTOINCREMENT, "
        "made TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, label INTEGER NOT NULL CHECK (label "
        "BETWEEN 0 AND 9), answer INTEGER NOT NULL, pixels BLOB NOT NULL "
        "CHECK (length(pixels) = 784))"));
    database_ = std::move(fresh);
    return database_.get();
}

Result<std::int64_t> CorrectionStore::add(const Correction& correction) {
    INKLING_TRY(const std::size_t kept, count());
    if (kept >= most)
        return file_error("the store of corrections is full", "export and delete what it holds");
    const std::lock_guard lock(mutex_);
    INKLING_TRY(Database* const database, open());
    INKLING_TRY(const auto insert, database->prepare("INSERT INTO corrections "
                                                     "(label, answer, pixels) VALUES (?, ?, ?)"));
    sqlite3_bind_int(insert.get(), 1, correction.label);
    sqlite3_bind_int(insert.get(), 2, correction.answer);
    sqlite3_bind_blob(insert.get(), 3, correction.pixels.data(),
                      static_cast<int>(correction.pixels.size()), SQLITE_STATIC);
    INKLING_TRY_STATUS(database->step_to_end(insert));
    return sqlite3_last_insert_rowid(database->handle());
}

Result<std::vector<Correction>> CorrectionStore::all() {
    const std::lock_guard lock(mutex_);
    std::vector<Correction> found;
    if (!is_there()) return found;
    INKLING_TRY(Database* const database, open());
    INKLING_TRY(const auto select,
                database->prepare("SELECT id, label, answer, made, pixels FROM corrections "
                                  "ORDER BY id"));
    for (;;) {
        const int code = sqlite3_step(select.get());
        if (code == SQLITE_DONE) return found;
        if (code != SQLITE_ROW) return database->error();
        Correction row;
        row.id = sqlite3_column_int64(select.get(), 0);
        row.label = sqlite3_column_int(select.get(), 1);
        row.answer = sqlite3_column_int(select.get(), 2);
        const auto* made = sqlite3_column_text(select.get(), 3);
        if (made != nullptr) row.made = reinterpret_cast<const char*>(made);
        const auto* blob = static_cast<const std::uint8_t*>(sqlite3_column_blob(select.get(), 4));
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(select.get(), 4));
        // Another program may have written the file.
        if (blob == nullptr || size != row.pixels.size() || row.label < 0 || row.label > 9)
            return data_error(printable(path_) + ": is no store of corrections");
        std::copy_n(blob, size, row.pixels.begin());
        found.push_back(std::move(row));
    }
}

Result<std::size_t> CorrectionStore::count() {
    const std::lock_guard lock(mutex_);
    if (!is_there()) return std::size_t{0};
    INKLING_TRY(Database* const database, open());
    INKLING_TRY(const auto select, database->prepare("SELECT count(*) FROM corrections"));
    if (sqlite3_step(select.get()) != SQLITE_ROW) return database->error();
    return static_cast<std::size_t>(sqlite3_column_int64(select.get(), 0));
}

Result<bool> CorrectionStore::remove(std::int64_t id) {
    const std::lock_guard lock(mutex_);
    if (!is_there()) return false;
    INKLING_TRY(Database* const database, open());
    INKLING_TRY(const auto statement, database->prepare("DELETE FROM corrections WHERE id = ?"));
    sqlite3_bind_int64(statement.get(), 1, id);
    INKLING_TRY_STATUS(database->step_to_end(statement));
    return sqlite3_changes(database->handle()) > 0;
}

Status CorrectionStore::clear() {
    const std::lock_guard lock(mutex_);
    if (!is_there()) return {};
    INKLING_TRY(Database* const database, open());
    INKLING_TRY_STATUS(database->run("DELETE FROM corrections"));
    // What users delete is gone from the disk, too.
    return database->run("VACUUM");
}

}  // namespace inkling
