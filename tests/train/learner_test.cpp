// Each layer's way back against numerical derivatives, and the same bits for any number of threads.
#include "inkling/train/learner.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "inkling/base/rng.hpp"
#include "inkling/tensor/kernels.hpp"

namespace inkling {
namespace {

constexpr std::size_t columns = 6, classes = 3, rows = 11;

struct Samples {
    MatrixBuffer x{rows, columns};
    std::vector<std::uint8_t> y = std::vector<std::uint8_t>(rows);

    Samples() {
        Rng rng(5, Purpose::test);
        for (std::size_t r = 0; r < rows; ++r) {
            for (std::size_t c = 0; c < columns; ++c)
                x.view()(r, c) = rng.chance(0.3F) ? 0 : rng.normal();
            y[r] = static_cast<std::uint8_t>(rng.below(classes));
        }
    }
    [[nodiscard]] Batch batch() const {
        return {y, [this](Workspace& workspace, std::size_t begin, std::size_t end) {
                    for (std::size_t r = begin; r < end; ++r)
                        workspace.set_values(r, {x.view().row(r), columns});
                }};
    }
};

/// Dense → `layers` → Dense → `top`: the first layer's gradients pass through all of them.
Architecture around(std::vector<LayerSpec> layers, Activation top) {
    Architecture architecture;
    architecture.input_shape = {columns};
    architecture.layers.emplace_back(Dense{5});
    architecture.layers.insert(architecture.layers.end(), layers.begin(), layers.end());
    architecture.layers.emplace_back(Dense{classes, top});
    return architecture;
}

void check_gradients(const Architecture& architecture, Loss loss) {
    Recipe recipe;
    recipe.loss = loss;
    recipe.batch_size = rows;
    recipe.label_smoothing = 0.1F;
    Network network = Network::create(architecture, 3).value();
    ThreadPool pool(2);
    Learner learner(network, recipe, pool);
    const Samples samples;
    const Batch batch = samples.batch();
    (void)learner.compute_gradients(batch, 1);
    const std::vector<float> gradients(learner.gradients().begin(), learner.gradients().end());
    std::size_t compared = 0;
    for (const Parameter& p : network.parameters()) {
        if (!p.trainable) continue;
        for (std::size_t r = 0; r < p.rows; ++r)
            for (std::size_t c = 0; c < p.columns; ++c) {
                const std::size_t at = p.offset + r * padded(p.columns) + c;
                float& weight = network.weights()[at];
                const float old = weight, h = 4e-3F;
                weight = old + h;
                const double above = learner.compute_gradients(batch, 1).loss;
                weight = old - h;
                const double below = learner.compute_gradients(batch, 1).loss;
                weight = old;
                const double slope = (above - below) / (2 * static_cast<double>(h));
                ASSERT_NEAR(gradients[at], slope, 4e-4 + 5e-3 * std::fabs(slope))
                    << p.name << " (" << r << ", " << c << ')';
                ++compared;
            }
        for (std::size_t c = p.columns; c < padded(p.columns); ++c)
            ASSERT_EQ(gradients[p.offset + c], 0) << "padding of " << p.name;
    }
    EXPECT_EQ(compared, network.trainable_count());
}

struct GradientCase {
    const char* name;
    std::vector<LayerSpec> layers;
};

class Gradients : public ::testing::TestWithParam<GradientCase> {};

TEST_P(Gradients, AreTheNumericalDerivatives) {
    check_gradients(around(GetParam().layers, Activation::softmax), Loss::categorical_crossentropy);
    check_gradients(around(GetParam().layers, Activation::softmax), Loss::mean_squared_error);
    check_gradients(around(GetParam().layers, Activation::sigmoid), Loss::mean_squared_error);
}

INSTANTIATE_TEST_SUITE_P(
    Layers, Gradients,
    ::testing::Values(
        GradientCase{"Linear", {}}, GradientCase{"Tanh", {Activate{Activation::tanh}}},
        GradientCase{"Sigmoid", {Activate{Activation::sigmoid}}},
        GradientCase{"Gelu", {Activate{Activation::gelu}}},
        GradientCase{"LeakyRelu", {Activate{Activation::leaky_relu}}},
        GradientCase{"Relu", {Activate{Activation::relu}}},
        GradientCase{"Softmax", {Activate{Activation::softmax}}},
        GradientCase{"Dropout", {Dropout{0.4F}}}, GradientCase{"BatchNorm", {BatchNorm{}}},
        GradientCase{"TwoNorms", {BatchNorm{}, Dense{4, Activation::tanh}, BatchNorm{}}},
        GradientCase{"ActivationAfterActivation",
                     {Activate{Activation::tanh}, Activate{Activation::sigmoid}}},
        GradientCase{"DropoutAfterTanh", {Activate{Activation::tanh}, Dropout{0.3F}}},
        GradientCase{"Deep",
                     {Dense{7, Activation::gelu}, BatchNorm{}, Dense{4, Activation::tanh}}}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Learner, LayersThatCannotComeSecondComeFirst) {
    Architecture norm_first;
    norm_first.input_shape = {columns};
    norm_first.layers = {BatchNorm{}, Dense{classes, Activation::softmax}};
    check_gradients(norm_first, Loss::categorical_crossentropy);
    Architecture activation_first;
    activation_first.input_shape = {columns};
    activation_first.layers = {Activate{Activation::tanh}, Dropout{0.2F},
                               Dense{classes, Activation::softmax}};
    check_gradients(activation_first, Loss::categorical_crossentropy);
    Architecture norm_last;
    norm_last.input_shape = {columns};
    norm_last.layers = {Dense{classes}, BatchNorm{}, Activate{Activation::softmax}};
    check_gradients(norm_last, Loss::categorical_crossentropy);
}

struct Net {
    MlpOptions layers;
    float clip_norm;  ///< with it, gradients are collected before the first weight changes
    int steps;
};
/// Small layers, and large ones whose columns are split; with and without normalisation.
const Net nets[] = {
    {{.hidden = {33, 20}, .classes = classes, .dropout = 0.2F, .batch_norm = true}, 0.5F, 30},
    {{.hidden = {33, 20}, .classes = classes, .batch_norm = true}, 0, 30},
    {{.hidden = {19}, .classes = classes, .activation = Activation::gelu}, 0, 30},
    {{.hidden = {260, 130}, .classes = classes}, 0, 2},
};

std::string trained_hash(const Net& net, int threads, InputForm form,
                         Precision precision = Precision::fp32) {
    Recipe recipe;
    recipe.precision = precision;
    recipe.layers = net.layers;
    recipe.batch_size = rows;
    recipe.l2 = 1e-3F;
    recipe.clip_norm = net.clip_norm;
    recipe.ema = 0.9F;
    Architecture architecture = mlp(recipe.layers);
    architecture.input_shape = {columns};
    Network network = Network::create(architecture, 7).value();
    ThreadPool pool(threads);
    Learner learner(network, recipe, pool, form);
    const Samples samples;
    for (int i = 0; i < net.steps; ++i) (void)learner.step(samples.batch(), 1);
    return network.weights_sha256();
}

TEST(Learner, SameBitsForAnyNumberOfThreadsAndEachKernelPath) {
    const std::string before = kernels().path;
    for (const Net& net : nets) {
        const std::string expected = trained_hash(net, 1, InputForm::sparse);
        for (const auto path : available_kernels()) {
            ASSERT_TRUE(force_kernels(path));
            for (const int threads : {1, 2, 3, 7})
                EXPECT_EQ(trained_hash(net, threads, InputForm::sparse), expected)
                    << path << ", " << threads << ", net " << &net - nets;
            EXPECT_EQ(trained_hash(net, 2, InputForm::dense), expected)
                << path << ", zeros not skipped, net " << &net - nets;
        }
        ASSERT_TRUE(force_kernels(before));
    }
}

TEST(Learner, InBf16TheBitsAreTheSameForAnyNumberOfThreads) {
    if (bf16_gemm() == nullptr) GTEST_SKIP() << "no AVX512-BF16";
    for (const Net& net : nets) {
        const std::string one = trained_hash(net, 1, InputForm::dense, Precision::bf16);
        EXPECT_NE(one, trained_hash(net, 1, InputForm::dense));
        for (const int threads : {2, 3, 7})
            EXPECT_EQ(trained_hash(net, threads, InputForm::dense, Precision::bf16), one)
                << threads << ", net " << &net - nets;
    }
}

TEST(Learner, CollectedGradientsAndThoseUsedAtOnceGiveTheSameWeights) {
    Net net = nets[1];
    const std::string at_once = trained_hash(net, 2, InputForm::sparse);
    net.clip_norm = 1e9F;
    EXPECT_EQ(trained_hash(net, 2, InputForm::sparse), at_once);
}

TEST(Learner, LearnsAndFollowsWithTheAverage) {
    Recipe recipe;
    recipe.layers = {.hidden = {16}, .classes = classes};
    recipe.batch_size = rows;
    recipe.ema = 0.5F;
    recipe.optimizer.learning_rate = 0.01F;
    Architecture architecture = mlp(recipe.layers);
    architecture.input_shape = {columns};
    Network network = Network::create(architecture, 7).value();
    ThreadPool pool(1);
    Learner learner(network, recipe, pool);
    const Samples samples;
    const double first = learner.step(samples.batch(), 1).loss;
    StepOutcome last;
    for (int i = 0; i < 300; ++i) last = learner.step(samples.batch(), 1);
    EXPECT_LT(last.loss, first / 5);
    EXPECT_EQ(last.correct, rows);
    double distance = 0;
    for (std::size_t i = 0; i < network.weights().size(); ++i)
        distance =
            std::max(distance, std::fabs(double{learner.average()[i]} - network.weights()[i]));
    EXPECT_GT(distance, 0);
    EXPECT_LT(distance, 0.05);
}

}  // namespace
}  // namespace inkling
