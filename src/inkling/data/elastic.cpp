#include "inkling/data/elastic.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "inkling/base/math.hpp"

namespace inkling {

namespace {

constexpr std::size_t side = 64;  // of a field, before it repeats
constexpr std::size_t pitch = side + 32;
constexpr std::size_t height = side + framed_side;
constexpr std::size_t field_size = pitch * height;
constexpr std::size_t fields = 64;  // half of them bend sideways, half up and down
constexpr int reach = 12;
constexpr double sigma = 4;  // pixels
constexpr float steps = 32;  // to a field's root mean square; bends beyond four times it are cut

std::array<float, 2 * reach + 1> gaussian() {
    std::array<float, 2 * reach + 1> weights{};
    for (int i = -reach; i <= reach; ++i)
        weights[static_cast<std::size_t>(i + reach)] =
            static_cast<float>(math::exp(-0.5 * i * i / (sigma * sigma)));
    return weights;
}

/// Blurs along the rows and transposes: twice is a blur in both directions.
std::vector<float> blurred(const std::vector<float>& from) {
    const auto weights = gaussian();
    std::vector<float> to(side * side);
    std::array<float, side + 2 * reach> row{};
    for (std::size_t y = 0; y < side; ++y) {
        for (std::size_t x = 0; x < row.size(); ++x)
            row[x] = from[y * side + (x + side - reach) % side];
        std::array<float, side> sums{};
        for (std::size_t k = 0; k < weights.size(); ++k)
            for (std::size_t x = 0; x < side; ++x) sums[x] += weights[k] * row[x + k];
        for (std::size_t x = 0; x < side; ++x) to[x * side + y] = sums[x];
    }
    return to;
}

void make_field(std::uint64_t seed, std::uint32_t number, std::int8_t* out) {
    Rng rng(seed, Purpose::augmentation, UINT32_MAX, number);
    std::vector<float> noise(side * side);
    for (float& value : noise) value = rng.uniform(-1, 1);
    noise = blurred(blurred(noise));
    double squares = 0;
    for (const float value : noise) squares += static_cast<double>(value) * value;
    const auto scale =
        steps / static_cast<float>(std::sqrt(squares / static_cast<double>(side * side)));
    for (std::size_t y = 0; y < height; ++y)
        for (std::size_t x = 0; x < pitch; ++x)
            out[y * pitch + x] = static_cast<std::int8_t>(std::lround(
                std::clamp(scale * noise[y % side * side + x % side], -127.0F, 127.0F)));
}

}  // namespace

ElasticBank::ElasticBank(std::uint64_t seed, ThreadPool& pool)
    : values_(Buffer<std::int8_t>::uninitialised(fields * field_size)) {
    pool.run(static_cast<int>(fields), [&](int i) {
        make_field(seed, static_cast<std::uint32_t>(i),
                   values_.data() + static_cast<std::size_t>(i) * field_size);
    });
}

WarpField ElasticBank::window(Rng& rng, float amount) const {
    const auto place = [&] {
        const std::uint32_t field = rng.below(fields);
        const std::uint32_t at = rng.below(side * side);
        return values_.data() + field * field_size + at / side * pitch + at % side;
    };
    WarpField window;
    window.dx = place();
    window.dy = place();
    window.pitch = pitch;
    window.step = amount / steps;
    return window;
}

}  // namespace inkling
