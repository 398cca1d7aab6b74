#include "inkling/serve/router.hpp"

#include <gtest/gtest.h>

namespace inkling {
namespace {

Router two_routes() {
    Router router;
    router.add({"GET", "/v2/models/{m}", "model", BodyKind::none, Need::reader, {}});
    router.add({"POST", "/v2/models/{m}/infer", "infer", BodyKind::tensor, Need::reader, {}});
    router.add({"GET", "/", "page", BodyKind::none, Need::nothing, {}});
    return router;
}

TEST(Router, FindsByMethodAndPath) {
    const Router router = two_routes();
    EXPECT_EQ(router.find("POST", "/v2/models/digits/infer").route->name, "infer");
    EXPECT_EQ(router.find("HEAD", "/v2/models/digits").route->name, "model");
    EXPECT_EQ(router.find("GET", "/").index, 2U);
    for (const char* path : {"", "/v2", "/v2/models/", "/v2/models/a/b", "/v2/models/a/infer/",
                             "//v2/models/a", "v2/models/a", "/x"})
        EXPECT_EQ(router.find("GET", path).route, nullptr) << path;
}

TEST(Router, TellsWhichMethodsThereAre) {
    EXPECT_EQ(two_routes().find("PUT", "/v2/models/digits").allowed, "GET, HEAD");
    EXPECT_EQ(two_routes().find("GET", "/v2/models/digits/infer").allowed, "POST");
    EXPECT_EQ(two_routes().find("GET", "/none").allowed, "");
}

TEST(Router, PartsOfAPath) {
    Request request;
    request.path = "/v2/models/digits/versions/1";
    EXPECT_EQ(path_part(request, 2), "digits");
    EXPECT_EQ(path_part(request, 4), "1");
    EXPECT_EQ(path_part(request, 5), "1");
}

TEST(Router, BodiesByKind) {
    Request request;
    const auto status = [&](BodyKind kind) { return check_body(kind, request, 10, 20).status; };
    EXPECT_EQ(status(BodyKind::json), 415);
    EXPECT_EQ(status(BodyKind::none), 0);
    request.content_type = "application/json; charset=utf-8";
    EXPECT_EQ(status(BodyKind::json), 0);
    EXPECT_EQ(status(BodyKind::tensor), 0);
    EXPECT_EQ(status(BodyKind::picture), 415);
    request.content_type = "image/png";
    EXPECT_EQ(status(BodyKind::picture), 0);
    EXPECT_EQ(status(BodyKind::tensor), 415);
    request.content_encoding = "gzip";
    EXPECT_EQ(status(BodyKind::picture), 415);
    EXPECT_EQ(check_body(BodyKind::picture, request, 10, 20).limit, 20U);
    EXPECT_EQ(check_body(BodyKind::json, request, 10, 20).limit, 10U);
}

}  // namespace
}  // namespace inkling
