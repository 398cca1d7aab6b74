#include "inkling/data/staged_folder_impl.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <system_error>
#include <vector>

#include "inkling/base/text.hpp"

namespace inkling {
namespace {

namespace fs = std::filesystem;

Error refused(const fs::path& path, const std::error_code& code) {
    return file_error(fmt::format("{}: {}", printable(path.string()), code.message()),
                      "name a folder that may be written to");
}

/// A new folder with a hidden name. Not mkdtemp(3): it would not honour the umask.
Result<fs::path> make_hidden_folder(const fs::path& parent) {
    static std::atomic<unsigned> counter{0};
    std::error_code code;
    for (int attempt = 0; attempt < 100; ++attempt) {
        fs::path path = parent / fmt::format(".inkling-{}-{}.tmp", ::getpid(), counter++);
        if (fs::create_directory(path, code)) return path;
        if (code) break;
    }
    return refused(parent, code ? code : std::make_error_code(std::errc::file_exists));
}

}  // namespace

Result<StagedFolder> StagedFolder::make(const std::string& folder) {
    std::error_code code;
    const bool made = !fs::exists(folder, code);
    fs::create_directories(folder, code);
    if (code) return refused(folder, code);
    StagedFolder staged("", fs::canonical(folder, code).string(), made);
    const bool empty = !code && fs::is_empty(staged.target_, code);
    if (code) return refused(folder, code);
    if (!empty)
        return usage_error(fmt::format("{}: the folder is not empty", printable(folder)),
                           "name a folder that does not exist yet");
    // One that was there is not replaced: it may be somebody's working folder, or a disk of its
    // own.
    const fs::path target = staged.target_;
    INKLING_TRY(const fs::path path, make_hidden_folder(made ? target.parent_path() : target));
    staged.path_ = path.string();
    return staged;
}

StagedFolder::~StagedFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
    if (made_ && !target_.empty()) fs::remove(target_, ignored);  // unless something is in it
}

Status StagedFolder::publish() {
    std::error_code code;
    if (made_) {
        fs::rename(path_, target_, code);
        if (code) return refused(target_, code);
    } else {
        INKLING_TRY_STATUS(move_content());
        fs::remove(path_, code);
    }
    path_.clear();
    target_.clear();
    return {};
}

Status StagedFolder::move_content() {
    std::error_code code;
    std::vector<fs::path> names;
    for (fs::directory_iterator entry(path_, code); !code && entry != fs::directory_iterator();
         entry.increment(code))
        names.push_back(entry->path().filename());
    for (std::size_t i = 0; !code && i < names.size(); ++i)
        fs::rename(fs::path(path_) / names[i], fs::path(target_) / names[i], code);
    if (code) return refused(target_, code);
    return {};
}

}  // namespace inkling
