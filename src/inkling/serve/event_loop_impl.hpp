// One thread that serves its share of the connections: Asio's loop, a coarse clock that cuts what
// is too slow, and the batcher.
#pragma once

#include <utility>  // Asio 1.74 forgets it

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "inkling/serve/batcher.hpp"
#include "inkling/serve/metrics.hpp"

namespace inkling {

class Session;
struct ServerState;

/// What a connection that asks often receives its next request into. Few of them are out at a time,
/// however many connections there are.
using Room = std::array<char, 4096>;
inline constexpr std::size_t most_rooms = 256;  ///< of one loop
struct RoomReturn {
    std::size_t* out;  ///< how many are
    void operator()(Room* room) const noexcept {
        --*out;
        delete room;
    }
};
using RoomPtr = std::unique_ptr<Room, RoomReturn>;

using Clock = std::chrono::steady_clock;  // CLOCK_MONOTONIC: the wall clock may jump

class EventLoop {
  public:
    explicit EventLoop(ServerState& server);
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    /// Serves until stop(); on the calling thread.
    void run();
    void stop();

    [[nodiscard]] boost::asio::io_context& io() noexcept { return io_; }
    [[nodiscard]] bool is_this_thread() const noexcept {
        return thread_.load() == std::this_thread::get_id();
    }
    [[nodiscard]] Metrics& metrics() noexcept { return metrics_; }
    [[nodiscard]] Batcher& batcher() noexcept { return batcher_; }
    [[nodiscard]] ServerState& server() noexcept { return server_; }
    /// For reading from sockets into; its content lasts until the next read.
    [[nodiscard]] std::span<char> scratch() noexcept { return scratch_; }
    /// Null where enough are out.
    [[nodiscard]] RoomPtr room();
    /// "Date: …\r\n", right to a quarter of a second.
    [[nodiscard]] const std::string& date_line() const noexcept { return date_line_; }

    /// Never early, and at most two ticks late: good for deadlines of seconds, and free.
    [[nodiscard]] Clock::time_point rough_now() const noexcept { return rough_now_; }

    /// The place of a session in the list, which remove() wants back.
    std::size_t add(Session& session);
    void remove(std::size_t place);
    /// Lines of the access log; written when there are many, or a tick later.
    void log(const std::string& line);

    /// No further requests after the one that each connection is at; `done` when all have gone.
    void drain(std::function<void()> done);

  private:
    void schedule_flush(int microseconds);
    void tick();
    /// False where there was no memory for it.
    bool try_tick();
    void flush_log();

    ServerState& server_;
    boost::asio::io_context io_{1};
    boost::asio::steady_timer ticker_{io_};
    boost::asio::steady_timer batch_timer_{io_};
    std::atomic<std::thread::id> thread_{};
    Metrics metrics_;
    Batcher batcher_;
    std::vector<char> scratch_;
    std::size_t rooms_ = 0;
    std::string date_line_;
    Clock::time_point rough_now_;
    std::string log_;
    std::vector<Session*> sessions_;
    std::function<void()> drained_;
    Clock::time_point drain_began_{};
};

}  // namespace inkling
