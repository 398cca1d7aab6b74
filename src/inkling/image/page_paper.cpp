#include "inkling/image/page_paper_impl.hpp"

#include <algorithm>
#include <cmath>

namespace inkling {
namespace {

constexpr float darkest_paper = 24;  // less light than that is taken for this much
constexpr int least_window = 9;      // blocks
constexpr int largest_window = 61;

/// The largest (or, negated, the smallest) value within `radius` on each side of a line of values:
/// M. van Herk's way, three comparisons a value for any radius. doi:10.1016/0167-8655(92)90069-C
class SlidingMax {
  public:
    SlidingMax(int count, int radius) : count_(count), window_(2 * radius + 1), radius_(radius) {
        const int padded = (count + 2 * radius + window_ - 1) / window_ * window_;
        forward_.resize(static_cast<std::size_t>(padded));
        backward_.resize(forward_.size());
        line_.resize(forward_.size());
    }

    void apply(float* values, std::size_t stride) {
        const auto radius = static_cast<std::size_t>(radius_);
        const auto count = static_cast<std::size_t>(count_);
        const auto window = static_cast<std::size_t>(window_);
        std::fill(line_.begin(), line_.end(), -1e9F);
        for (std::size_t i = 0; i < count; ++i) line_[i + radius] = values[i * stride];
        for (std::size_t begin = 0; begin < line_.size(); begin += window) {
            const std::size_t end = begin + window;
            forward_[begin] = line_[begin];
            for (std::size_t i = begin + 1; i < end; ++i)
                forward_[i] = std::max(forward_[i - 1], line_[i]);
            backward_[end - 1] = line_[end - 1];
            for (std::size_t i = end - 1; i-- > begin;)
                backward_[i] = std::max(backward_[i + 1], line_[i]);
        }
        for (std::size_t i = 0; i < count; ++i)
            values[i * stride] = std::max(backward_[i], forward_[i + window - 1]);
    }

  private:
    int count_;
    int window_;
    int radius_;
    std::vector<float> line_, forward_, backward_;
};

void dilate(BlockMeans& blocks, int radius) {
    SlidingMax across(blocks.columns, radius);
    const auto columns = static_cast<std::size_t>(blocks.columns);
    for (int y = 0; y < blocks.rows; ++y)
        across.apply(blocks.values.data() + static_cast<std::size_t>(y) * columns, 1);
    SlidingMax down(blocks.rows, radius);
    for (std::size_t x = 0; x < columns; ++x) down.apply(blocks.values.data() + x, columns);
}

void negate(BlockMeans& blocks) {
    for (float& value : blocks.values) value = -value;
}

/// Means over `radius` blocks on each side, in both directions, by running sums.
BlockMeans blurred(const BlockMeans& blocks, int radius) {
    BlockMeans result = blocks;
    std::vector<float> line;
    const auto pass = [&](float* values, int count, std::size_t stride) {
        line.assign(static_cast<std::size_t>(count) + 1, 0.0F);
        double sum = 0;
        std::vector<double> sums(line.size(), 0.0);
        for (int i = 0; i < count; ++i) {
            sum += values[static_cast<std::size_t>(i) * stride];
            sums[static_cast<std::size_t>(i) + 1] = sum;
        }
        for (int i = 0; i < count; ++i) {
            const int low = std::max(i - radius, 0);
            const int high = std::min(i + radius + 1, count);
            values[static_cast<std::size_t>(i) * stride] = static_cast<float>(
                (sums[static_cast<std::size_t>(high)] - sums[static_cast<std::size_t>(low)]) /
                (high - low));
        }
    };
    const auto columns = static_cast<std::size_t>(blocks.columns);
    for (int y = 0; y < blocks.rows; ++y)
        pass(result.values.data() + static_cast<std::size_t>(y) * columns, blocks.columns, 1);
    for (std::size_t x = 0; x < columns; ++x) pass(result.values.data() + x, blocks.rows, columns);
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
    const BlockMeans local = blurred(means, radius);
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
    dilate(paper, window / 2);
    negate(paper);
    dilate(paper, window / 2);
    if (dark) negate(paper);
    return blurred(paper, 1);
}

GreyImage without_paper(const GreyImage& picture, const BlockMeans& paper, bool dark) {
    GreyImage ink;
    ink.width = picture.width;
    ink.height = picture.height;
    ink.pixels.resize(picture.pixels.size());
    const auto columns = static_cast<std::size_t>(paper.columns);
    std::vector<float> level(columns * paper_block + paper_block);
    std::vector<float> gain(level.size());
    for (int y = 0; y < picture.height; ++y) {
        const float place = (static_cast<float>(y) + 0.5F) / paper_block - 0.5F;
        const int above = std::clamp(static_cast<int>(std::floor(place)), 0, paper.rows - 1);
        const int below = std::min(above + 1, paper.rows - 1);
        const float share = std::clamp(place - static_cast<float>(above), 0.0F, 1.0F);
        const float* a = paper.values.data() + static_cast<std::size_t>(above) * columns;
        const float* b = paper.values.data() + static_cast<std::size_t>(below) * columns;
        for (std::size_t x = 0; x < columns; ++x) {
            const float left = a[x] + (b[x] - a[x]) * share;
            const std::size_t next = std::min(x + 1, columns - 1);
            const float right = a[next] + (b[next] - a[next]) * share;
            const float room = std::max(dark ? left : 255 - left, darkest_paper);
            // The middle of block x lies at pixel 4x + 1.5.
            float* l = level.data() + x * paper_block + 2;
            float* g = gain.data() + x * paper_block + 2;
            for (int k = 0; k < paper_block; ++k) {
                l[k] = left + (right - left) * (0.125F + 0.25F * static_cast<float>(k));
                g[k] = (dark ? 255 : -255) / room;
            }
        }
        level[0] = level[1] = level[2];
        gain[0] = gain[1] = gain[2];
        const auto row = picture.row(y);
        std::uint8_t* out = &ink.at(0, y);
        for (std::size_t x = 0; x < row.size(); ++x) {
            const float off = (level[x] - static_cast<float>(row[x])) * gain[x];
            out[x] = static_cast<std::uint8_t>(std::clamp(off, 0.0F, 255.0F));
        }
    }
    return ink;
}

}  // namespace inkling
