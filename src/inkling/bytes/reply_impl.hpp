// What a server answered: the headers that matter to a download, and the start of the body. Not a
// public header.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace inkling {

class Reply {
  public:
    /// A header line; a status line starts a new answer, as after a redirection.
    void header(std::string_view line);
    /// A piece of the body.
    void body(std::span<const std::uint8_t> piece);

    /// 0 for file://.
    [[nodiscard]] int status() const noexcept { return status_; }
    [[nodiscard]] bool is_error() const noexcept {
        return status_ != 0 && status_ != 200 && status_ != 206;
    }
    /// A page for people, where data was asked for: by its type, or by how it starts.
    [[nodiscard]] bool is_html() const;
    /// "got text/html, 5,120 bytes, starts '<html'".
    [[nodiscard]] std::string describe_page() const;
    /// Whether the body goes on at byte `start` of the file.
    [[nodiscard]] bool continues_at(std::uint64_t start) const noexcept;
    /// Length of the whole file; 0: not told.
    [[nodiscard]] std::uint64_t total_bytes() const noexcept { return total_bytes_; }
    [[nodiscard]] std::uint64_t body_bytes() const noexcept { return body_bytes_; }

  private:
    void content_range(std::string_view value);

    int status_ = 0;
    std::string type_;
    std::string start_;
    std::uint64_t total_bytes_ = 0;
    std::uint64_t range_start_ = 0;
    std::uint64_t declared_bytes_ = 0;
    std::uint64_t body_bytes_ = 0;
};

}  // namespace inkling
