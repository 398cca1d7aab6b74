// What the server counts, and the text in which Prometheus reads it. One Metrics for each event
// loop, so that counting costs no two threads a shared cache line.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inkling {

/// Counts of values in buckets; the last bucket has no upper bound.
template <std::size_t N>
struct Histogram {
    std::array<std::atomic<std::uint64_t>, N + 1> buckets{};
    std::atomic<std::uint64_t> sum{0};

    void add(std::uint64_t value, const std::array<std::uint64_t, N>& bounds) noexcept {
        std::size_t i = 0;
        while (i < N && value > bounds[i]) ++i;
        buckets[i].fetch_add(1, std::memory_order_relaxed);
        sum.fetch_add(value, std::memory_order_relaxed);
    }
};

inline constexpr std::array<std::uint64_t, 14> duration_bounds = {
    50,     100,    250,    500,     1'000,   2'500,     5'000,
    10'000, 25'000, 50'000, 100'000, 250'000, 1'000'000, 5'000'000};
inline constexpr std::array<std::uint64_t, 7> batch_bounds = {1, 2, 4, 8, 16, 32, 64};

inline constexpr std::array<int, 21> counted_statuses = {200, 201, 202, 204, 304, 400, 401,
                                                         403, 404, 405, 408, 409, 411, 413,
                                                         414, 415, 417, 421, 422, 431, 503};
inline constexpr std::size_t max_routes = 64;

struct Metrics {
    struct Route {
        std::array<std::atomic<std::uint64_t>, counted_statuses.size() + 1> statuses{};
        Histogram<duration_bounds.size()> microseconds;
    };
    /// The last row counts what matched no route.
    std::array<Route, max_routes + 1> routes{};
    Histogram<batch_bounds.size()> batch_images;
    std::atomic<std::uint64_t> queue_full{0};
    std::atomic<std::uint64_t> connections{0};  ///< accepted
    std::atomic<std::int64_t> open{0};

    void count(std::size_t route, int status, std::uint64_t microseconds) noexcept;
};

/// Facts that are no counts of one loop.
struct ServerGauges {
    bool ready = true;
    std::uint64_t queued_images = 0;
    std::uint64_t reloads = 0;
    std::uint64_t failed_reloads = 0;
    std::string model_name = {};
    std::string model_sha256 = {};
    std::string version = {};
};

/// The text format 0.0.4 of Prometheus. `route_names` in the order of their numbers.
std::string prometheus_text(std::span<const Metrics* const> loops,
                            std::span<const std::string> route_names, const ServerGauges& gauges);

}  // namespace inkling
