#include "inkling/serve/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inkling {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Metrics, LoopsAreAddedUp) {
    Metrics a, b;
    a.count(0, 200, 40);
    b.count(0, 200, 60);
    b.count(1, 503, 2'000'000);
    b.count(max_routes, 404, 1);
    b.count(0, 999, 1);
    const Metrics* loops[] = {&a, &b};
    const std::string names[] = {"infer", "read"};
    const std::string text = prometheus_text(loops, names, {.model_name = "a \"b\""});
    EXPECT_THAT(text, HasSubstr("requests_total{route=\"infer\",code=\"200\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("requests_total{route=\"infer\",code=\"500\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("requests_total{route=\"read\",code=\"503\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("requests_total{route=\"none\",code=\"404\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("seconds_bucket{route=\"infer\",le=\"5e-05\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("seconds_bucket{route=\"infer\",le=\"0.0001\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("seconds_bucket{route=\"read\",le=\"+Inf\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("seconds_count{route=\"read\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("name=\"a \\\"b\\\"\""));
}

TEST(Metrics, EveryFamilyIsDeclaredOnce) {
    Metrics one;
    one.count(0, 200, 1);
    const Metrics* loops[] = {&one};
    const std::string names[] = {"infer"};
    const std::string text = prometheus_text(loops, names, {});
    std::vector<std::string> families;
    std::size_t at = 0;
    while ((at = text.find("# TYPE ", at)) != std::string::npos) {
        at += 7;
        families.push_back(text.substr(at, text.find(' ', at) - at));
    }
    EXPECT_GE(families.size(), 10U);
    for (const auto& family : families)
        EXPECT_EQ(std::count(families.begin(), families.end(), family), 1) << family;
}

}  // namespace
}  // namespace inkling
