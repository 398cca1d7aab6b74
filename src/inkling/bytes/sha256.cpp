#include "inkling/bytes/sha256.hpp"

// The functions of OpenSSL 1.1. They take no memory and load nothing, while EVP in OpenSSL 3 first
// sets up the whole library: thousands of allocations, and it crashes where one of them fails.
#define OPENSSL_API_COMPAT 10101
#include <openssl/sha.h>

#include <algorithm>
#include <array>

#include "inkling/base/buffer.hpp"
#include "inkling/base/check.hpp"
#include "inkling/bytes/file_impl.hpp"

namespace inkling {

struct Sha256::State {
    State() { INKLING_CHECK(SHA256_Init(&context) == 1); }

    SHA256_CTX context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::span<const std::uint8_t> bytes) {
    INKLING_CHECK(SHA256_Update(&state_->context, bytes.data(), bytes.size()) == 1);
}

std::string Sha256::hex() {
    static constexpr char digits[] = "0123456789abcdef";
    std::array<unsigned char, 32> digest = {};
    INKLING_CHECK(SHA256_Final(digest.data(), &state_->context) == 1);
    std::string text;
    for (const unsigned char byte : digest) text += {digits[byte >> 4], digits[byte & 15]};
    return text;
}

std::string sha256_hex(std::span<const std::uint8_t> bytes) {
    Sha256 hash;
    hash.update(bytes);
    return hash.hex();
}

Result<std::string> sha256_of_file(const std::string& path) {
    constexpr std::uint64_t piece_bytes = 256 * 1024;
    INKLING_TRY(InputFile file, InputFile::open(path, {.max_bytes = ~0ULL}));
    auto piece = Buffer<std::uint8_t>::uninitialised(piece_bytes);
    Sha256 hash;
    for (std::uint64_t left = file.size(); left > 0;) {
        const std::span<std::uint8_t> part(piece.data(), std::min(left, piece_bytes));
        INKLING_TRY_STATUS(file.read(part));
        hash.update(part);
        left -= part.size();
    }
    INKLING_TRY_STATUS(file.expect_end());
    return hash.hex();
}

}  // namespace inkling
