#include "inkling/image/resize.hpp"

#include <algorithm>
#include <cmath>

#include "inkling/base/check.hpp"

namespace inkling {
namespace {

/// One source pixel's share in a cell, along one axis.
struct Share {
    int source;
    float weight;
};

struct Axis {
    double start;  ///< of the first cell
    double pitch;
    double window;  ///< in pitches
    int cells;
};

/// For each cell of an axis its shares in the pixels first .. last - 1; the weights of a cell add
/// up to 1 where its window lies inside.
std::vector<std::vector<Share>> shares(const Axis& axis, int first, int last) {
    std::vector<std::vector<Share>> all(static_cast<std::size_t>(axis.cells));
    const double length = std::max(axis.pitch * axis.window, 1.0);
    for (int cell = 0; cell < axis.cells; ++cell) {
        const double middle = axis.start + (cell + 0.5) * axis.pitch;
        const double low = std::max(middle - length / 2, static_cast<double>(first));
        const double high = std::min(middle + length / 2, static_cast<double>(last));
        for (int i = static_cast<int>(std::floor(low)); i < high; ++i) {
            const double overlap = std::min(high, i + 1.0) - std::max(low, static_cast<double>(i));
            if (overlap > 1e-9 * length)
                all[static_cast<std::size_t>(cell)].push_back(
                    {i, static_cast<float>(overlap / length)});
        }
    }
    return all;
}

}  // namespace

GreyImage shrunk(const GreyImage& image, int factor) {
    INKLING_CHECK(factor >= 1);
    if (factor == 1) return image;
    GreyImage small =
        blank_image((image.width + factor - 1) / factor, (image.height + factor - 1) / factor, 0);
    std::vector<std::uint32_t> sums(static_cast<std::size_t>(small.width));
    for (int y = 0; y < small.height; ++y) {
        std::fill(sums.begin(), sums.end(), 0U);
        const int rows = std::min(factor, image.height - y * factor);
        for (int i = 0; i < rows; ++i) {
            const auto row = image.row(y * factor + i);
            for (int x = 0; x < image.width; ++x)
                sums[static_cast<std::size_t>(x / factor)] += row[static_cast<std::size_t>(x)];
        }
        for (int x = 0; x < small.width; ++x) {
            const int columns = std::min(factor, image.width - x * factor);
            const auto count = static_cast<std::uint32_t>(std::max(rows * columns, 1));
            small.at(x, y) =
                static_cast<std::uint8_t>((sums[static_cast<std::size_t>(x)] + count / 2) / count);
        }
    }
    return small;
}

GreyImage cropped(const GreyImage& image, const Box& box) {
    INKLING_CHECK(!box.empty() && box.left >= 0 && box.top >= 0 && box.right() <= image.width &&
                  box.bottom() <= image.height);
    GreyImage part = blank_image(box.width, box.height, 0);
    for (int y = 0; y < box.height; ++y) {
        const auto row =
            image.row(box.top + y)
                .subspan(static_cast<std::size_t>(box.left), static_cast<std::size_t>(box.width));
        std::copy(row.begin(), row.end(), &part.at(0, y));
    }
    return part;
}

std::vector<float> area_means(const GreyImage& image, const Box& box, const Grid& grid) {
    INKLING_CHECK(box.left >= 0 && box.top >= 0 && box.right() <= image.width &&
                  box.bottom() <= image.height && grid.pitch > 0);
    const auto across =
        shares({grid.left, grid.pitch, grid.window, grid.columns}, box.left, box.right());
    const auto down = shares({grid.top, grid.pitch, grid.window, grid.rows}, box.top, box.bottom());
    const auto columns = static_cast<std::size_t>(grid.columns);
    std::vector<float> means(columns * static_cast<std::size_t>(grid.rows));
    for (std::size_t y = 0; y < down.size(); ++y) {
        for (const Share& vertical : down[y]) {
            const auto row = image.row(vertical.source);
            for (std::size_t x = 0; x < columns; ++x) {
                float sum = 0;
                for (const Share& share : across[x])
                    sum += share.weight * row[static_cast<std::size_t>(share.source)];
                means[y * columns + x] += vertical.weight * sum;
            }
        }
    }
    return means;
}

}  // namespace inkling
