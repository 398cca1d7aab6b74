// Two neighbouring dots say where all the others must be. The rule is believed where each of these
// places has a dot, or ink of something larger.
#include <algorithm>
#include <cmath>
#include <vector>

#include "inkling/image/components.hpp"
#include "inkling/image/dotted_impl.hpp"

namespace inkling {
namespace {

constexpr int largest_side = 256;
constexpr int least_range = 64;     // grey levels
constexpr double ink_level = 0.25;  // of the range: from here on a pixel is ink
constexpr int dots_per_side = 6;    // a dot is smaller than a sixth of the picture
constexpr int least_dot_room = 5;   // pixels, where the picture is small
constexpr std::size_t least_dots = 4;
constexpr double steepest = 1.2;
constexpr double least_step = 3;   // pixels from dot to dot
constexpr double tolerance = 1.1;  // pixels (at 28) that a dot may be off its place

struct Piece {
    Box box;
    bool small = false;

    [[nodiscard]] double x() const { return box.left + (box.width - 1) / 2.0; }
    [[nodiscard]] double y() const { return box.top + (box.height - 1) / 2.0; }
};

class Pieces {
  public:
    explicit Pieces(const GreyImage& picture);

    /// The dots of the rule through these two; empty where there is none.
    [[nodiscard]] std::vector<std::size_t> rule_through(std::size_t a, std::size_t b) const;
    [[nodiscard]] const std::vector<Piece>& all() const { return pieces_; }
    [[nodiscard]] std::uint8_t paper() const { return paper_; }

  private:
    /// The dot at (x, y), or -1 where other ink is, or -2 where there is neither.
    [[nodiscard]] int found_at(double x, double y) const;

    int width_;
    int height_;
    std::uint8_t paper_ = 0;
    std::vector<int> piece_of_;
    std::vector<Piece> pieces_;
};

Pieces::Pieces(const GreyImage& picture)
    : width_(picture.width), height_(picture.height), piece_of_(picture.pixels.size(), -1) {
    const auto [low, high] = std::minmax_element(picture.pixels.begin(), picture.pixels.end());
    std::vector<std::uint8_t> sorted = picture.pixels;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    paper_ = *middle;
    const double least = std::ceil(std::max(ink_level * (*high - *low), 1.0));
    if (*high - *low < least_range) return;
    GreyImage ink = picture;
    for (std::uint8_t& pixel : ink.pixels)
        pixel = static_cast<std::uint8_t>(std::abs(pixel - paper_));
    const int room = std::max(least_dot_room, std::max(width_, height_) / dots_per_side);
    // Grey levels are whole: those from `least` on are those above a little less.
    for (const Component& component : find_components(find_runs(ink, least - 0.5), 1)) {
        const int number = static_cast<int>(pieces_.size());
        for (const Run& run : component.runs)
            std::fill_n(piece_of_.begin() + run.y * width_ + run.first, run.length(), number);
        pieces_.push_back(
            {component.box, std::max(component.box.width, component.box.height) <= room});
    }
}

int Pieces::found_at(double x, double y) const {
    const double reach = std::max(1.0, std::max(width_, height_) / 28.0) * tolerance;
    int found = -2;
    for (int ny = static_cast<int>(std::ceil(y - reach)); ny <= y + reach; ++ny)
        for (int nx = static_cast<int>(std::ceil(x - reach)); nx <= x + reach; ++nx) {
            if (nx < 0 || ny < 0 || nx >= width_ || ny >= height_) continue;
            const int number = piece_of_[static_cast<std::size_t>(ny * width_ + nx)];
            if (number < 0) continue;
            const Piece& piece = pieces_[static_cast<std::size_t>(number)];
            if (!piece.small)
                found = std::max(found, -1);
            else if (std::fabs(piece.x() - x) <= reach && std::fabs(piece.y() - y) <= reach)
                found = std::max(found, number);
        }
    return found;
}

std::vector<std::size_t> Pieces::rule_through(std::size_t a, std::size_t b) const {
    const double dx = pieces_[b].x() - pieces_[a].x();
    const double dy = pieces_[b].y() - pieces_[a].y();
    if (dx < least_step || std::fabs(dy) > steepest * dx || 4 * dx > width_) return {};
    std::vector<std::size_t> dots;
    const double first = std::ceil(-pieces_[a].x() / dx);
    for (double k = first; pieces_[a].x() + k * dx <= width_ - 1; ++k) {
        const double x = pieces_[a].x() + k * dx;
        const double y = pieces_[a].y() + k * dy;
        if (y < 0 || y > height_ - 1 || x < 1 || x > width_ - 2) continue;
        const int found = found_at(x, y);
        if (found == -2) return {};
        if (found >= 0) dots.push_back(static_cast<std::size_t>(found));
    }
    std::sort(dots.begin(), dots.end());
    dots.erase(std::unique(dots.begin(), dots.end()), dots.end());
    return dots;
}

}  // namespace

std::optional<GreyImage> without_dotted_rule(const GreyImage& picture) {
    if (picture.empty() || std::max(picture.width, picture.height) > largest_side) return {};
    const Pieces pieces(picture);
    std::vector<std::size_t> small;
    for (std::size_t p = 0; p < pieces.all().size(); ++p)
        if (pieces.all()[p].small) small.push_back(p);
    constexpr std::size_t most_small = 64;  // more than that is dust
    if (small.size() < least_dots || small.size() > most_small) return {};
    std::vector<std::size_t> rule;
    for (const std::size_t a : small)
        for (const std::size_t b : small)
            if (auto dots = pieces.rule_through(a, b); dots.size() > rule.size())
                rule = std::move(dots);
    if (rule.size() < least_dots) return {};
    GreyImage result = picture;
    for (const std::size_t dot : rule) {
        // With its faint edge.
        const Box& box = pieces.all()[dot].box;
        for (int y = std::max(box.top - 1, 0); y <= std::min(box.bottom(), picture.height - 1); ++y)
            for (int x = std::max(box.left - 1, 0); x <= std::min(box.right(), picture.width - 1);
                 ++x)
                result.at(x, y) = pieces.paper();
    }
    return result;
}

}  // namespace inkling
