#include "inkling/image/cell.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "inkling/image/rule_chains_impl.hpp"

namespace inkling {
namespace {

constexpr double widest = 1.3;       // of the height
constexpr double tallest = 1.9;      // of the height
constexpr double widest_gap = 0.3;   // of the height: between parts of one digit
constexpr std::size_t longest = 12;  // pieces
constexpr double full_size = 0.75;   // of the height: what is longer fills the frame
constexpr double bar_height = 0.7;   // of the height
constexpr double bar_width = 0.45;   // of its own height
constexpr double bar_bend = 0.035;   // of its own height: root mean square
constexpr double bar_inked = 0.8;    // of its breadth in each row

bool is_possible(const Box& box, double height) {
    return box.width <= widest * height && box.height <= tallest * height;
}

}  // namespace

std::vector<Cell> possible_cells(std::span<const Piece> pieces, double height) {
    std::vector<Cell> cells;
    for (std::size_t first = 0; first < pieces.size(); ++first) {
        Cell cell{first, first, {}, 0};
        int right = pieces[first].box.left;
        for (std::size_t last = first; last < std::min(first + longest, pieces.size()); ++last) {
            const Piece& piece = pieces[last];
            if (piece.box.left - right > widest_gap * height) break;
            cell.box = united(cell.box, piece.box);
            cell.area += piece.area;
            cell.last = last + 1;
            right = std::max(right, piece.box.right());
            if (last > first && !is_possible(cell.box, height)) break;
            if (is_possible(cell.box, height) || last == first) cells.push_back(cell);
        }
    }
    return cells;
}

bool is_bar(std::span<const Piece> pieces, const Cell& cell, double height) {
    const Box& box = cell.box;
    if (box.height < bar_height * height || box.width > bar_width * box.height) return false;
    const auto rows = static_cast<std::size_t>(box.height);
    std::vector<int> first(rows, box.right()), last(rows, box.left), ink(rows, 0);
    for (std::size_t i = cell.first; i < cell.last; ++i)
        for (const Run& run : pieces[i].runs) {
            const auto row = static_cast<std::size_t>(run.y - box.top);
            first[row] = std::min(first[row], run.first);
            last[row] = std::max(last[row], run.last);
            ink[row] += run.length();
        }
    LineFit fit;
    for (std::size_t row = 0; row < rows; ++row) {
        if (ink[row] == 0 || ink[row] < bar_inked * (last[row] - first[row])) return false;
        fit.add(static_cast<double>(row), (first[row] + last[row]) / 2.0);
    }
    return fit.deviation() <= bar_bend * box.height;
}

FramedPixels frame_cell(const InkMap& map, std::span<const Piece> pieces, const Cell& cell,
                        double height) {
    // Around the ink as much paper as makes it the share of the frame that it is of the line.
    const int side = std::max(cell.box.width, cell.box.height);
    const int pad = std::max(0, static_cast<int>(std::lround((full_size * height - side) / 2)));
    const int margin = pad + 1;
    GreyImage ink = blank_image(cell.box.width + 2 * margin, cell.box.height + 2 * margin, 0);
    std::array<std::uint8_t, 256> strength{};
    for (std::size_t v = 0; v < 256; ++v)
        strength[v] = static_cast<std::uint8_t>(
            std::min(255.0, static_cast<double>(v) * 255 / std::max(map.level, 1.0)));
    for (std::size_t i = cell.first; i < cell.last; ++i)
        for (const Run& run : pieces[i].runs) {
            // The soft edges of a stroke lie below the threshold, but belong to it.
            const int first = std::max(run.first - 1, 0);
            const int last = std::min(run.last + 1, map.ink.width);
            const auto row = map.ink.row(run.y);
            std::uint8_t* out =
                &ink.at(first - cell.box.left + margin, run.y - cell.box.top + margin);
            for (int x = first; x < last; ++x) {
                std::uint8_t& pixel = out[x - first];
                pixel = std::max(pixel, strength[row[static_cast<std::size_t>(x)]]);
            }
        }
    return frame_ink(ink, {1, 1, cell.box.width + 2 * pad, cell.box.height + 2 * pad});
}

}  // namespace inkling
