#include "inkling/app/read_journal.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>

#include "inkling/app/console.hpp"
#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"

namespace inkling {

namespace {

using Json = nlohmann::ordered_json;

/// One line; bytes that are not UTF-8 (file names) become U+FFFD.
std::string line_of(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

Result<ReadJournal> ReadJournal::open(const std::string& path, const std::string& key,
                                      bool resume) {
    ReadJournal journal;
    journal.path_ = path;
    std::string kept = line_of({{"run", key}});
    if (resume) {
        if (!file_exists(path))
            return usage_error(fmt::format("{}: no interrupted run to go on with", printable(path)),
                               "leave out --resume to begin anew");
        INKLING_TRY(const Bytes bytes, read_file(path));
        const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        std::vector<std::string_view> lines = split(text, '\n');
        lines.pop_back();  // what stands after the last line break was cut off
        if (lines.empty() || std::string(lines.front()) + "\n" != kept)
            return usage_error(
                fmt::format("{}: belongs to a run with other files or options", printable(path)),
                "give the same files and options, or leave out --resume to begin anew");
        for (std::size_t i = 1; i < lines.size(); ++i) {
            Json line = Json::parse(lines[i], nullptr, false);
            if (line.is_discarded() || !line.contains("index") || !line.contains("records")) break;
            journal.done_[line["index"].get<std::size_t>()] = std::move(line["records"]);
            kept += std::string(lines[i]) + "\n";
        }
    }
    INKLING_TRY_STATUS(write_file_atomic(path, bytes_of(kept)));
    journal.file_.reset(std::fopen(path.c_str(), "ab"));
    if (!journal.file_) return system_error(path, "cannot write", errno);
    return journal;
}

const Json* ReadJournal::find(std::size_t index) const {
    const auto found = done_.find(index);
    return found == done_.end() ? nullptr : &found->second;
}

Status ReadJournal::add(std::size_t index, const Json& records) {
    const std::string line = line_of({{"index", index}, {"records", records}});
    if (std::fwrite(line.data(), 1, line.size(), file_.get()) != line.size() ||
        std::fflush(file_.get()) != 0)
        return system_error(path_, "cannot write", errno);
    return {};
}

void ReadJournal::remove() {
    file_.reset();
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
}

}  // namespace inkling
