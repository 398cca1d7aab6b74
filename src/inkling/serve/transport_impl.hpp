// The bytes of a connection, plain or TLS, without waiting: each call does what can be done at once
// and says what to wait for.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "inkling/base/result.hpp"

namespace inkling {

enum class Transfer { done, wait_readable, wait_writable, closed };

struct Transferred {
    Transfer state = Transfer::closed;
    std::size_t bytes = 0;  ///< where the state is `done`
};

class Transport {
  public:
    Transport() = default;
    virtual ~Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    virtual Transferred read(std::span<char> room) = 0;
    virtual Transferred write(std::string_view bytes) = 0;
    /// Tells the other end that nothing more will come.
    virtual void finish() = 0;
};

/// Makes the transport of an accepted, non-blocking descriptor, which it does not own.
class TransportFactory {
  public:
    /// Plain where both names are empty. File or data error where the files are of no use.
    static Result<TransportFactory> create(const std::string& certificate, const std::string& key);
    [[nodiscard]] std::unique_ptr<Transport> make(int descriptor) const;
    [[nodiscard]] bool encrypts() const noexcept { return context_ != nullptr; }

  private:
    std::shared_ptr<void> context_;
};

}  // namespace inkling
