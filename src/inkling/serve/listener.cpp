#include "inkling/serve/listener_impl.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/post.hpp>

#include "inkling/base/text.hpp"
#include "inkling/serve/server_state_impl.hpp"
#include "inkling/serve/session_impl.hpp"

namespace inkling {

namespace {

using boost::asio::ip::tcp;

constexpr int backlog = 4096;
constexpr std::string_view busy =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nRetry-After: 1\r\n"
    "Connection: close\r\nContent-Length: 62\r\n\r\n"
    R"({"error":{"code":"busy","message":"too many connections now"}})";

int open_spare() {
    return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

Error listen_error(const std::string& host, std::uint16_t port,
                   const boost::system::error_code& error) {
    const std::string where =
        fmt::format("cannot listen on {}:{}: {}", host, port, error.message());
    if (error == boost::asio::error::address_in_use)
        return file_error(where,
                          "another program has the port; --listen 127.0.0.1:0 takes a "
                          "free one and prints it");
    if (error == boost::asio::error::access_denied)
        return file_error(where, "ports below 1024 are for root: take a higher one");
    return file_error(where, "--listen wants an address of this machine");
}

}  // namespace

Listener::Listener(std::vector<std::unique_ptr<EventLoop>>& loops)
    : loops_(loops),
      acceptor_(loops.front()->io()),
      pause_(loops.front()->io()),
      spare_(open_spare()) {}

Listener::~Listener() {
    if (spare_ >= 0) ::close(spare_);
}

Status Listener::listen(const std::string& host, std::uint16_t port) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(host, error);
    if (error)
        return usage_error(fmt::format("--listen: '{}' is no IP address", printable(host)),
                           "such as 127.0.0.1:8080, 0.0.0.0:8080 or [::1]:8080");
    const tcp::endpoint endpoint(address, port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(backlog, error);
    if (error) return listen_error(host, port, error);
    acceptor_.non_blocking(true, error);
    port_ = acceptor_.local_endpoint(error).port();
    return {};
}

EventLoop& Listener::next_loop() {
    next_ = (next_ + 1) % loops_.size();
    return *loops_[next_];
}

std::shared_ptr<void> Listener::ticket() {
    auto fresh = std::make_shared<char>();
    waiting_ = fresh;
    return fresh;
}

void Listener::accept() {
    EventLoop& loop = next_loop();
    acceptor_.async_accept(loop.io(),
                           [this, &loop, held = ticket()](const boost::system::error_code& error,
                                                          tcp::socket socket) mutable {
                               held.reset();
                               const bool listens = acceptor_.is_open();
                               if (!error) {
                                   if (listens) accept();  // whatever becomes of this one
                                   // Also one that was taken just before the end.
                                   return adopt(loop, std::move(socket));
                               }
                               if (!listens || error == boost::asio::error::operation_aborted)
                                   return;
                               if (error == boost::asio::error::no_descriptors)
                                   return without_descriptors();
                               // No memory, or a connection that was reset before it was taken:
                               // never in a tight loop.
                               accept_later();
                           });
}

void Listener::accept_later() {
    pause_.expires_after(std::chrono::milliseconds(10));
    pause_.async_wait([this, held = ticket()](const boost::system::error_code& late) mutable {
        held.reset();
        if (!late) accept();
    });
}

void Listener::look_after() {
    if (acceptor_.is_open() && waiting_.expired()) accept();
}

void Listener::adopt(EventLoop& loop, tcp::socket socket) {
    ServerState& server = loop.server();
    if (server.open_connections.load() >= server.options.limits.max_connections)
        return turn_away(std::move(socket));
    auto start = [&loop, socket = std::move(socket)]() mutable {
        std::make_shared<Session>(loop, std::move(socket))->start();
    };
    if (loop.is_this_thread())
        start();
    else
        boost::asio::post(loop.io(), std::move(start));
}

void Listener::turn_away(tcp::socket socket) {
    boost::system::error_code ignored;
    socket.native_non_blocking(true, ignored);
    if (!loops_.front()->server().transports.encrypts())
        ::send(socket.native_handle(), busy.data(), busy.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    // What was asked already is read, or closing would reset the connection under the answer.
    char unread[4096];
    while (::recv(socket.native_handle(), unread, sizeof unread, MSG_DONTWAIT) > 0) {
    }
}

void Listener::without_descriptors() {
    if (spare_ >= 0) {
        ::close(spare_);
        boost::system::error_code error;
        tcp::socket socket = acceptor_.accept(error);
        if (!error) turn_away(std::move(socket));
        spare_ = open_spare();
    }
    accept_later();
}

void Listener::close() {
    for (;;) {
        boost::system::error_code error;
        EventLoop& loop = next_loop();
        tcp::socket socket = acceptor_.accept(loop.io(), error);
        if (error) break;
        adopt(loop, std::move(socket));
    }
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
}

}  // namespace inkling
