// One attempt to fetch one URL into a file: the only place that knows libcurl. Not a public header.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "inkling/base/error.hpp"
#include "inkling/bytes/download.hpp"

namespace inkling {

struct TransferRequest {
    std::string url;
    int descriptor = -1;     ///< of the file; what it holds already is not fetched again
    std::string path;        ///< of the file, for messages
    std::uint64_t size = 0;  ///< exact; 0: unknown
    const DownloadOptions* options = nullptr;
};

struct TransferOutcome {
    enum class Kind {
        complete,  ///< as far as one can see: content is yet to be verified
        failed,    ///< may go better next time; what was fetched is in the file
        refused,   ///< this URL will not do; the file holds what it held, or nothing
        stopped,   ///< not the URL's fault: `error`
    };
    Kind kind = Kind::failed;
    std::string reason = {};          ///< unless complete
    bool resumed = false;             ///< the file held a part before, which was kept
    bool unreachable = false;         ///< nobody answered at all
    std::optional<Error> error = {};  ///< of stopped: file or interrupted
};

TransferOutcome transfer(const TransferRequest& request);

}  // namespace inkling
