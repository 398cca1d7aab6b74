#include "inkling/serve/metrics.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

namespace inkling {

namespace {

using Out = fmt::memory_buffer;

template <class... Args>
void put(Out& out, fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
}

void head(Out& out, std::string_view name, std::string_view kind, std::string_view help) {
    put(out, "# HELP {} {}\n# TYPE {} {}\n", name, help, name, kind);
}

/// A label value with what the format wants escaped.
std::string label(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '\\' || c == '"') escaped += '\\';
        escaped += c == '\n' ? ' ' : c;
    }
    return escaped;
}

template <class Get>
std::uint64_t total(std::span<const Metrics* const> loops, Get get) {
    std::uint64_t sum = 0;
    for (const Metrics* loop : loops) sum += static_cast<std::uint64_t>(get(*loop).load());
    return sum;
}

/// One histogram; `get` finds it in the Metrics of a loop, `unit` is how many make the shown unit.
template <std::size_t N, class Get>
void histogram(Out& out, std::string_view name, const std::string& labels,
               const std::array<std::uint64_t, N>& bounds, double unit,
               std::span<const Metrics* const> loops, Get get) {
    std::uint64_t running = 0;
    const std::string comma = labels.empty() ? "" : labels + ",";
    for (std::size_t i = 0; i <= N; ++i) {
        running += total(
            loops, [&](const Metrics& m) -> auto& { return get(m).buckets[i]; });
        const std::string bound =
            i == N ? "+Inf" : fmt::format("{}", static_cast<double>(bounds[i]) / unit);
        put(out, "{}_bucket{{{}le=\"{}\"}} {}\n", name, comma, bound, running);
    }
    const std::string braces = labels.empty() ? "" : "{" + labels + "}";
    const auto sum = total(
        loops, [&](const Metrics& m) -> auto& { return get(m).sum; });
    put(out, "{}_sum{} {}\n{}_count{} {}\n", name, braces, static_cast<double>(sum) / unit, name,
        braces, running);
}

void put_requests(Out& out, std::span<const Metrics* const> loops,
                  std::span<const std::string> names) {
    const auto name_of = [&](std::size_t r) { return r < names.size() ? names[r] : "none"; };
    const auto used = [&](std::size_t r) { return r < names.size() || r == max_routes; };
    head(out, "inkling_http_requests_total", "counter", "Requests answered, by route and status.");
    for (std::size_t r = 0; r <= max_routes; ++r) {
        if (!used(r)) continue;
        for (std::size_t s = 0; s <= counted_statuses.size(); ++s) {
            const auto n = total(
                loops, [&](const Metrics& m) -> auto& { return m.routes[r].statuses[s]; });
            const int status = s < counted_statuses.size() ? counted_statuses[s] : 500;
            if (n > 0)
                put(out, "inkling_http_requests_total{{route=\"{}\",code=\"{}\"}} {}\n", name_of(r),
                    status, n);
        }
    }
    head(out, "inkling_http_request_duration_seconds", "histogram",
         "From the first byte of a request to its answer handed to the system.");
    for (std::size_t r = 0; r < names.size(); ++r)
        if (total(
                loops, [&](const Metrics& m) -> auto& { return m.routes[r].microseconds.sum; }))
            histogram(
                out, "inkling_http_request_duration_seconds", fmt::format("route=\"{}\"", names[r]),
                duration_bounds, 1e6,
                loops, [&](const Metrics& m) -> auto& { return m.routes[r].microseconds; });
}

void put_process(Out& out) {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const double cpu = static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                       1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
    head(out, "process_cpu_seconds_total", "counter", "CPU time used.");
    put(out, "process_cpu_seconds_total {:.3f}\n", cpu);
    std::ifstream statm("/proc/self/statm");
    std::uint64_t size = 0, resident = 0;
    if (statm >> size >> resident) {
        head(out, "process_resident_memory_bytes", "gauge", "Memory in use.");
        put(out, "process_resident_memory_bytes {}\n",
            resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)));
    }
}

}  // namespace

void Metrics::count(std::size_t route, int status, std::uint64_t microseconds) noexcept {
    Route& row = routes[route < max_routes ? route : max_routes];
    std::size_t s = 0;
    while (s < counted_statuses.size() && counted_statuses[s] != status) ++s;
    row.statuses[s].fetch_add(1, std::memory_order_relaxed);
    row.microseconds.add(microseconds, duration_bounds);
}

std::string prometheus_text(std::span<const Metrics* const> loops,
                            std::span<const std::string> route_names, const ServerGauges& gauges) {
    Out out;
    put_requests(out, loops, route_names);
    head(out, "inkling_inference_batch_images", "histogram", "Images in one call of the network.");
    histogram(
        out, "inkling_inference_batch_images", "", batch_bounds, 1.0, loops,
        [](const Metrics& m) -> auto& { return m.batch_images; });
    const auto one = [&](std::string_view name, std::string_view kind, std::string_view help,
                         std::uint64_t value) {
        head(out, name, kind, help);
        put(out, "{} {}\n", name, value);
    };
    one("inkling_inference_queue_images", "gauge", "Images that wait for the network.",
        gauges.queued_images);
    one("inkling_inference_queue_full_total", "counter", "Requests refused by a full queue.",
        total(
            loops, [](const Metrics& m) -> auto& { return m.queue_full; }));
    one("inkling_connections_open", "gauge", "Connections now.",
        total(
            loops, [](const Metrics& m) -> auto& { return m.open; }));
    one("inkling_connections_total", "counter", "Connections accepted.",
        total(
            loops, [](const Metrics& m) -> auto& { return m.connections; }));
    one("inkling_ready", "gauge", "1 while new work is welcome.", gauges.ready ? 1 : 0);
    head(out, "inkling_model_reloads_total", "counter", "Models loaded again, by outcome.");
    put(out, "inkling_model_reloads_total{{result=\"ok\"}} {}\n", gauges.reloads);
    put(out, "inkling_model_reloads_total{{result=\"refused\"}} {}\n", gauges.failed_reloads);
    head(out, "inkling_model_info", "gauge", "The model that answers.");
    put(out, "inkling_model_info{{name=\"{}\",sha256=\"{}\",version=\"{}\"}} 1\n",
        label(gauges.model_name), label(gauges.model_sha256), label(gauges.version));
    put_process(out);
    return fmt::to_string(out);
}

}  // namespace inkling
