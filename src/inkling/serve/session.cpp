#include "inkling/serve/session_impl.hpp"

#include <boost/asio/post.hpp>
#include <new>

#include "inkling/serve/header_check.hpp"
#include "inkling/serve/memory_reserve.hpp"
#include "inkling/serve/server_state_impl.hpp"

namespace inkling {

namespace {

constexpr std::size_t small_body_bytes = 64 * 1024;  ///< needs no share of the room for bodies
constexpr int work_seconds = 600;
constexpr auto kept_room = std::chrono::milliseconds(500);  ///< by a connection that has asked
constexpr std::string_view end_of_header = "\r\n\r\n";

bool is_local(const boost::asio::ip::tcp::socket& socket) {
    boost::system::error_code error;
    const auto peer = socket.remote_endpoint(error);
    if (error) return false;
    const auto address = peer.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6())
            .is_loopback();
    return address.is_loopback();
}

/// Ten thousand connections that have asked once must not keep what they asked with.
void release(std::string& buffer, std::size_t most = 0) {
    buffer.clear();
    if (buffer.capacity() > most) std::string().swap(buffer);
}

}  // namespace

Session::Session(EventLoop& loop, boost::asio::ip::tcp::socket socket)
    : loop_(loop), socket_(std::move(socket)) {
    place_ = loop.add(*this);  // last of what may find no memory
    ++loop_.server().open_connections;
    loop_.metrics().connections.fetch_add(1, std::memory_order_relaxed);
    loop_.metrics().open.fetch_add(1, std::memory_order_relaxed);
}

Session::~Session() {
    reset();
    loop_.remove(place_);
    --loop_.server().open_connections;
    loop_.metrics().open.fetch_sub(1, std::memory_order_relaxed);
}

void Session::start() {
    boost::system::error_code ignored;
    socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
    socket_.native_non_blocking(true, ignored);
    transport_ = loop_.server().transports.make(socket_.native_handle());
    local_peer_ = is_local(socket_);
    set_phase(Phase::idle, loop_.server().options.limits.idle_seconds);
    wait(boost::asio::ip::tcp::socket::wait_read);
}

void Session::set_phase(Phase phase, int seconds) {
    phase_ = phase;
    deadline_ = loop_.rough_now() + std::chrono::seconds(seconds);
}

void Session::begin_request() {
    began_ = Clock::now();
    set_phase(Phase::header, loop_.server().options.limits.deadline_seconds);
}

bool Session::is_draining() const {
    return loop_.server().draining.load(std::memory_order_relaxed);
}

void Session::wait(boost::asio::ip::tcp::socket::wait_type what) {
    const bool to_write = what == boost::asio::ip::tcp::socket::wait_write;
    socket_.async_wait(
        what, [self = shared_from_this(), to_write](const boost::system::error_code& error) {
            if (!error && self->phase_ != Phase::closed) self->on_ready(to_write);
        });
}

/// The system tells once of bytes that come for a receive that waits; a wait without one has to be
/// asked for anew each time.
void Session::wait_for_request() {
    set_phase(Phase::idle, loop_.server().options.limits.idle_seconds);
    if (!room_ && !loop_.server().transports.encrypts()) room_ = loop_.room();
    if (!room_) return wait(boost::asio::ip::tcp::socket::wait_read);
    socket_.async_receive(
        boost::asio::buffer(*room_),
        [self = shared_from_this()](const boost::system::error_code& error, std::size_t bytes) {
            self->on_received(error, bytes);
        });
}

void Session::on_received(const boost::system::error_code& error, std::size_t bytes) {
    if (phase_ == Phase::closed) return;
    if (error == boost::asio::error::operation_aborted) {  // it has idled for long
        room_.reset();
        reset();
        return wait(boost::asio::ip::tcp::socket::wait_read);
    }
    if (error) return close();
    try {
        take({room_->data(), bytes});
    } catch (const std::bad_alloc&) {
        close();
    }
}

void Session::on_ready(bool to_write) {
    try {
        if (streaming_ ? to_write : phase_ == Phase::writing)
            write_more();
        else if (phase_ == Phase::lingering)
            linger();
        else
            read_more();
    } catch (const std::bad_alloc&) {
        close();
    }
}

void Session::read_more() {
    const Transferred got = transport_->read(loop_.scratch());
    if (got.state == Transfer::wait_readable) return wait(boost::asio::ip::tcp::socket::wait_read);
    if (got.state == Transfer::wait_writable) return wait(boost::asio::ip::tcp::socket::wait_write);
    if (got.state == Transfer::closed) return close();
    // Who listens to a stream has nothing more to say.
    if (streaming_) return wait(boost::asio::ip::tcp::socket::wait_read);
    take({loop_.scratch().data(), got.bytes});
}

void Session::take(std::string_view bytes) {
    input_.append(bytes);
    if (phase_ == Phase::idle) begin_request();
    process();
}

void Session::process() {
    // answer() comes back here through the loop below, however many requests lie in input_.
    if (processing_) return;
    processing_ = true;
    while (phase_ == Phase::header || phase_ == Phase::body)
        if (phase_ == Phase::header ? !take_header() : !take_body()) {
            processing_ = false;
            return wait(boost::asio::ip::tcp::socket::wait_read);
        }
    processing_ = false;
}

bool Session::take_header() {
    const auto& limits = loop_.server().options.limits;
    const std::size_t end = input_.find(end_of_header);
    if (end == std::string::npos || end > limits.max_header_bytes) {
        const std::size_t line = input_.find("\r\n");
        if (std::min(line, input_.size()) > limits.max_target_bytes) {
            refuse(414, "the request line is too long", true);
            return true;
        }
        if (input_.size() > limits.max_header_bytes) {
            refuse(431, "the header is too long", true);
            return true;
        }
        // What is no HTTP at all (TLS, say) must not wait for its deadline.
        if (!input_.empty() && (input_[0] < 'A' || input_[0] > 'Z')) {
            refuse(400, "this is not HTTP/1.1", true);
            return true;
        }
        return false;
    }
    header_.assign(input_, 0, end + end_of_header.size());
    input_.erase(0, header_.size());
    parser_.emplace();
    const int status = parser_->read_header(header_);
    if (status != 0) {
        refuse(status, parser_->fault(), true);
        return true;
    }
    if (parser_->request().path.size() > limits.max_target_bytes)
        refuse(414, "the request line is too long", true);
    else
        begin_body();
    return true;
}

void Session::begin_body() {
    ServerState& server = loop_.server();
    const auto& limits = server.options.limits;
    Request& request = parser_->request();
    request.local_peer = local_peer_;
    // A body that nobody reads would be taken for the next request.
    const bool unread = !parser_->complete();
    if (MemoryReserve::is_spent()) return refuse(503, "out of memory for now", unread);
    match_ = server.router.find(request.method, request.path);
    const Need need = match_.route == nullptr ? Need::nothing : match_.route->need;
    if (const auto verdict = check_access(server.access, request, need); verdict.status != 0)
        return refuse(verdict.status, verdict.why, unread || verdict.status == 400);
    if (match_.route == nullptr)
        return match_.allowed.empty() ? refuse(404, "there is nothing here", unread)
                                      : refuse(405, "use " + match_.allowed, unread);
    BodyVerdict body =
        check_body(match_.route->body, request, limits.max_body_bytes, limits.max_picture_bytes);
    const bool length_known = parser_->has_content_length() || parser_->chunked();
    if (body.status == 0 && match_.route->body != BodyKind::none && !length_known)
        return refuse(411, "wants Content-Length", false);
    if (parser_->content_length() > body.limit)
        return refuse(
            413, "the body is too large: at most " + std::to_string(body.limit) + " bytes", true);
    if (body.status != 0) return refuse(body.status, body.why, unread);
    if (!request.expect.empty() && !equal_ignoring_case(request.expect, "100-continue"))
        return refuse(417, "the only expectation is 100-continue", true);
    body_limit_ = body.limit;
    const std::size_t room = parser_->chunked() ? body_limit_ : parser_->content_length();
    if (room > small_body_bytes) {
        reserved_ = room;
        if (server.buffered_bytes.fetch_add(room) + room > limits.max_buffered_bytes)
            return refuse(503, "too many large bodies at once", true);
    }
    if (unread && !request.expect.empty() && input_.empty() && !request.http_1_0)
        transport_->write("HTTP/1.1 100 Continue\r\n\r\n");
    set_phase(Phase::body, limits.deadline_seconds);
}

bool Session::take_body() {
    std::size_t taken = 0;
    const int status = parser_->read_body(input_, body_limit_, taken);
    if (status != 0) {
        refuse(status, status == 413 ? "the body is too large" : parser_->fault(), true);
        return true;
    }
    input_.erase(0, taken);
    if (!parser_->complete()) return false;
    dispatch();
    return true;
}

void Session::dispatch() {
    set_phase(Phase::working, work_seconds);
    Request& request = parser_->request();
    request.body = parser_->body();
    HandlerContext context{loop_.batcher()};
    auto respond = [self = shared_from_this()](Reply reply) {
        if (self->loop_.is_this_thread()) return self->answer(reply);
        boost::asio::post(self->loop_.io(),
                          [self, reply = std::move(reply)] { self->answer(reply); });
    };
    try {
        match_.route->handler(request, context, std::move(respond));
    } catch (const std::bad_alloc&) {
        if (phase_ == Phase::working) refuse(503, "out of memory", true);
    }
}

void Session::refuse(int status, std::string_view why, bool close) {
    const bool protocol = match_.route != nullptr && match_.route->protocol_errors;
    Reply reply = protocol ? protocol_error(status, why) : error_reply(status, why);
    reply.close = close;
    if (status == 405) reply.headers += "Allow: " + match_.allowed + "\r\n";
    if (status == 401) reply.headers += "WWW-Authenticate: Bearer\r\n";
    answer(reply);
}

void Session::reset() {
    if (reserved_ > 0) loop_.server().buffered_bytes.fetch_sub(reserved_);
    reserved_ = 0;
    parser_.reset();
    match_ = {};
    stream_.clear();
    const std::size_t kept = room_ ? room_->size() : 0;
    release(header_, kept);
    release(output_, kept);
    if (input_.empty()) release(input_, kept);
    sent_ = 0;
}

void Session::check_deadline(Clock::time_point now) {
    const auto idle = std::chrono::seconds(loop_.server().options.limits.idle_seconds);
    boost::system::error_code ignored;
    if (room_ && phase_ == Phase::idle && now >= deadline_ - idle + kept_room)
        socket_.cancel(ignored);
    if (now < deadline_ || phase_ == Phase::closed || phase_ == Phase::streaming) return;
    if (phase_ == Phase::header || phase_ == Phase::body)
        refuse(408,
               phase_ == Phase::header ? "the header came too slowly" : "the body came too slowly",
               true);
    else
        close();
}

void Session::close_if_idle() {
    if (phase_ == Phase::idle || phase_ == Phase::streaming) close();
}

void Session::close() {
    phase_ = Phase::closed;
    boost::system::error_code ignored;
    socket_.close(ignored);
}

}  // namespace inkling
