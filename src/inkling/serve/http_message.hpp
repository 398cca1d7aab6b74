// A request as the handlers see it, and their answer to it. Nothing here knows of sockets.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace inkling {

/// All views stay valid until the answer is given.
struct Request {
    std::string_view method;
    std::string_view path;   ///< of the target, as it was sent: nothing is decoded
    std::string_view query;  ///< after '?'
    std::string_view host;
    std::string_view origin;
    std::string_view content_type;
    std::string_view content_encoding;
    std::string_view accept_encoding;
    std::string_view authorization;
    std::string_view expect;
    std::string_view if_none_match;
    std::string_view tensor_header_length;  ///< Inference-Header-Content-Length
    std::string_view body;
    int hosts = 0;  ///< how many Host fields there were
    bool http_1_0 = false;
    bool keep_alive = true;
    bool local_peer = false;  ///< the other end is this machine
};

/// An open answer of server-sent events. Safe from any thread.
class EventSink {
  public:
    EventSink() = default;
    virtual ~EventSink() = default;
    EventSink(const EventSink&) = delete;
    EventSink& operator=(const EventSink&) = delete;
    /// Adds `text`; false when the other end has gone.
    virtual bool send(std::shared_ptr<const std::string> text) = 0;
    virtual void end() = 0;
};

struct Reply {
    int status = 200;
    std::string_view content_type = "application/json";  ///< a literal
    std::string body = {};
    std::string_view literal = {};  ///< sent instead of `body`: bytes that live for ever
    std::string headers = {};       ///< further lines, each with its CRLF
    bool close = false;             ///< the connection ends with this answer
    std::function<void(std::shared_ptr<EventSink>)> stream = {};  ///< body follows piece by piece

    [[nodiscard]] std::string_view content() const noexcept {
        return literal.empty() ? std::string_view(body) : literal;
    }
};

/// Gives the answer; from any thread, once.
using Respond = std::function<void(Reply)>;

/// "OK", "Not Found" …
std::string_view reason_of(int status);

/// `text` with quotes, as JSON; bytes that are not UTF-8 become U+FFFD.
std::string json_quoted(std::string_view text);

/// {"error":{"code":"…","message":"…"}}; the code is a word for programs, made of the status.
Reply error_reply(int status, std::string_view message);
/// {"error":"…"}, the form of the inference protocol.
Reply protocol_error(int status, std::string_view message);

}  // namespace inkling
