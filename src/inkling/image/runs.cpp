#include "inkling/image/runs.hpp"

#include <algorithm>
#include <cstring>

namespace inkling {
namespace {

constexpr std::size_t word_bytes = 8;

std::uint64_t word_at(const std::uint8_t* bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, word_bytes);
    return word;
}

}  // namespace

RunTable find_runs(const GreyImage& image, double threshold) {
    RunTable table;
    table.width = image.width;
    table.height = image.height;
    table.row_start.reserve(static_cast<std::size_t>(image.height) + 1);
    const auto width = static_cast<std::size_t>(image.width);
    const auto least = static_cast<std::uint8_t>(std::clamp(threshold, 0.0, 255.0));
    // One byte a pixel, 1 where there is ink; then paper at the end, so that a run ends there.
    std::vector<std::uint8_t> mask(width + 2 * word_bytes, 0);
    for (int y = 0; y < image.height; ++y) {
        table.row_start.push_back(static_cast<std::uint32_t>(table.runs.size()));
        const auto row = image.row(y);
        for (std::size_t x = 0; x < width; ++x) mask[x] = row[x] > least;
        std::size_t x = 0;
        while (true) {
            while (x < width && word_at(mask.data() + x) == 0) x += word_bytes;
            while (x < width && mask[x] == 0) ++x;
            if (x >= width) break;
            const std::size_t first = x;
            while (mask[x] != 0) ++x;
            table.runs.push_back({y, static_cast<int>(first), static_cast<int>(x)});
        }
    }
    table.row_start.push_back(static_cast<std::uint32_t>(table.runs.size()));
    return table;
}

GreyImage transposed(const GreyImage& image) {
    constexpr int tile = 32;
    GreyImage result;
    result.width = image.height;
    result.height = image.width;
    result.pixels.resize(image.pixels.size());
    for (int top = 0; top < image.height; top += tile)
        for (int left = 0; left < image.width; left += tile) {
            const int right = std::min(left + tile, image.width);
            const int bottom = std::min(top + tile, image.height);
            for (int x = left; x < right; ++x) {
                std::uint8_t* out = &result.at(0, x);
                for (int y = top; y < bottom; ++y) out[y] = image.at(x, y);
            }
        }
    return result;
}

}  // namespace inkling
