#include "inkling/image/resize.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

#include "inkling/base/check.hpp"

namespace inkling {
namespace {

struct Axis {
    double start;  ///< of the first cell
    double pitch;
    double window;  ///< in pitches
    int cells;
};

/// For each cell of an axis its shares in the source pixels from `first` on; they add up to 1 where
/// the cell's window lies inside.
struct Shares {
    struct Cell {
        int first = 0;
        std::size_t begin = 0, end = 0;  ///< of its weights
    };
    std::vector<Cell> cells;
    std::vector<float> weights;
};

/// Shares in the pixels first .. last - 1.
Shares shares_of(const Axis& axis, int first, int last) {
    Shares all;
    const double length = std::max(axis.pitch * axis.window, 1.0);
    all.cells.reserve(static_cast<std::size_t>(axis.cells));
    all.weights.reserve(static_cast<std::size_t>(axis.cells * (length + 2)));
    for (int cell = 0; cell < axis.cells; ++cell) {
        const double middle = axis.start + (cell + 0.5) * axis.pitch;
        const double low = std::max(middle - length / 2, static_cast<double>(first));
        const double high = std::min(middle + length / 2, static_cast<double>(last));
        Shares::Cell shares{0, all.weights.size(), 0};
        for (int i = static_cast<int>(std::floor(low)); i < high; ++i) {
            const double overlap = std::min(high, i + 1.0) - std::max(low, static_cast<double>(i));
            if (overlap <= 1e-9 * length) continue;
            if (shares.begin == all.weights.size()) shares.first = i;
            all.weights.push_back(static_cast<float>(overlap / length));
        }
        shares.end = all.weights.size();
        all.cells.push_back(shares);
    }
    return all;
}

void sum_row(std::span<const std::uint8_t> row, const Shares& across, std::vector<float>& sums) {
    for (std::size_t x = 0; x < sums.size(); ++x) {
        const Shares::Cell& cell = across.cells[x];
        const std::uint8_t* from = row.data() + cell.first;
        float sum = 0;
        for (std::size_t k = cell.begin; k < cell.end; ++k)
            sum += across.weights[k] * from[k - cell.begin];
        sums[x] = sum;
    }
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
    const Shares across =
        shares_of({grid.left, grid.pitch, grid.window, grid.columns}, box.left, box.right());
    const Shares down =
        shares_of({grid.top, grid.pitch, grid.window, grid.rows}, box.top, box.bottom());
    const auto columns = static_cast<std::size_t>(grid.columns);
    std::vector<float> means(columns * static_cast<std::size_t>(grid.rows));
    // Cells that lie above each other share a row of the picture: the last one is at hand.
    std::vector<float> sums(columns);
    int summed = -1;
    float* out = means.data();
    for (const Shares::Cell& cell : down.cells) {
        for (std::size_t k = cell.begin; k < cell.end; ++k) {
            const int y = cell.first + static_cast<int>(k - cell.begin);
            if (y != summed) sum_row(image.row(y), across, sums);
            summed = y;
            for (std::size_t x = 0; x < columns; ++x) out[x] += down.weights[k] * sums[x];
        }
        out += columns;
    }
    return means;
}

}  // namespace inkling
