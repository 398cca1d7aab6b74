#include "inkling/predict/saliency.hpp"

#include <algorithm>

#include "inkling/base/check.hpp"
#include "inkling/base/math.hpp"

namespace inkling {

namespace {

constexpr std::size_t block_rows = 98;
constexpr double least_probability = 1e-6;  // what is less likely counts as this

FramedPixels covered(const FramedPixels& pixels, std::size_t square, const SaliencyGrid& grid) {
    const auto start = [&](std::size_t place) {
        return static_cast<int>(place) * grid.step + grid.step / 2 - grid.cover / 2;
    };
    const int top = start(square / grid.side());
    const int left = start(square % grid.side());
    FramedPixels result = pixels;
    for (int y = std::max(top, 0); y < std::min(top + grid.cover, framed_side); ++y)
        for (int x = std::max(left, 0); x < std::min(left + grid.cover, framed_side); ++x)
            result[static_cast<std::size_t>(y * framed_side + x)] = 0;
    return result;
}

double log_of(float probability) {
    return math::log(static_cast<double>(probability) + least_probability);
}

}  // namespace

std::vector<float> saliency(const Predictor& predictor, const FramedPixels& pixels,
                            std::size_t output, const SaliencyGrid& grid) {
    INKLING_CHECK(framed_side % grid.step == 0);
    INKLING_CHECK(output < predictor.classes() + (predictor.can_reject() ? 1 : 0));
    Predictor::Scratch scratch(predictor, block_rows);
    const double before = log_of(predictor.predict(pixels, scratch)(0, output));
    const std::size_t squares = grid.side() * grid.side();
    std::vector<float> falls(squares);
    std::vector<std::uint8_t> pictures;
    std::vector<std::size_t> asked;  // squares without ink change nothing, and are not asked about
    const auto ask = [&] {
        const ConstMatrix p = predictor.predict(pictures, scratch);
        for (std::size_t r = 0; r < asked.size(); ++r)
            falls[asked[r]] = static_cast<float>(before - log_of(p(r, output)));
        pictures.clear();
        asked.clear();
    };
    for (std::size_t square = 0; square < squares; ++square) {
        const FramedPixels picture = covered(pixels, square, grid);
        if (picture == pixels) continue;
        pictures.insert(pictures.end(), picture.begin(), picture.end());
        asked.push_back(square);
        if (asked.size() == block_rows) ask();
    }
    if (!asked.empty()) ask();
    return falls;
}

}  // namespace inkling
