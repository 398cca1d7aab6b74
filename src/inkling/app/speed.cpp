#include "inkling/app/speed.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>

#include "inkling/data/augment.hpp"
#include "inkling/network/network.hpp"
#include "inkling/predict/predictor.hpp"
#include "inkling/tensor/features.hpp"
#include "inkling/tensor/kernels.hpp"
#include "inkling/train/learner.hpp"

namespace inkling {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The shortest of many calls: others use the machine as well, and only ever make it slower.
template <class F>
double fastest(const SpeedTest& test, F&& work) {
    work();  // memory is touched, threads are awake
    double best = 1e9;
    const Clock::time_point start = Clock::now();
    do {
        const Clock::time_point begin = Clock::now();
        work();
        best = std::min(best, seconds_since(begin));
    } while (seconds_since(start) < test.seconds);
    return best;
}

Network network_of(const SpeedTest& test, const Recipe& recipe) {
    Architecture architecture = mlp(recipe.layers);
    architecture.input_shape = {test.images.height, test.images.width};
    return Network::create(std::move(architecture), recipe.seed).value();
}

/// Operations of the matrix products for one sample: forward, the way back but for the first
/// layer, and the gradients.
double operations_a_sample(const Network& network) {
    double products = 0;
    bool first = true;
    for (const Parameter& p : network.parameters()) {
        if (!p.decays) continue;
        products += static_cast<double>(p.rows * p.columns) * (first ? 2 : 3);
        first = false;
    }
    return 2 * products;
}

}  // namespace

double peak_gflops(const SpeedTest& test, ThreadPool& pool) {
    constexpr std::size_t rounds = 20'000;
    double operations = 0;
    std::atomic<float> sink = 0;
    const double seconds = fastest(test, [&] {
        pool.run(pool.size(), [&](int part) {
            float result = 0;
            const double done = kernels().multiply_adds(rounds, &result);
            sink.store(result, std::memory_order_relaxed);
            if (part == 0) operations = done * pool.size();
        });
    });
    return operations / seconds / 1e9;
}

TrainingSpeed training_speed(const SpeedTest& test, const Recipe& recipe, InputForm form,
                             ThreadPool& pool) {
    Network network = network_of(test, recipe);
    Learner learner(network, recipe, pool, form);
    const auto rows = static_cast<std::size_t>(recipe.batch_size);
    const std::size_t batches = test.images.count / rows;
    std::size_t next = 0;
    // A round is as many steps as there are batches: no step has the images of the last.
    const double seconds = fastest(test, [&] {
        for (std::size_t b = 0; b < batches; ++b, next = (next + 1) % batches) {
            const std::size_t first = next * rows;
            (void)learner.step({{test.images.labels.data() + first, rows},
                                [&](Workspace& workspace, std::size_t begin, std::size_t end) {
                                    for (std::size_t r = begin; r < end; ++r)
                                        workspace.set_pixels(r, test.images.image(first + r));
                                }},
                               1);
        }
    });
    const double per_image = seconds / static_cast<double>(batches * rows);
    return {60'000 * per_image, operations_a_sample(network) / per_image / 1e9};
}

AnsweringSpeed answering_speed(const SpeedTest& test) {
    const Network network = network_of(test, Recipe{});
    AnsweringSpeed speed;
    const Predictor predictor(network);
    Predictor::Scratch one(predictor, 1);
    std::vector<double> times(std::min<std::size_t>(2'000, test.images.count));
    for (std::size_t i = 0; i < times.size(); ++i) {
        const Clock::time_point begin = Clock::now();
        (void)predictor.predict(test.images.image(i), one);
        times[i] = seconds_since(begin);
    }
    std::nth_element(times.begin(), times.begin() + static_cast<long>(times.size() / 2),
                     times.end());
    speed.microseconds = 1e6 * times[times.size() / 2];
    constexpr std::size_t block = 96;
    const std::size_t blocks = test.images.count / block;
    const std::size_t pixels = predictor.pixels();
    Predictor::Scratch many(predictor, block);
    const double seconds = fastest(test, [&] {
        for (std::size_t b = 0; b < blocks; ++b)
            (void)predictor.predict(
                std::span(test.images.pixels).subspan(b * block * pixels, block * pixels), many);
    });
    speed.images_a_second = static_cast<double>(blocks * block) / seconds;
    return speed;
}

PreparationSpeed preparation_speed(const SpeedTest& test) {
    const Recipe recipe = recipe_named("default").value();
    ThreadPool alone(1);
    const Augmenter augmenter(recipe.augment, recipe.framings, recipe.seed, alone);
    const auto rng = [](std::size_t i) {
        return Rng(1, Purpose::augmentation, 0, static_cast<std::uint32_t>(i));
    };
    std::vector<std::uint8_t> planes(augmenter.planes_size());
    PreparationSpeed speed;
    const std::size_t count = std::min<std::size_t>(256, test.images.count);
    const auto a_microsecond = 1e6 / static_cast<double>(count);
    speed.bend_microseconds = a_microsecond * fastest(test, [&] {
                                  for (std::size_t i = 0; i < count; ++i)
                                      augmenter(FramedSpan(test.images.image(i)), rng(i), planes);
                              });
    const FeatureBlock& block = recipe.layers.features.blocks.front();
    const PixelPool pool = triangular_pixels(block.grid);
    const Directions sixteen = sixteen_directions();
    const Directions* directions = block.directions == 16 ? &sixteen : nullptr;
    std::vector<float> features(block.size());
    speed.features_microseconds =
        a_microsecond * fastest(test, [&] {
            for (std::size_t i = 0; i < count; ++i) {
                kernels().gradient_features(
                    {test.images.image(i).data(), &pool, nullptr, directions, features.data()});
                kernels().root(1, 0, features.data(), features.size());
            }
        });
    return speed;
}

}  // namespace inkling
