// Paper that hangs together is one region; regions on both sides of a line are neighbours. Counted
// from the border, every second one is the inside of a stroke.
#include <algorithm>
#include <array>
#include <vector>

#include "inkling/image/hollow_impl.hpp"

namespace inkling {
namespace {

constexpr int largest_side = 32;       // of a picture; in larger ones lines are wider than a pixel
constexpr int least_height = 16;       // of the lines: small type of single pixels is no outline
constexpr int least_range = 64;        // grey levels
constexpr double most_between = 0.05;  // share of line pixels that may be of a grey in between
constexpr double most_thick = 0.1;     // likewise, that may be part of 2 × 2 of them
// Enclosed area per pixel of line: half the width of a stroke that is outlined on both sides. With
// MNIST's digits by Canny's detector 0.5 to 1.5; a thin zero of that size has 2 and more.
constexpr double least_enclosed = 0.25;
constexpr double most_enclosed = 1.5;

/// Line or no line, with a frame of paper around, so that no pixel has less than eight neighbours.
class Lines {
  public:
    Lines(const GreyImage& picture, bool dark, int low, int high)
        : width_(picture.width + 2), height_(picture.height + 2), cells_(area(), false) {
        const int near = (high - low) / 8;
        for (int y = 0; y < picture.height; ++y)
            for (int x = 0; x < picture.width; ++x) {
                const int grey = picture.at(x, y);
                const bool is_line = dark ? grey - low < near : high - grey < near;
                const bool is_paper = dark ? high - grey < near : grey - low < near;
                cells_[place(x + 1, y + 1)] = is_line;
                count_ += is_line;
                between_ += !is_line && !is_paper;
                if (!is_line) continue;
                top_ = std::min(top_, y);
                bottom_ = y;
            }
    }

    [[nodiscard]] bool are_thin() const {
        int thick = 0;
        for (std::size_t p = 0; p + static_cast<std::size_t>(width_) + 1 < area(); ++p)
            thick += cells_[p] && cells_[p + 1] && cells_[p + static_cast<std::size_t>(width_)] &&
                     cells_[p + static_cast<std::size_t>(width_) + 1];
        return thick <= most_thick * count_;
    }
    [[nodiscard]] bool may_be_outlines() const {
        return count_ > 0 && bottom_ - top_ + 1 >= least_height &&
               between_ <= most_between * count_ && are_thin();
    }
    /// 0 outside, 1 behind one line, 2 behind two, …; lines themselves are -1.
    [[nodiscard]] std::vector<int> depths() const;

    [[nodiscard]] int count() const { return count_; }
    [[nodiscard]] std::size_t place(int x, int y) const {
        return static_cast<std::size_t>(y * width_ + x);
    }

  private:
    [[nodiscard]] std::size_t area() const { return static_cast<std::size_t>(width_ * height_); }
    /// Gives `depth` to all paper that hangs together (by edges) with `start`; adds it to `found`.
    void flood(std::size_t start, int depth, std::vector<int>& depths,
               std::vector<std::size_t>& found) const;
    [[nodiscard]] std::array<std::ptrdiff_t, 8> around() const {
        const std::ptrdiff_t row = width_;
        return {1, -1, row, -row, row + 1, row - 1, -row + 1, -row - 1};
    }

    int width_;
    int height_;
    std::vector<bool> cells_;
    int count_ = 0;
    int between_ = 0;
    int top_ = largest_side;
    int bottom_ = -1;
};

void Lines::flood(std::size_t start, int depth, std::vector<int>& depths,
                  std::vector<std::size_t>& found) const {
    std::vector<std::size_t> stack = {start};
    depths[start] = depth;
    while (!stack.empty()) {
        const std::size_t at = stack.back();
        stack.pop_back();
        found.push_back(at);
        for (std::size_t way = 0; way < 4; ++way) {
            const std::ptrdiff_t next = static_cast<std::ptrdiff_t>(at) + around()[way];
            if (next < 0 || next >= static_cast<std::ptrdiff_t>(area())) continue;
            const auto n = static_cast<std::size_t>(next);
            if (cells_[n] || depths[n] >= 0) continue;
            depths[n] = depth;
            stack.push_back(n);
        }
    }
}

std::vector<int> Lines::depths() const {
    std::vector<int> depths(area(), -1);
    std::vector<std::size_t> shore;
    flood(0, 0, depths, shore);
    for (int depth = 1; !shore.empty(); ++depth) {
        std::vector<std::size_t> next_shore;
        // Over a line of one pixel: paper, line, paper.
        for (const std::size_t paper : shore)
            for (const std::ptrdiff_t step : around()) {
                const std::ptrdiff_t line = static_cast<std::ptrdiff_t>(paper) + step;
                if (line < 0 || line >= static_cast<std::ptrdiff_t>(area()) ||
                    !cells_[static_cast<std::size_t>(line)])
                    continue;
                for (const std::ptrdiff_t further : around()) {
                    const auto beyond = static_cast<std::size_t>(line + further);
                    if (!cells_[beyond] && depths[beyond] < 0)
                        flood(beyond, depth, depths, next_shore);
                }
            }
        shore = std::move(next_shore);
    }
    return depths;
}

}  // namespace

std::optional<GreyImage> filled_outlines(const GreyImage& picture) {
    if (picture.empty() || std::max(picture.width, picture.height) > largest_side) return {};
    const auto [low, high] = std::minmax_element(picture.pixels.begin(), picture.pixels.end());
    if (*high - *low < least_range) return {};
    const auto lighter = std::count_if(
        picture.pixels.begin(), picture.pixels.end(),
        [&, middle = (*low + *high) / 2](std::uint8_t grey) { return grey > middle; });
    const bool dark = 2 * lighter > static_cast<std::ptrdiff_t>(picture.pixels.size());
    const Lines lines(picture, dark, *low, *high);
    if (!lines.may_be_outlines()) return {};
    const std::vector<int> depths = lines.depths();
    GreyImage result = picture;
    int enclosed = 0;
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x)
            if (const int depth = depths[lines.place(x + 1, y + 1)]; depth >= 0 && depth % 2 == 1) {
                result.at(x, y) = dark ? *low : *high;
                ++enclosed;
            }
    const double share = static_cast<double>(enclosed) / lines.count();
    if (share < least_enclosed || share > most_enclosed) return {};
    return result;
}

}  // namespace inkling
