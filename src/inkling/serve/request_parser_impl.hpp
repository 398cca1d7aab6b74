// One request from bytes: Boost.Beast's parser with inkling's stricter rules around it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "inkling/serve/http_message.hpp"

namespace inkling {

class RequestParser {
  public:
    RequestParser();
    ~RequestParser();
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;

    /// The whole header, with its empty line. Returns 0, or the HTTP status that it deserves. The
    /// views of request() are into `block`.
    int read_header(std::string_view block);
    /// Adds what belongs to the body; `taken` says how much that was. Returns 0 or a status.
    int read_body(std::string_view bytes, std::size_t limit, std::size_t& taken);

    [[nodiscard]] bool complete() const;
    [[nodiscard]] bool chunked() const;
    [[nodiscard]] std::uint64_t content_length() const;  ///< 0 where there is none
    [[nodiscard]] bool has_content_length() const;
    [[nodiscard]] const std::string& fault() const;  ///< why the status is not 0
    [[nodiscard]] Request& request();
    [[nodiscard]] std::string& body();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace inkling
