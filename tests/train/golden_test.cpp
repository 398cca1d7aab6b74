// Whole training steps against an independent twin in float64
// (tests/golden/make_training_steps.py).
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "inkling/train/learner.hpp"

namespace inkling {
namespace {

using Json = nlohmann::json;

float number(std::size_t i, std::size_t seed, double scale) {
    const auto k = static_cast<double>((i * 7919 + seed * 104729) % 257);
    return static_cast<float>((k - 128) / 128 * scale);
}

Recipe recipe_of(const Json& c) {
    Recipe recipe;
    recipe.layers.hidden = {c["sizes"][1], c["sizes"][2]};
    recipe.layers.classes = c["sizes"][3];
    recipe.layers.activation = activation_named(c["activation"].get<std::string>()).value();
    recipe.layers.batch_norm = c["batch_norm"];
    const std::string optimizer = c["optimizer"];
    recipe.optimizer.kind = optimizer_named(optimizer == "nesterov" ? "sgd" : optimizer).value();
    recipe.optimizer.momentum = 0.9F;
    recipe.optimizer.nesterov = optimizer == "nesterov";
    recipe.optimizer.learning_rate = 0.01F;
    recipe.label_smoothing = c["label_smoothing"];
    recipe.l2 = c["l2"];
    recipe.clip_norm = c["clip_norm"];
    recipe.batch_size = c["batch"];
    return recipe;
}

Network network_of(const Json& c, const Recipe& recipe) {
    Architecture architecture = mlp(recipe.layers);
    architecture.input_shape = {c["sizes"][0].get<std::size_t>()};
    Network network = Network::create(architecture, 1).value();
    std::size_t kernel = 10, bias = 20;
    for (const Parameter& p : network.parameters()) {
        const Matrix m = network.matrix(p);
        const bool is_kernel = p.name.ends_with(".kernel"), is_bias = p.name.ends_with(".bias");
        if (!is_kernel && !is_bias) continue;
        const std::size_t seed = is_kernel ? kernel++ : bias++;
        for (std::size_t i = 0; i < p.rows * p.columns; ++i)
            m(i / p.columns, i % p.columns) = number(i, seed, is_kernel ? 0.5 : 0.25);
    }
    return network;
}

TEST(Golden, TrainingStepsAgreeWithTheTwin) {
    std::ifstream file(INKLING_SOURCE_DIR "/tests/golden/training_steps.json");
    const Json cases = Json::parse(file);
    ASSERT_EQ(cases.size(), 6U);
    for (const Json& c : cases) {
        const Recipe recipe = recipe_of(c);
        Network network = network_of(c, recipe);
        ThreadPool pool(3);
        Learner learner(network, recipe, pool);
        const auto rows = c["batch"].get<std::size_t>();
        const auto columns = c["sizes"][0].get<std::size_t>();
        for (std::size_t s = 0; s < c["losses"].size(); ++s) {
            std::vector<std::uint8_t> labels(rows);
            for (std::size_t r = 0; r < rows; ++r)
                labels[r] = static_cast<std::uint8_t>((r * 7 + s) % network.outputs());
            const auto fill = [&](Workspace& workspace, std::size_t begin, std::size_t end) {
                std::vector<float> values(columns);
                for (std::size_t r = begin; r < end; ++r) {
                    for (std::size_t k = 0; k < columns; ++k)
                        values[k] = number(r * columns + k, 100 + s, 1);
                    workspace.set_values(r, values);
                }
            };
            const StepOutcome outcome = learner.step({labels, fill}, 1);
            EXPECT_NEAR(outcome.loss, c["losses"][s].get<double>(), 2e-6) << c["optimizer"];
        }
        ASSERT_EQ(c["parameters"].size(), network.parameters().size());
        for (std::size_t k = 0; k < network.parameters().size(); ++k) {
            const Parameter& p = network.parameters()[k];
            const auto& truth = c["parameters"][k];
            ASSERT_EQ(truth.size(), p.rows * p.columns) << p.name;
            for (std::size_t i = 0; i < truth.size(); ++i)
                ASSERT_NEAR(network.matrix(p)(i / p.columns, i % p.columns), truth[i].get<double>(),
                            1e-5)
                    << c["activation"] << ' ' << c["optimizer"] << ' ' << p.name << '[' << i << ']';
        }
    }
}

}  // namespace
}  // namespace inkling
