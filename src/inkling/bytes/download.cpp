#include "inkling/bytes/download.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/bytes/part_file_impl.hpp"
#include "inkling/bytes/sha256.hpp"
#include "inkling/bytes/transfer_impl.hpp"

namespace inkling {
namespace {

constexpr const char* folder_hint =
    "choose another folder with --data-dir or $INKLING_DATA_DIR, or make room there";

std::string file_name(const std::string& path) {
    return std::filesystem::path(path).filename().string();
}

Error in_folder(Error error) {
    if (error.code == ErrorCode::file) error.hint = folder_hint;
    return error;
}

/// Whether the file at `path` is what is wanted. File error, or checksum error.
Status check_content(const Download& wanted, const std::string& path) {
    const auto wrong = [](std::string message) {
        return Error{ErrorCode::checksum, std::move(message)};
    };
    INKLING_TRY(const std::uint64_t size, file_size(path));
    if (wanted.size != 0 && size != wanted.size)
        return wrong(
            fmt::format("has {} bytes, expected {}", with_commas(size), with_commas(wanted.size)));
    if (!wanted.sha256.empty()) {
        INKLING_TRY(const std::string found, sha256_of_file(path));
        if (found != wanted.sha256)
            return wrong(fmt::format("SHA-256 mismatch: expected {} got {}", wanted.sha256, found));
    }
    if (!wanted.verify) return {};
    INKLING_TRY(const Bytes content, read_file(path, {.max_bytes = size}));
    Status status = wanted.verify(content);
    if (!status) return wrong(status.error().message);
    return {};
}

class Downloader {
  public:
    Downloader(const Download& wanted, const DownloadOptions& options, PartFile part)
        : wanted_(wanted), options_(options), part_(std::move(part)) {}

    Status run() {
        for (const std::string& url : wanted_.urls) {
            INKLING_TRY(const bool done, try_url(url));
            if (!done) continue;
            INKLING_TRY_STATUS(part_.publish(wanted_.path));
            return {};
        }
        INKLING_TRY(const std::uint64_t left, part_.size());
        if (left == 0) part_.remove();
        return failure();
    }

  private:
    using Kind = TransferOutcome::Kind;

    /// True: the part is complete and right. An error ends the download; else the next URL is due.
    Result<bool> try_url(const std::string& url) {
        double pause = options_.first_pause_seconds;
        for (int attempt = 1;;) {
            INKLING_TRY(TransferOutcome outcome, fetch(url));
            if (outcome.kind == Kind::stopped) return std::move(*outcome.error);
            if (outcome.kind == Kind::complete) {
                Status status = check_content(wanted_, part_.path());
                if (status) return true;
                if (status.error().code != ErrorCode::checksum) return std::move(status).error();
                INKLING_TRY_STATUS(part_.empty());
                // The fault may lie in the part that was there before, from another mirror.
                if (outcome.resumed) continue;
                wrong_content_ = true;
                give_up(url, status.error().message + "; file removed");
                return false;
            }
            // Without a network, no waiting helps; the user is waiting as well.
            const int most = std::min(options_.attempts_per_url, outcome.unreachable ? 2 : 100);
            if (outcome.kind == Kind::refused || attempt >= most) {
                give_up(url, outcome.reason);
                return false;
            }
            ++attempt;
            INKLING_TRY_STATUS(wait(pause));
            pause *= 2;
        }
    }

    Result<TransferOutcome> fetch(const std::string& url) {
        INKLING_TRY(const std::uint64_t there, part_.size());
        if (wanted_.size != 0 && there == wanted_.size)
            return TransferOutcome{.kind = Kind::complete, .resumed = true};
        if (there > (wanted_.size != 0 ? wanted_.size : options_.max_bytes))
            INKLING_TRY_STATUS(part_.empty());
        return transfer({url, part_.descriptor(), part_.path(), wanted_.size, &options_});
    }

    Status wait(double seconds) const {
        const auto end = std::chrono::steady_clock::now() +
                         std::chrono::microseconds(static_cast<std::int64_t>(seconds * 1e6));
        while (std::chrono::steady_clock::now() < end) {
            if (options_.cancel != nullptr && options_.cancel->cancelled())
                return Error{ErrorCode::interrupted, "download interrupted"};
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return {};
    }

    void give_up(const std::string& url, const std::string& reason) {
        if (!reasons_.empty()) reasons_ += "; ";
        reasons_ += fmt::format("{}: {}", printable(url), reason);
    }

    [[nodiscard]] Error failure() const {
        std::string facts;
        if (wanted_.size != 0) facts += with_commas(wanted_.size) + " bytes";
        if (!wanted_.sha256.empty())
            facts += (facts.empty() ? "SHA-256 " : ", SHA-256 ") + wanted_.sha256;
        if (!facts.empty()) facts = " (" + facts + ")";
        return {wrong_content_ ? ErrorCode::checksum : ErrorCode::network,
                fmt::format("cannot download {}: {}", printable(file_name(wanted_.path)), reasons_),
                fmt::format("to fetch it by hand, save {} as {}{}", printable(wanted_.urls.back()),
                            printable(wanted_.path), facts)};
    }

    const Download& wanted_;
    const DownloadOptions& options_;
    PartFile part_;
    std::string reasons_;
    bool wrong_content_ = false;
};

Status make_folder(const std::string& path) {
    const std::string folder = folder_of(path);
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    if (!code) return {};
    return system_error(folder, "cannot make the folder", code.value());
}

Status download_into_folder(const Download& wanted, const DownloadOptions& options) {
    const auto is_there = [&] {
        return file_exists(wanted.path) && check_content(wanted, wanted.path).has_value();
    };
    if (is_there()) return {};
    INKLING_TRY_STATUS(make_folder(wanted.path));
    INKLING_TRY_STATUS(check_writable(wanted.path));
    INKLING_TRY(PartFile part, PartFile::open(wanted.path, options.cancel));
    if (is_there()) {  // another process was faster
        part.remove();
        return {};
    }
    return Downloader(wanted, options, std::move(part)).run();
}

}  // namespace

Status download(const Download& wanted, const DownloadOptions& options) {
    if (wanted.urls.empty() || wanted.path.empty())
        return usage_error("a download needs a URL and a path");
    Status status = download_into_folder(wanted, options);
    if (!status) return in_folder(std::move(status).error());
    return {};
}

}  // namespace inkling
