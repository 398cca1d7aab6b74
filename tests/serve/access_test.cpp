#include "inkling/serve/access.hpp"

#include <gtest/gtest.h>

namespace inkling {
namespace {

Request from(std::string_view host, std::string_view origin = {}, bool local = true) {
    Request request;
    request.host = host;
    request.hosts = 1;
    request.origin = origin;
    request.local_peer = local;
    return request;
}

TEST(Access, NamesOfThisMachine) {
    for (const char* host : {"localhost", "LOCALHOST:80", "127.0.0.1", "127.0.0.1:8080",
                             "127.1.2.3", "[::1]", "[::1]:65535"})
        EXPECT_TRUE(names_this_machine(host)) << host;
    for (const char* host :
         {"", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:80", "[::2]",
          "[::1]x", "localhost:", "localhost:80x", "128.0.0.1", "127.0.0.1:1234567", "[::1"})
        EXPECT_FALSE(names_this_machine(host)) << host;
}

TEST(Access, LoopbackAnswersToItsOwnNameOnly) {
    const AccessPolicy policy{.loopback = true};
    EXPECT_EQ(check_access(policy, from("localhost:8080"), Need::reader).status, 0);
    EXPECT_EQ(check_access(policy, from("evil.example"), Need::nothing).status, 421);
    EXPECT_EQ(check_access({.loopback = false}, from("digits.example"), Need::reader).status, 0);
}

TEST(Access, PagesOfOtherSitesAreRefused) {
    const AccessPolicy policy{.loopback = true};
    EXPECT_EQ(check_access(policy, from("localhost:1", "http://localhost:1"), Need::owner).status,
              0);
    for (const char* origin : {"http://evil.example", "null", "http://localhost:2", "localhost:1"})
        EXPECT_EQ(check_access(policy, from("localhost:1", origin), Need::nothing).status, 403)
            << origin;
}

TEST(Access, HostMustBeThereOnce) {
    Request twice = from("localhost");
    twice.hosts = 2;
    EXPECT_EQ(check_access({}, twice, Need::nothing).status, 400);
    Request none;
    EXPECT_EQ(check_access({}, none, Need::nothing).status, 400);
    none.http_1_0 = true;
    EXPECT_EQ(check_access({}, none, Need::nothing).status, 0);
}

TEST(Access, TheToken) {
    const AccessPolicy policy{.loopback = false, .token = "sesame"};
    Request request = from("digits.example", {}, false);
    EXPECT_EQ(check_access(policy, request, Need::nothing).status, 0);
    EXPECT_EQ(check_access(policy, request, Need::reader).status, 401);
    for (const char* wrong :
         {"sesame", "Bearer", "Bearer ", "Bearer sesam", "Bearer sesame1", "Basic sesame"}) {
        request.authorization = wrong;
        EXPECT_EQ(check_access(policy, request, Need::owner).status, 401) << wrong;
    }
    request.authorization = "bearer sesame";
    EXPECT_EQ(check_access(policy, request, Need::owner).status, 0);
}

TEST(Access, OwnersWithoutATokenAreOnThisMachine) {
    const AccessPolicy open{.loopback = false};
    EXPECT_EQ(check_access(open, from("digits.example", {}, false), Need::reader).status, 0);
    EXPECT_EQ(check_access(open, from("digits.example", {}, false), Need::owner).status, 403);
    // A proxy on this machine passes strangers on under its public name.
    EXPECT_EQ(check_access(open, from("digits.example", {}, true), Need::owner).status, 403);
    EXPECT_EQ(check_access(open, from("localhost", {}, true), Need::owner).status, 0);
}

}  // namespace
}  // namespace inkling
