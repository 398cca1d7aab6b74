#include "inkling/image/pieces.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <span>

namespace inkling {
namespace {

constexpr double working_height = 40;        // seams are sought where a digit is at most this tall
constexpr double stray = 0.12;               // of the height: how far a seam may stray from a line
constexpr double slants[] = {-0.3, 0, 0.3};  // of that line, columns a row
constexpr float side_step = 0.3F;            // what a step to the side costs, in pixels of ink
constexpr float dear = 1e9F;
constexpr double lonely = 0.2;   // of the height
constexpr double apart = 0.09;   // of the height: nearer seams are the same cut
constexpr double dearest = 0.8;  // of the height: seams through more ink are no cuts
constexpr float inked = 0.4F;
constexpr double valley_reach = 0.18;  // of the height
constexpr double valley_reward = 1.2;  // in pixels of ink, for each row of depth
constexpr double least_piece = 0.02;   // of the height squared: area of a piece

/// A component's ink on a small grid of its own.
struct Patch {
    int factor = 1;
    int width = 0;
    int height = 0;
    std::vector<float> ink;            ///< 0 .. 1
    std::vector<double> left_of = {};  ///< for each row, the ink left of column 0 .. width

    [[nodiscard]] float at(int x, int y) const {
        return ink[static_cast<std::size_t>(y * width + x)];
    }
};

Patch patch_of(const InkMap& map, const Component& component, double height) {
    Patch patch;
    patch.factor = std::max(1, static_cast<int>(std::ceil(height / working_height)));
    patch.width = (component.box.width + patch.factor - 1) / patch.factor;
    patch.height = (component.box.height + patch.factor - 1) / patch.factor;
    patch.ink.assign(static_cast<std::size_t>(patch.width * patch.height), 0.0F);
    const float unit =
        static_cast<float>(1 / (std::max(map.level, 1.0) * patch.factor * patch.factor));
    for (const Run& run : component.runs) {
        const auto row = map.ink.row(run.y);
        float* out = patch.ink.data() + (run.y - component.box.top) / patch.factor * patch.width;
        for (int x = run.first; x < run.last; ++x)
            out[(x - component.box.left) / patch.factor] += row[static_cast<std::size_t>(x)] * unit;
    }
    for (float& value : patch.ink) value = std::min(value, 1.0F);
    const auto width = static_cast<std::size_t>(patch.width);
    patch.left_of.reserve((width + 1) * static_cast<std::size_t>(patch.height));
    for (auto row = patch.ink.begin(); row != patch.ink.end(); row += patch.width) {
        double sum = 0;
        patch.left_of.push_back(0);
        for (std::size_t x = 0; x < width; ++x)
            patch.left_of.push_back(sum +=
                                    static_cast<double>(row[static_cast<std::ptrdiff_t>(x)]));
    }
    return patch;
}

/// A way from the top to the bottom: what is left of x[y] is left of the seam in row y.
struct Seam {
    std::vector<int> x;
    double cost = 0;  ///< ink on the way, patch pixels
};

/// Where a seam may run: `reach` columns on each side of a straight line.
struct Lane {
    int middle = 0;    ///< column at half the height
    double slant = 0;  ///< columns a row, to the left on the way down
    int reach = 0;

    [[nodiscard]] int left(int y, int rows) const {
        return middle - reach - static_cast<int>(std::lround(slant * (y - rows / 2.0)));
    }
};

/// The cheapest seam within a lane, by dynamic programming over the rows.
Seam seam_in(const Patch& patch, const Lane& lane) {
    const auto columns = static_cast<std::size_t>(2 * lane.reach + 1);
    std::vector<float> cost(columns + 2, dear), next(columns + 2, dear);
    std::vector<std::int8_t> from(columns * static_cast<std::size_t>(patch.height), 0);
    const auto ink = [&](int x, int y) {
        return x < 0 || x >= patch.width ? 0.0F : patch.at(x, y);
    };
    for (int y = 0; y < patch.height; ++y) {
        const int left = lane.left(y, patch.height);
        std::int8_t* step = from.data() + static_cast<std::size_t>(y) * columns;
        for (std::size_t i = 0; i < columns; ++i) {
            float best = y == 0 ? 0 : cost[i + 1];
            if (y > 0 && cost[i] + side_step < best) best = cost[i] + side_step, step[i] = -1;
            if (y > 0 && cost[i + 2] + side_step < best)
                best = cost[i + 2] + side_step, step[i] = 1;
            next[i + 1] = best + ink(left + static_cast<int>(i), y);
        }
        cost.swap(next);
    }
    auto column = std::min_element(cost.begin() + 1, cost.end() - 1) - (cost.begin() + 1);
    Seam seam;
    seam.cost = static_cast<double>(cost[static_cast<std::size_t>(column) + 1]);
    seam.x.resize(static_cast<std::size_t>(patch.height));
    for (int y = patch.height - 1; y >= 0; --y) {
        seam.x[static_cast<std::size_t>(y)] =
            std::clamp(lane.left(y, patch.height) + static_cast<int>(column), 0, patch.width);
        column += from[static_cast<std::size_t>(y) * columns + static_cast<std::size_t>(column)];
    }
    return seam;
}

/// How far the ink beside column x rises above row y, on the lower of both sides, at most `most`
/// rows: where two strokes meet, the seam enters the ink at the bottom of a valley. `down` is 1, or
/// -1 for the same at the lower end.
int valley(const Patch& patch, int x, int y, int down, int most) {
    const auto rise = [&](int side) {
        int best = 0;
        for (int i = 1; i <= most; ++i) {
            const int column = x + side * i;
            if (column < 0 || column >= patch.width) break;
            for (int rows = most; rows > best; --rows) {
                const int row = y - down * rows;
                if (row >= 0 && row < patch.height && patch.at(column, row) > inked) best = rows;
            }
        }
        return best;
    };
    return std::min(rise(-1), rise(1));
}

/// A seam is the better, the deeper the valleys that it begins and ends in.
void reward_valleys(const Patch& patch, Seam& seam, double small_height) {
    const int most = std::max(2, static_cast<int>(valley_reach * small_height));
    const auto meets_ink = [&](int y) {
        const int x = seam.x[static_cast<std::size_t>(y)];
        return x >= 0 && x < patch.width && patch.at(x, y) > inked;
    };
    int first = 0, last = patch.height - 1;
    while (first < patch.height && !meets_ink(first)) ++first;
    if (first == patch.height) return;
    while (!meets_ink(last)) --last;
    const int depth = valley(patch, seam.x[static_cast<std::size_t>(first)], first, 1, most) +
                      valley(patch, seam.x[static_cast<std::size_t>(last)], last, -1, most);
    seam.cost -= valley_reward * depth;
}

/// How much ink lies between two seams, in patch pixels.
double ink_between(const Patch& patch, const Seam& a, const Seam& b) {
    double ink = 0;
    const double* row = patch.left_of.data();
    for (std::size_t y = 0; y < a.x.size(); ++y, row += patch.width + 1)
        ink += std::fabs(row[b.x[y]] - row[a.x[y]]);
    return ink;
}

Seam edge(const Patch& patch, int x) {
    return {std::vector<int>(static_cast<std::size_t>(patch.height), x), 0};
}

/// Few seams are near: a stretch of much ink must not stay whole because cuts elsewhere are
/// cheaper.
bool is_lonely(const Seam& seam, std::span<const Seam> chosen, double small_height) {
    const std::size_t middle = seam.x.size() / 2;
    const auto near = std::count_if(chosen.begin(), chosen.end(), [&](const Seam& other) {
        return std::abs(other.x[middle] - seam.x[middle]) < lonely * small_height;
    });
    return near < 2;
}

/// The seams worth cutting along, from left to right.
std::vector<Seam> best_seams(const Patch& patch, double height) {
    const double small_height = height / patch.factor;
    const int reach = std::max(2, static_cast<int>(stray * small_height));
    const int pitch = std::max(1, static_cast<int>(small_height / 16));
    std::vector<Seam> all;
    for (int x = pitch; x < patch.width; x += pitch) {
        for (const double slant : slants) {
            Seam seam = seam_in(patch, {x, slant, reach});
            if (seam.cost > dearest * small_height) continue;
            reward_valleys(patch, seam, small_height);
            all.push_back(std::move(seam));
        }
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Seam& a, const Seam& b) { return a.cost < b.cost; });
    const auto most = static_cast<std::size_t>(3 + 5 * patch.width / small_height);
    const double least = std::max(2.0, least_piece * small_height * small_height);
    std::vector<Seam> chosen{edge(patch, 0), edge(patch, patch.width)};
    for (Seam& seam : all) {
        if (chosen.size() >= most + 2 && !is_lonely(seam, chosen, small_height)) continue;
        const bool is_new = std::all_of(chosen.begin(), chosen.end(), [&](const Seam& other) {
            return ink_between(patch, seam, other) >= std::max(least, apart * small_height);
        });
        if (is_new) chosen.push_back(std::move(seam));
    }
    chosen.erase(chosen.begin(), chosen.begin() + 2);
    return chosen;
}

/// Seams that cross change places where they do, so that pieces stay in order.
void untangle(std::vector<Seam>& seams, int rows) {
    std::vector<int> x(seams.size());
    for (std::size_t y = 0; y < static_cast<std::size_t>(rows); ++y) {
        for (std::size_t i = 0; i < seams.size(); ++i) x[i] = seams[i].x[y];
        std::sort(x.begin(), x.end());
        for (std::size_t i = 0; i < seams.size(); ++i) seams[i].x[y] = x[i];
    }
}

void add(Piece& piece, const Run& run) {
    piece.runs.push_back(run);
    piece.area += run.length();
    piece.box = united(piece.box, {run.first, run.y, run.length(), 1});
}

}  // namespace

Piece whole(const Component& component) {
    return {component.box, component.area, component.runs, false, false, component.box.width};
}

std::vector<Piece> cut(const InkMap& map, const Component& component, double height) {
    const Patch patch = patch_of(map, component, height);
    std::vector<Seam> seams = best_seams(patch, height);
    if (seams.empty()) return {whole(component)};
    untangle(seams, patch.height);
    std::vector<Piece> pieces(seams.size() + 1);
    for (const Run& run : component.runs) {
        const auto y = static_cast<std::size_t>((run.y - component.box.top) / patch.factor);
        int first = run.first;
        for (std::size_t i = 0; i <= seams.size() && first < run.last; ++i) {
            const int limit =
                i < seams.size() ? component.box.left + seams[i].x[y] * patch.factor : run.last;
            const int last = std::min(run.last, limit);
            if (last > first) {
                add(pieces[i], {run.y, first, last});
                first = last;
            }
        }
    }
    // Seams along the edge have nothing beyond them, and are no cuts.
    std::erase_if(pieces, [](const Piece& piece) { return piece.runs.empty(); });
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        pieces[i].cut_left = i > 0;
        pieces[i].cut_right = i + 1 < pieces.size();
        pieces[i].component_width = component.box.width;
    }
    return pieces;
}

}  // namespace inkling
