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

void Session::put_head(const Reply& reply, bool last) {
    // Plain appends: formatting would be a tenth of all that an answer costs.
    const auto add = [this](auto... parts) {
        for (const std::string_view part : {std::string_view(parts)...}) output_ += part;
    };
    const auto number = [&](std::size_t value) { add(fmt::format_int(value).c_str()); };
    output_.clear();
    add("HTTP/1.1 ");
    number(static_cast<std::size_t>(reply.status));
    add(" ", reason_of(reply.status), "\r\n", std::string_view(loop_.date_line()),
        "X-Content-Type-Options: nosniff\r\n");
    const bool empty = reply.status == 204 || reply.status == 304;
    if (!empty) add("Content-Type: ", reply.content_type, "\r\n");
    if (!reply.stream && !empty) {
        add("Content-Length: ");
        number(reply.content().size());
        add("\r\n");
    }
    if (last)
        add("Connection: close\r\n");
    else if (parser_ && parser_->request().http_1_0)
        add("Connection: keep-alive\r\n");
    add(std::string_view(reply.headers), "\r\n");
}

void Session::answer(const Reply& reply) {
    if (phase_ == Phase::closed) return;
    const bool asked = parser_.has_value();
    close_after_ =
        reply.close || reply.stream || is_draining() || !asked || !parser_->request().keep_alive;
    put_head(reply, close_after_);
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
    if (input_.empty()) return wait_for_request();
    begin_request();
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
    if (parser_) {
        line.method = parser_->request().method;
        line.path = parser_->request().path;
        line.body_bytes = parser_->body().size();
    }
    line.status = status;
    line.microseconds = took;
    loop_.log(access_line(style, line));
}

}  // namespace inkling
