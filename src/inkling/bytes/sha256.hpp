// SHA-256 (FIPS 180-4) of bytes and files, as 64 lower-case hexadecimal digits.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "inkling/base/result.hpp"

namespace inkling {

std::string sha256_hex(std::span<const std::uint8_t> bytes);

/// Of a whole regular file, read piece by piece. Errors as for read_file().
Result<std::string> sha256_of_file(const std::string& path);

/// The same over several pieces.
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void update(std::span<const std::uint8_t> bytes);
    /// The digest of all pieces so far. Ends the computation: call it once, and last.
    std::string hex();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace inkling
