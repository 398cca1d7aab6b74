// One connection: reads a request, has it answered, writes the answer, and so on, one at a time.
// One that has asked lately keeps small buffers, which spares the system a call for each request;
// while it idles it holds none, so that ten thousand of them fit into little memory.
#pragma once

#include <utility>  // Asio 1.74 forgets it

#include <boost/asio/ip/tcp.hpp>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "inkling/serve/event_loop_impl.hpp"
#include "inkling/serve/request_parser_impl.hpp"
#include "inkling/serve/router.hpp"
#include "inkling/serve/transport_impl.hpp"

namespace inkling {

class Session : public std::enable_shared_from_this<Session> {
  public:
    Session(EventLoop& loop, boost::asio::ip::tcp::socket socket);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    void start();
    /// Called by the loop's clock.
    void check_deadline(Clock::time_point now);
    /// Closes it unless it is at work.
    void close_if_idle();
    void close();

    /// The answer to the request at hand; on the loop's thread.
    void answer(const Reply& reply);
    /// One more piece of an answer that is a stream; false when the connection has gone.
    void push(const std::shared_ptr<const std::string>& text);
    void end_stream();
    void set_place(std::size_t place) noexcept { place_ = place; }

  private:
    enum class Phase { idle, header, body, working, writing, streaming, lingering, closed };

    void wait(boost::asio::ip::tcp::socket::wait_type what);
    void wait_for_request();
    void on_received(const boost::system::error_code& error, std::size_t bytes);
    void on_ready(bool to_write);
    void read_more();
    void take(std::string_view bytes);
    void process();
    /// Each returns false where more must come first.
    bool take_header();
    bool take_body();
    void begin_body();
    void dispatch();
    void refuse(int status, std::string_view why, bool close);
    void put_head(const Reply& reply, bool last);
    void write_more();
    void written();
    void linger();
    void reset();
    void record(int status);
    [[nodiscard]] bool is_draining() const;
    void set_phase(Phase phase, int seconds);
    void begin_request();

    EventLoop& loop_;
    boost::asio::ip::tcp::socket socket_;
    std::unique_ptr<Transport> transport_;
    Phase phase_ = Phase::idle;
    std::size_t place_ = 0;  ///< in the loop's list
    Clock::time_point deadline_;
    Clock::time_point began_;  ///< of the request
    RoomPtr room_{nullptr, {nullptr}};
    std::string input_;   ///< read, not yet parsed
    std::string header_;  ///< of the request at hand; its views point here
    std::optional<RequestParser> parser_;
    Router::Match match_;
    std::string output_;
    std::size_t sent_ = 0;
    std::size_t body_limit_ = 0;
    std::size_t reserved_ = 0;  ///< of the server's room for bodies
    std::size_t lingered_ = 0;
    std::list<std::shared_ptr<const std::string>> stream_;  ///< a deque takes 600 bytes when empty
    bool streaming_ = false;
    bool stream_ends_ = false;
    bool close_after_ = false;
    bool processing_ = false;
    bool local_peer_ = false;
};

}  // namespace inkling
