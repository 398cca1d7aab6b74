// The only door to the outer network: fetches one file from the first mirror that has it right.
// https only (and file:// for mirrors on disk); nothing is believed before it is verified.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "inkling/base/cancel.hpp"
#include "inkling/base/result.hpp"

namespace inkling {

struct Download {
    std::vector<std::string> urls;  ///< tried in this order; https:// or file://
    std::string path;               ///< where the file is to be; its folder is made if need be
    std::uint64_t size = 0;         ///< exact; 0: unknown
    std::string sha256;             ///< of the file; empty: unknown
    /// A further check of the complete file, such as the hash of its uncompressed content. When it
    /// fails, the file is removed and the next mirror tried. Empty: none.
    std::function<Status(std::span<const std::uint8_t> content)> verify;
};

struct DownloadOptions {
    /// Called from time to time; `total` is 0 while it is unknown.
    std::function<void(std::uint64_t done, std::uint64_t total)> progress;
    const CancelToken* cancel = nullptr;
    /// For failures that may pass: time-outs, cut lines, status 5xx. Where nobody answers: at
    /// most 2.
    int attempts_per_url = 3;
    double first_pause_seconds = 0.5;  ///< before the second attempt; doubled each time
    double connect_seconds = 10;
    double stalled_seconds = 30;           ///< an attempt ends after so long below 1 kB/s
    std::uint64_t max_bytes = 4ULL << 30;  ///< where the size is unknown
    std::string ca_file;  ///< PEM; empty: $INKLING_CA_FILE, else the system's authorities
};

/// Afterwards the file is there, complete and verified. If it was there and is right, nothing is
/// fetched; if it was there and is wrong, it is replaced. Any number of processes may ask for the
/// same file: one fetches, the others wait. What was fetched before an interruption (PATH.part) is
/// used again where the server allows it.
///
/// Errors: network (every mirror with its reason, and how to fetch the file by hand), checksum
/// (a mirror answered, but with wrong content), file (the folder cannot be written), interrupted.
Status download(const Download& wanted, const DownloadOptions& options = {});

}  // namespace inkling
