// How a connection answers: the head, the bytes on their way out, streams, and the end.
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>

#include "inkling/serve/access_log.hpp"
#include "inkling/serve/server_state_impl.hpp"
#include "inkling/serve/session_impl.hpp"

namespace inkling {

namespace {

constexpr std::size_t most_lingering = 1U << 20;  ///< bytes read after the last answer
constexpr std::size_t most_waiting = 256;         ///< pieces of a stream that its reader leaves
constexpr int linger_seconds = 1;
constexpr int write_seconds = 10;

/// Hands pieces of a stream to the thread of its connection.
class SessionSink final : public EventSink {
  public:
    SessionSink(EventLoop& loop, std::weak_ptr<Session> session)
        : loop_(loop), session_(std::move(session)) {}

    bool send(std::shared_ptr<const std::string> text) override {
        if (session_.expired()) return false;
        boost::asio::post(loop_.io(), [session = session_, text = std::move(text)] {
            if (const auto live = session.lock()) live->push(text);
        });
        return true;
    }
    void end() override {
        boost::asio::post(loop_.io(), [session = session_] {
            if (const auto live = session.lock()) live->end_stream();
        });
    }

  private:
    EventLoop& loop_;
    std::weak_ptr<Session> session_;
};

}  // namespace

std::string Session::head_of(const Reply& reply, bool last) const {
    std::string head;
    fmt::format_to(std::back_inserter(head),
                   "HTTP/1.1 {} {}\r\n{}X-Content-Type-Options: nosniff\r\n", reply.status,
                   reason_of(reply.status), loop_.date_line());
    const bool empty = reply.status == 204 || reply.status == 304;
    if (!empty)
        fmt::format_to(std::back_inserter(head), "Content-Type: {}\r\n", reply.content_type);
    if (!reply.stream && !empty)
        fmt::format_to(std::back_inserter(head), "Content-Length: {}\r\n", reply.content().size());
    if (last)
        head += "Connection: close\r\n";
    else if (parser_ != nullptr && parser_->request().http_1_0)
        head += "Connection: keep-alive\r\n";
    head += reply.headers;
    head += "\r\n";
    return head;
}

void Session::answer(Reply reply) {
    if (phase_ == Phase::closed) return;
    const bool asked = parser_ != nullptr;
    close_after_ =
        reply.close || reply.stream || is_draining() || !asked || !parser_->request().keep_alive;
    output_ = head_of(reply, close_after_);
    const bool head_only = asked && parser_->request().method == "HEAD";
    if (!head_only && !reply.stream) output_ += reply.content();
    record(reply.status);
    sent_ = 0;
    set_phase(Phase::writing, write_seconds);
    if (reply.stream) {
        streaming_ = true;
        reply.stream(std::make_shared<SessionSink>(loop_, weak_from_this()));
        phase_ = Phase::streaming;
        wait(boost::asio::ip::tcp::socket::wait_read);
    }
    write_more();
}

void Session::write_more() {
    while (sent_ < output_.size()) {
        const Transferred put = transport_->write(std::string_view(output_).substr(sent_));
        if (put.state == Transfer::closed) return close();
        if (put.state != Transfer::done) {
            if (phase_ == Phase::streaming) set_phase(Phase::writing, write_seconds);
            return wait(put.state == Transfer::wait_readable
                            ? boost::asio::ip::tcp::socket::wait_read
                            : boost::asio::ip::tcp::socket::wait_write);
        }
        sent_ += put.bytes;
    }
    written();
}

void Session::written() {
    output_.clear();
    sent_ = 0;
    if (streaming_) {
        phase_ = Phase::streaming;
        if (!stream_.empty()) {
            output_ = *stream_.front();
            stream_.pop_front();
            return write_more();
        }
        if (!stream_ends_) return;
    }
    if (close_after_) {
        transport_->finish();
        set_phase(Phase::lingering, linger_seconds);
        lingered_ = 0;
        return linger();
    }
    reset();
    if (input_.empty()) {
        set_phase(Phase::idle, loop_.server().options.limits.idle_seconds);
        return wait(boost::asio::ip::tcp::socket::wait_read);
    }
    began_ = Clock::now();
    set_phase(Phase::header, loop_.server().options.limits.deadline_seconds);
    process();
}

void Session::linger() {
    // Closing with bytes unread would reset the connection, and the answer could be lost.
    for (;;) {
        const Transferred got = transport_->read(loop_.scratch());
        if (got.state == Transfer::wait_readable)
            return wait(boost::asio::ip::tcp::socket::wait_read);
        lingered_ += got.bytes;
        if (got.state != Transfer::done || lingered_ > most_lingering) return close();
    }
}

void Session::push(const std::shared_ptr<const std::string>& text) {
    if (!streaming_ || phase_ == Phase::closed) return;
    // Who reads too slowly is let go, rather than kept in memory.
    if (stream_.size() >= most_waiting) return close();
    stream_.push_back(text);
    if (phase_ == Phase::streaming && output_.empty()) written();
}

void Session::end_stream() {
    if (!streaming_ || phase_ == Phase::closed) return;
    stream_ends_ = true;
    if (phase_ == Phase::streaming && output_.empty()) written();
}

void Session::record(int status) {
    const auto now = Clock::now();
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(now - began_).count();
    loop_.metrics().count(match_.route == nullptr ? max_routes : match_.index, status,
                          static_cast<std::uint64_t>(std::max<std::int64_t>(took, 0)));
    const AccessLog style = loop_.server().options.access_log;
    if (style == AccessLog::none) return;
    AccessRecord line;
    boost::system::error_code ignored;
    line.peer = socket_.remote_endpoint(ignored).address().to_string();
    if (parser_ != nullptr) {
        line.method = parser_->request().method;
        line.path = parser_->request().path;
        line.body_bytes = parser_->body().size();
    }
    line.status = status;
    line.microseconds = took;
    loop_.log(access_line(style, line));
}

}  // namespace inkling
