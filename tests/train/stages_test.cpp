// Where threads wait for each other: as seldom as the layers allow.
#include "inkling/train/stages.hpp"

#include <gtest/gtest.h>

#include "inkling/network/network.hpp"

namespace inkling {
namespace {

/// "c0-1 r2-5": stages with their split and their operations.
std::string text_of(const std::vector<Stage>& stages) {
    std::string text;
    for (const Stage& stage : stages)
        text += (text.empty() ? "" : " ") + std::string(stage.by_columns ? "c" : "r") +
                std::to_string(stage.first) + "-" + std::to_string(stage.last);
    return text;
}

struct Ways {
    std::string forward, backward;
};
/// Softmax is part of the loss.
Ways ways_of(const MlpOptions& options, InputForm form = InputForm::sparse) {
    const Network network = Network::create(mlp(options), 1).value();
    const Workspace workspace(network, 8, Use::train, form);
    const auto operations = network.operations().first(network.operations().size() - 1);
    return {text_of(forward_stages(operations, workspace)),
            text_of(backward_stages(operations, workspace))};
}

TEST(Stages, ThePlainNetWaitsOnceBeforeItsGradients) {
    // 0 Dense, 1 ReLU, 2 Dense, 3 ReLU, 4 Dense
    const auto [forward, backward] = ways_of({.hidden = {128, 64}});
    EXPECT_EQ(forward, "r0-4");
    EXPECT_EQ(backward, "r4-1");
}

TEST(Stages, LargeDenseLayersAreSplitByColumns) {
    const auto [forward, backward] = ways_of({.hidden = {256, 256}}, InputForm::dense);
    EXPECT_EQ(forward, "c0-1 c2-3 r4-4");
    EXPECT_EQ(backward, "r4-3 c2-1");
}

TEST(Stages, NormalisationGoesWithTheColumnsOfItsLayer) {
    // 0 Dense, 1 BatchNorm, 2 ReLU, 3 Dense, 4 BatchNorm, 5 ReLU, 6 Dense
    const auto [forward, backward] = ways_of({.hidden = {32, 16}, .batch_norm = true});
    EXPECT_EQ(forward, "c0-2 c3-5 r6-6");
    EXPECT_EQ(backward, "c6-4 c3-1");
}

TEST(Stages, DropoutIsSplitByRows) {
    // 0 Dense, 1 BatchNorm, 2 ReLU, 3 Dropout, 4 Dense
    const auto [forward, backward] = ways_of({.hidden = {32}, .dropout = 0.5F, .batch_norm = true});
    EXPECT_EQ(forward, "c0-2 r3-4");
    EXPECT_EQ(backward, "r4-2 c1-1");
}

TEST(Stages, SharesCoverAllWithoutOverlap) {
    for (const int parts : {1, 2, 3, 7})
        for (const std::size_t count : {0U, 1U, 15U, 16U, 17U, 128U}) {
            std::size_t next = 0;
            for (int part = 0; part < parts; ++part) {
                const Range range = Share{part, parts}.of(count, 16);
                EXPECT_EQ(range.begin, next);
                EXPECT_TRUE(range.begin % 16 == 0 || range.begin == count);
                next = range.end;
            }
            EXPECT_EQ(next, count);
        }
}

}  // namespace
}  // namespace inkling
