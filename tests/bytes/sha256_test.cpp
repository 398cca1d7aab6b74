#include "inkling/bytes/sha256.hpp"

#include "bytes/bytes_support.hpp"

namespace inkling {
namespace {

// FIPS 180-4, examples of NIST's "Secure Hashing" page.
constexpr const char* of_nothing =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr const char* of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr const char* of_a_million_a =
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

TEST(Sha256, AgreesWithTheStandard) {
    EXPECT_EQ(sha256_hex({}), of_nothing);
    EXPECT_EQ(sha256_hex(test::bytes_of("abc")), of_abc);
    EXPECT_EQ(sha256_hex(Bytes(1'000'000, 'a')), of_a_million_a);
}

TEST(Sha256, DoesNotDependOnThePieces) {
    const Bytes bytes(1'000'000, 'a');
    for (const std::size_t piece : {1'000U, 63U, 64U, 65U}) {
        Sha256 hash;
        for (std::size_t at = 0; at < bytes.size(); at += piece)
            hash.update(std::span(bytes).subspan(at, std::min(piece, bytes.size() - at)));
        EXPECT_EQ(hash.hex(), of_a_million_a);
    }
}

TEST(Sha256, OfAFile) {
    const test::Scratch scratch;
    test::put(scratch / "a", Bytes(1'000'000, 'a'));
    test::put(scratch / "nothing", {});
    EXPECT_EQ(sha256_of_file(scratch / "a").value(), of_a_million_a);
    EXPECT_EQ(sha256_of_file(scratch / "nothing").value(), of_nothing);
    EXPECT_ERROR(sha256_of_file(scratch / "missing"), ErrorCode::file, "No such file");
}

}  // namespace
}  // namespace inkling
