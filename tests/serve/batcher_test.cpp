#include "inkling/serve/batcher.hpp"

#include <gtest/gtest.h>

namespace inkling {
namespace {

struct Fixture : testing::Test {
    ServedModel served(std::uint64_t seed) {
        Model model{Network::create(mlp({.hidden = {16}}), seed).value()};
        for (int i = 0; i < 10; ++i) model.classes.push_back(std::to_string(i));
        return {Reader::from(std::move(model)).value(), "test", std::to_string(seed), 0};
    }
    Batcher batcher(std::size_t max_batch, std::size_t max_queue, int wait = 0) {
        return Batcher({slot, metrics, queued, max_batch, wait, max_queue,
                        [this](int microseconds) { schedules.push_back(microseconds); }});
    }
    /// `rows` images that differ from each other and from those of other seeds.
    std::string pixels(std::size_t rows, unsigned seed) {
        std::string bytes(rows * 784, '\0');
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = static_cast<char>((i * (seed + 3) + i / 784 * 31) % 251);
        return bytes;
    }

    ModelSlot slot{std::make_shared<const ServedModel>(served(1)),
                   [this] { return Result<ServedModel>(served(2)); }};
    Metrics metrics;
    std::atomic<std::size_t> queued{0};
    std::vector<int> schedules;
};

TEST_F(Fixture, AnswersDoNotDependOnTheBatch) {
    std::vector<std::string> inputs;
    std::vector<std::vector<float>> alone, together;
    const std::size_t sizes[] = {1, 5, 1, 9, 3};
    for (unsigned i = 0; i < 5; ++i) inputs.push_back(pixels(sizes[i], i));
    const auto keep = [](std::vector<std::vector<float>>& out) {
        return [&out](const ServedModel&, std::span<const float> p) {
            out.emplace_back(p.begin(), p.end());
        };
    };
    for (unsigned i = 0; i < 5; ++i) {
        Batcher one = batcher(64, 100);
        InferJob job{.pixels = inputs[i], .rows = sizes[i], .done = keep(alone)};
        ASSERT_TRUE(one.submit(job));
        one.flush();
    }
    Batcher small = batcher(4, 100);
    for (unsigned i = 0; i < 5; ++i) {
        InferJob job{.pixels = inputs[i], .rows = sizes[i], .done = keep(together)};
        ASSERT_TRUE(small.submit(job));
    }
    EXPECT_EQ(queued, 19U);
    small.flush();
    EXPECT_EQ(queued, 0U);
    ASSERT_EQ(alone.size(), 5U);
    EXPECT_EQ(alone, together);
    EXPECT_EQ(alone[3].size(), 90U);
    EXPECT_NE(alone[0], alone[2]);
}

TEST_F(Fixture, AFullQueueLeavesTheJobAlone) {
    Batcher full = batcher(64, 2);
    const std::string bytes = pixels(2, 0);
    int answers = 0;
    const auto count = [&](const ServedModel&, std::span<const float>) { ++answers; };
    InferJob job{.pixels = bytes, .rows = 2, .done = count};
    ASSERT_TRUE(full.submit(job));
    InferJob late{.pixels = bytes, .rows = 1, .done = count};
    EXPECT_FALSE(full.submit(late));
    EXPECT_TRUE(late.done);
    EXPECT_EQ(metrics.queue_full, 1U);
    full.flush();
    EXPECT_EQ(answers, 1);
    EXPECT_TRUE(full.submit(late));
}

TEST_F(Fixture, WaitsOnlyWhenAskedTo) {
    const std::string bytes = pixels(1, 0);
    const auto submit = [&](Batcher& to) {
        InferJob job{.pixels = bytes, .rows = 1, .done = [](auto&&...) {}};
        ASSERT_TRUE(to.submit(job));
    };
    Batcher eager = batcher(2, 9);
    submit(eager);
    submit(eager);
    EXPECT_EQ(schedules, std::vector<int>({0}));
    schedules.clear();
    Batcher patient = batcher(2, 9, 500);
    submit(patient);
    EXPECT_EQ(schedules, std::vector<int>({500}));
    submit(patient);  // the batch is full
    EXPECT_EQ(schedules, std::vector<int>({500, 0}));
}

TEST_F(Fixture, ANewModelAnswersFromTheNextBatchOn) {
    Batcher one = batcher(4, 9);
    const std::string bytes = pixels(1, 0);
    std::vector<std::string> names;
    const auto ask = [&] {
        InferJob job{.pixels = bytes, .rows = 1, .done = [&](const ServedModel& m, auto&&) {
                         names.push_back(m.sha256);
                     }};
        ASSERT_TRUE(one.submit(job));
        one.flush();
    };
    ask();
    ASSERT_TRUE(slot.reload());
    ask();
    EXPECT_EQ(names, std::vector<std::string>({"1", "2"}));
}

}  // namespace
}  // namespace inkling
