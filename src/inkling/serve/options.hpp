// What the operator decides: where the server listens, who may use it, and its limits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace inkling {

enum class AccessLog { none, plain, json };

/// Bounds on what strangers can make the server do.
struct ServeLimits {
    std::size_t max_header_bytes = 16 * 1024;
    std::size_t max_target_bytes = 8 * 1024;
    std::size_t max_body_bytes = 64 * 1024;            ///< JSON and tensors
    std::size_t max_picture_bytes = 16 * 1024 * 1024;  ///< pictures to read
    std::size_t max_buffered_bytes = 256 << 20;        ///< bodies of all connections together
    std::size_t max_connections = 20'000;
    int deadline_seconds = 5;    ///< for a whole header, for a whole body, and for a graceful stop
    int idle_seconds = 60;       ///< a connection that asks nothing is closed
    std::size_t max_batch = 64;  ///< images in one network call
    int max_wait_microseconds = 0;  ///< how long a batch waits for more; 0: it never waits
    std::size_t max_queue = 1024;   ///< images that may wait for the network
};

struct ServeOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;
    std::string model_path = {};  ///< empty: the built-in model
    std::string token = {};       ///< empty: nobody is asked for one
    bool insecure = false;        ///< strangers may use it without a token
    std::string tls_certificate = {};
    std::string tls_key = {};
    int threads = 0;  ///< event loops; 0: all CPUs that this process may use, at most 4
    AccessLog access_log = AccessLog::none;
    std::string data_dir = {};  ///< of data sets, as for training
    std::string store = {};     ///< file of the corrections; empty: the user's own
    std::string version = {};   ///< of the program
    ServeLimits limits = {};
};

}  // namespace inkling
