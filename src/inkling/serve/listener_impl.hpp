// The listening socket: hands connections to the event loops in turn, and stays upright where the
// system has no more descriptors.
#pragma once

#include <utility>  // Asio 1.74 forgets it

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/serve/event_loop_impl.hpp"

namespace inkling {

class Listener {
  public:
    explicit Listener(std::vector<std::unique_ptr<EventLoop>>& loops);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    /// File error where the address is taken or not allowed.
    Status listen(const std::string& host, std::uint16_t port);
    [[nodiscard]] std::uint16_t port() const { return port_; }
    void accept();
    /// Accepts again where want of memory has ended it; to be called now and then.
    void look_after();
    /// Takes what has connected already, then listens no more.
    void close();

  private:
    void adopt(EventLoop& loop, boost::asio::ip::tcp::socket socket);
    void turn_away(boost::asio::ip::tcp::socket socket);
    void without_descriptors();
    void accept_later();
    std::shared_ptr<void> ticket();
    EventLoop& next_loop();

    std::vector<std::unique_ptr<EventLoop>>& loops_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer pause_;
    std::weak_ptr<void> waiting_;  ///< lives while something will accept, or accept later
    std::size_t next_ = 0;
    std::uint16_t port_ = 0;
    int spare_ = -1;  ///< a descriptor kept for telling somebody that there are no more
};

}  // namespace inkling
