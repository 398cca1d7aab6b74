#include "inkling/image/page_paper_impl.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "inkling/tensor/kernels.hpp"

namespace inkling {
namespace {

constexpr float darkest_paper = 24;  // less light than that is taken for this much
constexpr int least_window = 9;      // blocks
constexpr int largest_window = 61;

/// Each of n values, `step` apart from the one behind it, becomes the largest of the `window` that
/// begin with it, by doubling what is looked at. The last window - 1 steps have no meaning.
void slide_max(float* values, std::size_t n, std::size_t window, std::size_t step) {
    std::size_t size = 1;
    while (size < window) {
        const std::size_t by = std::min(size, window - size);
        n -= by * step;
        kernels().larger_of(values, values + by * step, values, n);
        size += by;
    }
}

/// Each block becomes the largest of those within `radius` on each side, in both directions.
void dilate(BlockMeans& blocks, std::size_t radius) {
    const auto columns = static_cast<std::size_t>(blocks.columns);
    const auto rows = static_cast<std::size_t>(blocks.rows);
    const std::size_t window = 2 * radius + 1;
    constexpr float never = -1e9F;
    // Margins above and below that are never the largest; beside, a row at a time.
    std::vector<float> padded(columns * (rows + 2 * radius), never);
    std::vector<float> row(columns + 2 * radius);
    for (std::size_t y = 0; y < rows; ++y) {
        std::fill(row.begin(), row.end(), never);
        std::copy_n(blocks.values.data() + y * columns, columns, row.data() + radius);
        slide_max(row.data(), row.size(), window, 1);
        std::copy_n(row.data(), columns, padded.data() + (y + radius) * columns);
    }
    slide_max(padded.data(), padded.size(), window, columns);
    std::copy_n(padded.data(), blocks.values.size(), blocks.values.data());
}

void negate(BlockMeans& blocks) {
    for (float& value : blocks.values) value = -value;
}

/// Means over `radius` of `count` items on each side, items of `size` values. sums[0 .. size - 1]
/// are 0, and from there on those of the values so far.
void means_around(const double* sums, std::size_t count, std::size_t size, std::size_t radius,
                  float* means) {
    const auto mean = [&](std::size_t from, std::size_t low, std::size_t high, std::size_t n) {
        const double* a = sums + low * size;
        const double* b = sums + high * size;
        float* out = means + from * size;
        const auto divisor = static_cast<double>(high - low);
        for (std::size_t i = 0; i < n * size; ++i)
            out[i] = static_cast<float>((b[i] - a[i]) / divisor);
    };
    if (2 * radius + 1 >= count) {
        for (std::size_t i = 0; i < count; ++i)
            mean(i, i > radius ? i - radius : 0, std::min(i + radius + 1, count), 1);
        return;
    }
    for (std::size_t i = 0; i < radius; ++i) mean(i, 0, i + radius + 1, 1);
    mean(radius, 0, 2 * radius + 1, count - 2 * radius);
    for (std::size_t i = count - radius; i < count; ++i) mean(i, i - radius, count, 1);
}

/// Means over `radius` blocks on each side, in both directions, by running sums.
BlockMeans blurred(const BlockMeans& blocks, std::size_t radius) {
    BlockMeans result = blocks;
    float* values = result.values.data();
    const auto columns = static_cast<std::size_t>(blocks.columns);
    const auto rows = static_cast<std::size_t>(blocks.rows);
    std::vector<double> sums((rows + 1) * columns + 1);
    for (std::size_t y = 0; y < rows; ++y) {
        float* row = values + y * columns;
        for (std::size_t x = 0; x < columns; ++x) sums[x + 1] = sums[x] + row[x];
        means_around(sums.data(), columns, 1, radius, row);
    }
    std::fill_n(sums.data(), columns, 0.0);
    for (std::size_t i = 0; i < rows * columns; ++i) sums[i + columns] = sums[i] + values[i];
    means_around(sums.data(), rows, columns, radius, values);
    return result;
}

}  // namespace

BlockMeans block_means(const GreyImage& picture) {
    BlockMeans means;
    means.width = picture.width;
    means.height = picture.height;
    means.columns = (picture.width + paper_block - 1) / paper_block;
    means.rows = (picture.height + paper_block - 1) / paper_block;
    means.values.resize(static_cast<std::size_t>(means.columns) *
                        static_cast<std::size_t>(means.rows));
    std::vector<std::uint16_t> sums(static_cast<std::size_t>(means.columns) * paper_block);
    for (int by = 0; by < means.rows; ++by) {
        std::fill(sums.begin(), sums.end(), std::uint16_t{0});
        const int rows = std::min(paper_block, picture.height - by * paper_block);
        for (int i = 0; i < rows; ++i) {
            const auto row = picture.row(by * paper_block + i);
            for (std::size_t x = 0; x < row.size(); ++x)
                sums[x] = static_cast<std::uint16_t>(sums[x] + row[x]);
        }
        float* out = means.values.data() +
                     static_cast<std::size_t>(by) * static_cast<std::size_t>(means.columns);
        for (int bx = 0; bx < means.columns; ++bx) {
            const std::uint16_t* s = sums.data() + static_cast<std::size_t>(bx) * paper_block;
            const int count = rows * std::min(paper_block, picture.width - bx * paper_block);
            out[bx] = static_cast<float>(s[0] + s[1] + s[2] + s[3]) / static_cast<float>(count);
        }
    }
    return means;
}

bool is_ink_dark(const BlockMeans& means) {
    const int radius = std::clamp(std::min(means.columns, means.rows) / 4, 4, 24);
    const BlockMeans local = blurred(means, static_cast<std::size_t>(radius));
    double skew = 0;
    for (std::size_t i = 0; i < means.values.size(); ++i) {
        const double off = means.values[i] - local.values[i];
        skew += off * off * off;
    }
    return skew <= 0;
}

BlockMeans page_paper(const BlockMeans& means, bool dark, int narrower) {
    BlockMeans paper = means;
    if (!dark) negate(paper);
    const int window =
        std::clamp(std::min(means.columns, means.rows) / 3, least_window, largest_window) /
        narrower;
    const auto radius = static_cast<std::size_t>(window / 2);
    dilate(paper, radius);
    negate(paper);
    dilate(paper, radius);
    if (dark) negate(paper);
    return blurred(paper, 1);
}

GreyImage without_paper(const GreyImage& picture, const BlockMeans& paper, bool dark) {
    GreyImage ink = blank_image(picture.width, picture.height, 0);
    const auto columns = static_cast<std::size_t>(paper.columns);
    std::vector<float> light(columns + 1 + lane_count), factor(light.size());
    for (int y = 0; y < picture.height; ++y) {
        const float place = (static_cast<float>(y) + 0.5F) / paper_block - 0.5F;
        const int above = std::clamp(static_cast<int>(std::floor(place)), 0, paper.rows - 1);
        const int below = std::min(above + 1, paper.rows - 1);
        const float share = std::clamp(place - static_cast<float>(above), 0.0F, 1.0F);
        const float* a = paper.values.data() + static_cast<std::size_t>(above) * columns;
        const float* b = paper.values.data() + static_cast<std::size_t>(below) * columns;
        for (std::size_t x = 0; x < columns; ++x) light[x] = a[x] + (b[x] - a[x]) * share;
        light[columns] = light[columns - 1];
        for (std::size_t x = 0; x < columns; ++x)
            factor[x] = (dark ? 255.0F : -255.0F) /
                        std::max(dark ? light[x] : 255 - light[x], darkest_paper);
        const auto row = picture.row(y);
        kernels().take_paper({row.data(), light.data(), factor.data(), &ink.at(0, y), row.size()});
    }
    return ink;
}

}  // namespace inkling
