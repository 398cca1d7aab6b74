#include "inkling/network/architecture.hpp"

#include <gtest/gtest.h>

#include "inkling/network/network.hpp"
#include "inkling/network/workspace.hpp"

namespace inkling {
namespace {

TEST(Architecture, GoesThroughJsonUnchanged) {
    Architecture a;
    a.layers = {Flatten{},
                Dense{64, Activation::gelu, Initializer::he_normal},
                BatchNorm{0.95F, 1e-4F},
                Activate{Activation::tanh},
                Dropout{0.25F},
                Dense{10, Activation::softmax}};
    const std::string json = to_json(a);
    const Result<Architecture> back = architecture_from_json(json);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(to_json(*back), json);
    EXPECT_EQ(back->layers.size(), 6U);
}

TEST(Architecture, SaysWhatIsWrong) {
    const auto message = [](std::string_view json) {
        const auto result = architecture_from_json(json);
        return result ? std::string("accepted") : result.error().message;
    };
    const auto layers = [&](const std::string& text) {
        return message(R"({"input_shape":[28,28],"layers":[{"kind":"Flatten"},)" + text + "]}");
    };
    EXPECT_NE(message("[]").find("no JSON object"), std::string::npos);
    EXPECT_NE(message("{").find("no JSON object"), std::string::npos);
    EXPECT_NE(message(R"({"input_shape":[28,28],"layers":[]})").find("no layers"),
              std::string::npos);
    EXPECT_NE(message(R"({"input_shape":[28,-1],"layers":[]})").find("whole numbers"),
              std::string::npos);
    EXPECT_NE(layers(R"({"kind":"Conv2D"})").find("layer 2: unknown kind of layer 'Conv2D'"),
              std::string::npos);
    EXPECT_NE(layers(R"({"kind":"Dense","units":0,"activation":"relu","initializer":"automatic"})")
                  .find("layer 2: Dense wants"),
              std::string::npos);
    EXPECT_NE(
        layers(
            R"({"kind":"Dense","units":2147483648,"activation":"relu","initializer":"automatic"})")
            .find("layer 2"),
        std::string::npos);
    EXPECT_NE(
        layers(R"({"kind":"Dense","units":10,"activation":"swish","initializer":"automatic"})")
            .find("unknown activation 'swish'"),
        std::string::npos);
    EXPECT_NE(layers(R"({"kind":"Dropout","rate":1.5})").find("rate"), std::string::npos);
    EXPECT_NE(layers(R"({"kind":"Flatten"})").find("first layer"), std::string::npos);
}

TEST(Architecture, CapsWhatAFileMayAskFor) {
    Architecture many;
    many.layers.assign(1'000'000, Dense{10});
    EXPECT_FALSE(check(many));
    Architecture large;
    large.layers = {Flatten{}, Dense{1'000'000}, Dense{1'000'000}};
    const Status status = check(large);
    ASSERT_FALSE(status);
    EXPECT_NE(status.error().message.find("more than 100,000,000 weights"), std::string::npos);
    Architecture picture;
    picture.layers = {Dense{10}};
    EXPECT_FALSE(check(picture)) << "pictures must be flattened";
    Architecture flat;
    flat.input_shape = {784};
    flat.layers = {Dense{10}};
    EXPECT_TRUE(check(flat));
}

TEST(Network, HasTheShapesAndNamesOfKeras) {
    const Network network = Network::create(mlp({.hidden = {128, 64}}), 1).value();
    EXPECT_EQ(network.inputs(), 784U);
    EXPECT_EQ(network.outputs(), 10U);
    EXPECT_EQ(network.parameter_count(), 109'386U);
    ASSERT_EQ(network.parameters().size(), 6U);
    EXPECT_EQ(network.parameters()[0].name, "dense_1.kernel");
    EXPECT_EQ(network.parameters()[5].name, "dense_3.bias");
    const std::string summary = network.summary();
    for (const char* part : {"Flatten", "Dense (relu)", "(None, 28, 28)", "(None, 128)", "100,480",
                             "8,256", "650", "109,386"})
        EXPECT_NE(summary.find(part), std::string::npos) << part << "\n" << summary;
}

TEST(Network, NormalisationAddsWeightsThatAreNotTrained) {
    const Network network =
        Network::create(mlp({.hidden = {32}, .dropout = 0.1F, .batch_norm = true}), 1).value();
    EXPECT_EQ(network.parameter_count() - network.trainable_count(), 64U);
    EXPECT_EQ(network.parameters().back().name, "batch_normalization_1.moving_variance");
    EXPECT_FALSE(network.parameters().back().trainable);
    EXPECT_EQ(network.matrix(network.parameters().back())(0, 31), 1);
}

TEST(Network, SameSeedSameWeightsAndTheirScaleIsRight) {
    Architecture architecture;
    architecture.layers = {Flatten{}, Dense{400, Activation::relu, Initializer::he_normal},
                           Dense{10, Activation::softmax}};
    const Network a = Network::create(architecture, 5).value();
    EXPECT_EQ(a.weights_sha256(), Network::create(architecture, 5).value().weights_sha256());
    EXPECT_NE(a.weights_sha256(), Network::create(architecture, 6).value().weights_sha256());
    const auto variance = [&](std::size_t k) {
        const ConstMatrix m = a.matrix(a.parameters()[k]);
        double squares = 0;
        for (std::size_t r = 0; r < m.rows; ++r)
            for (std::size_t c = 0; c < m.columns; ++c) squares += double{m(r, c)} * m(r, c);
        return squares / static_cast<double>(m.rows * m.columns);
    };
    EXPECT_NEAR(variance(0), 2.0 / 784, 0.05 * 2.0 / 784);         // He
    EXPECT_NEAR(variance(2), 6.0 / 410 / 3, 0.1 * 6.0 / 410 / 3);  // Glorot, uniform
    EXPECT_EQ(a.matrix(a.parameters()[1])(0, 7), 0);               // bias
}

TEST(Network, BlankHasTheSameShapeAndNoRandomWeights) {
    const Architecture architecture = mlp({.hidden = {32}, .batch_norm = true});
    const Network drawn = Network::create(architecture, 5).value();
    const Network blank = Network::blank(architecture).value();
    ASSERT_EQ(blank.parameters().size(), drawn.parameters().size());
    for (std::size_t i = 0; i < blank.parameters().size(); ++i) {
        const Parameter& p = blank.parameters()[i];
        EXPECT_EQ(p.name, drawn.parameters()[i].name);
        EXPECT_EQ(p.offset, drawn.parameters()[i].offset);
        const bool is_one = p.name.ends_with(".gamma") || p.name.ends_with(".moving_variance");
        EXPECT_EQ(blank.matrix(p)(0, 0), is_one ? 1.0F : 0.0F) << p.name;
    }
}

TEST(Network, AnswersAlikeForOneImageAndForMany) {
    const Network network =
        Network::create(mlp({.hidden = {50, 20}, .activation = Activation::gelu}), 5).value();
    Workspace many(network, 40), one(network, 1), plain(network, 40, Use::answer, InputForm::dense);
    std::vector<std::vector<std::uint8_t>> images(40, std::vector<std::uint8_t>(784));
    for (std::size_t r = 0; r < 40; ++r) {
        for (std::size_t c = 0; c < 784; ++c)
            images[r][c] = static_cast<std::uint8_t>((r * 31 + c * 17) % 5 == 0 ? c % 250 : 0);
        many.set_pixels(r, images[r]);
        plain.set_pixels(r, images[r]);
    }
    const ConstMatrix all = network.answer(many, 40), dense = network.answer(plain, 40);
    for (std::size_t r = 0; r < 40; ++r) {
        one.set_pixels(0, images[r]);
        const ConstMatrix single = network.answer(one, 1);
        double sum = 0;
        for (std::size_t c = 0; c < 10; ++c) {
            EXPECT_EQ(single(0, c), all(r, c));
            EXPECT_EQ(dense(r, c), all(r, c));
            sum += single(0, c);
        }
        EXPECT_NEAR(sum, 1, 1e-6);
    }
}

}  // namespace
}  // namespace inkling
