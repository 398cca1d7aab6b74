#include "inkling/serve/event_loop_impl.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <ctime>
#include <new>

#include "inkling/serve/memory_reserve.hpp"
#include "inkling/serve/server_state_impl.hpp"
#include "inkling/serve/session_impl.hpp"

namespace inkling {

namespace {

constexpr auto tick_length = std::chrono::milliseconds(250);
/// After the call to stop, for how long a connection that asks nothing is still listened to: its
/// request may be on the way.
constexpr auto drain_patience = std::chrono::milliseconds(300);
constexpr std::size_t scratch_bytes = 64 * 1024;
constexpr std::size_t log_bytes = 16 * 1024;

std::string date_now() {
    // Only this line tells the wall clock; nothing is decided by it.
    return fmt::format("Date: {:%a, %d %b %Y %H:%M:%S} GMT\r\n", fmt::gmtime(std::time(nullptr)));
}

}  // namespace

EventLoop::EventLoop(ServerState& server)
    : server_(server),
      batcher_({.model = server.model,
                .metrics = metrics_,
                .queued = server.queued_images,
                .max_batch = server.options.limits.max_batch,
                .max_wait_microseconds = server.options.limits.max_wait_microseconds,
                .max_queue = server.options.limits.max_queue,
                .schedule = [this](int microseconds) { schedule_flush(microseconds); }}),
      scratch_(scratch_bytes),
      date_line_(date_now()),
      rough_now_(Clock::now() + tick_length) {}

EventLoop::~EventLoop() {
    flush_log();
}

RoomPtr EventLoop::room() {
    if (rooms_ == most_rooms) return {nullptr, {&rooms_}};
    RoomPtr room(new Room, {&rooms_});
    ++rooms_;
    return room;
}

std::size_t EventLoop::add(Session& session) {
    sessions_.push_back(&session);
    return sessions_.size() - 1;
}

void EventLoop::remove(std::size_t place) {
    sessions_[place] = sessions_.back();
    sessions_[place]->set_place(place);
    sessions_.pop_back();
}

void EventLoop::run() {
    thread_ = std::this_thread::get_id();
    const auto work = boost::asio::make_work_guard(io_);
    bool ticks = false;
    while (!io_.stopped()) try {
            ticks = ticks || try_tick();
            if (ticks)
                io_.run();
            else
                io_.run_for(tick_length);
        } catch (const std::bad_alloc&) {
            // One connection could not be served; its time will run out.
            std::this_thread::sleep_for(tick_length / 25);
        }
}

bool EventLoop::try_tick() {
    try {
        tick();
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

void EventLoop::stop() {
    io_.stop();
}

void EventLoop::schedule_flush(int microseconds) {
    if (microseconds == 0) {
        // Behind all that is ready now: what has arrived together is answered together.
        boost::asio::post(io_, [this] { batcher_.flush(); });
        return;
    }
    batch_timer_.expires_after(std::chrono::microseconds(microseconds));
    batch_timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) batcher_.flush();
    });
}

void EventLoop::tick() {
    const auto now = Clock::now();
    rough_now_ = now + tick_length;
    // First, so that the clock goes on even where what follows finds no memory.
    ticker_.expires_after(drained_ ? tick_length / 10 : tick_length);
    ticker_.async_wait([this](const boost::system::error_code& error) {
        if (!error) tick();
    });
    MemoryReserve::refill();
    date_line_ = date_now();
    flush_log();
    const auto draining = now - drain_began_;
    const auto most = std::chrono::seconds(server_.options.limits.deadline_seconds);
    // A closed session leaves the list when its last pending operation has ended, not in here.
    for (Session* session : sessions_) {
        session->check_deadline(now);
        if (!drained_) continue;
        if (draining >= drain_patience) session->close_if_idle();
        if (draining >= most) session->close();
    }
    if (drained_ && sessions_.empty()) {
        flush_log();
        ticker_.cancel();
        std::exchange(drained_, nullptr)();
    }
}

void EventLoop::drain(std::function<void()> done) {
    boost::asio::post(io_, [this, done = std::move(done)]() mutable {
        drained_ = std::move(done);
        drain_began_ = Clock::now();
        ticker_.cancel();
        tick();
    });
}

void EventLoop::log(const std::string& line) {
    log_ += line;
    if (log_.size() >= log_bytes) flush_log();
}

void EventLoop::flush_log() {
    std::size_t done = 0;
    while (done < log_.size()) {
        const ssize_t count = ::write(STDERR_FILENO, log_.data() + done, log_.size() - done);
        if (count <= 0) break;  // nobody to tell
        done += static_cast<std::size_t>(count);
    }
    log_.clear();
}

}  // namespace inkling
