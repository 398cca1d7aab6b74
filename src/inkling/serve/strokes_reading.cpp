#include "inkling/serve/strokes_reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "inkling/image/raster.hpp"
#include "inkling/serve/json_reader_impl.hpp"

namespace inkling {

namespace {

constexpr float drawn_side = 80;    ///< of the longer side of the ink: four times MNIST's
constexpr float pen_radius = 4.6F;  ///< at that size; chosen on UNIPEN: docs/RESULTS.md
constexpr float same_digit_overlap = 0.4F;
constexpr float new_line_gap = 0.6F;     ///< of the height of the tallest stroke
constexpr float neighbour_gap = 0.15F;   ///< of the height: what may still be one digit
constexpr float widest_digit = 1.3F;     ///< width by height
constexpr float widest_of_parts = 1.7F;  ///< the same, where a part is none: the long bar of a 5
constexpr double largest_coordinate = 1e6;
constexpr std::size_t most_strokes = 512;

struct Extent {
    float low, high;
};

float overlap(Extent a, Extent b) {
    return std::min(a.high, b.high) - std::max(a.low, b.low);
}

InkBounds stroke_bounds(const PenStroke& stroke) {
    InkBounds box{stroke[0].x, stroke[0].y, stroke[0].x, stroke[0].y};
    for (const PenPoint& p : stroke) {
        box.left = std::min(box.left, p.x);
        box.right = std::max(box.right, p.x);
        box.top = std::min(box.top, p.y);
        box.bottom = std::max(box.bottom, p.y);
    }
    return box;
}

InkBounds joined(const InkBounds& a, const InkBounds& b) {
    return {std::min(a.left, b.left), std::min(a.top, b.top), std::max(a.right, b.right),
            std::max(a.bottom, b.bottom)};
}

struct Cluster {
    StrokeGroup strokes;
    InkBounds box;
};

/// Joins clusters while `same` says that two belong together.
template <class Same>
void join_clusters(std::vector<Cluster>& clusters, Same same) {
    for (std::size_t a = 0; a < clusters.size(); ++a)
        for (std::size_t b = a + 1; b < clusters.size();) {
            if (!same(clusters[a].box, clusters[b].box)) {
                ++b;
                continue;
            }
            auto& into = clusters[a];
            const auto& from = clusters[b];
            into.strokes.insert(into.strokes.end(), from.strokes.begin(), from.strokes.end());
            into.box = joined(into.box, from.box);
            clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(b));
            b = a + 1;  // the larger one may reach further
        }
}

std::vector<Cluster> clusters_of(const std::vector<PenStroke>& strokes,
                                 const StrokeGroup& members) {
    std::vector<Cluster> clusters;
    for (const std::size_t i : members) clusters.push_back({{i}, stroke_bounds(strokes[i])});
    return clusters;
}

Result<PenPoint> read_point(JsonElement element) {
    simdjson::dom::array numbers;
    if (element.get(numbers) != simdjson::SUCCESS) return data_error("a point wants [x, y]");
    double values[3] = {0, 0, 0.5};
    std::size_t count = 0;
    for (const JsonElement number : numbers) {
        double value = 0;
        if (count == 3 || number.get(value) != simdjson::SUCCESS ||
            std::abs(value) > largest_coordinate)
            return data_error("a point wants [x, y] or [x, y, pressure], numbers below 1,000,000");
        values[count++] = value;
    }
    if (count < 2 || values[2] < 0 || values[2] > 1)
        return data_error("a point wants [x, y] or [x, y, pressure] with a pressure of 0 to 1");
    return PenPoint{static_cast<float>(values[0]), static_cast<float>(values[1]),
                    static_cast<float>(values[2])};
}

}  // namespace

InkBounds bounds_of(const std::vector<PenStroke>& strokes, const StrokeGroup& group) {
    InkBounds box = stroke_bounds(strokes[group.front()]);
    for (const std::size_t i : group) box = joined(box, stroke_bounds(strokes[i]));
    return box;
}

std::vector<StrokeGroup> group_strokes(const std::vector<PenStroke>& strokes) {
    StrokeGroup all(strokes.size());
    std::iota(all.begin(), all.end(), 0U);
    float tallest = 0;
    for (const PenStroke& stroke : strokes) {
        const InkBounds box = stroke_bounds(stroke);
        tallest = std::max(tallest, box.bottom - box.top);
    }
    std::vector<Cluster> lines = clusters_of(strokes, all);
    join_clusters(lines, [&](const InkBounds& a, const InkBounds& b) {
        return overlap({a.top, a.bottom}, {b.top, b.bottom}) > -new_line_gap * tallest;
    });
    std::sort(lines.begin(), lines.end(),
              [](const Cluster& a, const Cluster& b) { return a.box.top < b.box.top; });
    std::vector<StrokeGroup> groups;
    for (const Cluster& line : lines) {
        std::vector<Cluster> digits = clusters_of(strokes, line.strokes);
        // A vertical bar has no width of its own to speak of.
        const float least = 0.1F * std::max(tallest, 1e-3F);
        join_clusters(digits, [&](const InkBounds& a, const InkBounds& b) {
            const float width = std::max(std::min(a.right - a.left, b.right - b.left), least);
            return overlap({a.left, a.right}, {b.left, b.right}) >=
                   same_digit_overlap * width - (width == least ? least : 0.0F);
        });
        std::sort(digits.begin(), digits.end(), [](const Cluster& a, const Cluster& b) {
            return a.box.left + a.box.right < b.box.left + b.box.right;
        });
        for (Cluster& digit : digits) {
            std::sort(digit.strokes.begin(), digit.strokes.end());
            groups.push_back(std::move(digit.strokes));
        }
    }
    return groups;
}

std::vector<StrokeGroup> join_by_confidence(
    const std::vector<PenStroke>& strokes, std::vector<StrokeGroup> groups,
    const std::function<double(const StrokeGroup&)>& confidence) {
    for (std::size_t i = 0; i + 1 < groups.size();) {
        const InkBounds a = bounds_of(strokes, groups[i]), b = bounds_of(strokes, groups[i + 1]);
        const InkBounds both = joined(a, b);
        const float height = both.bottom - both.top;
        const bool close = overlap({a.left, a.right}, {b.left, b.right}) > -neighbour_gap * height;
        const bool one_line =
            overlap({a.top, a.bottom}, {b.top, b.bottom}) > -neighbour_gap * height;
        StrokeGroup together = groups[i];
        together.insert(together.end(), groups[i + 1].begin(), groups[i + 1].end());
        std::sort(together.begin(), together.end());
        const float width = both.right - both.left;
        const auto is_digit = [&] {
            if (!close || !one_line || width >= widest_of_parts * height) return false;
            const double apart = std::min(confidence(groups[i]), confidence(groups[i + 1]));
            return (width < widest_digit * height || apart <= 0) && confidence(together) > apart;
        };
        if (is_digit()) {
            groups[i] = std::move(together);
            groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(i) + 1);
            i = i == 0 ? 0 : i - 1;
        } else {
            ++i;
        }
    }
    return groups;
}

FramedDigit frame_strokes(const std::vector<PenStroke>& strokes, const StrokeGroup& group) {
    const InkBounds box = bounds_of(strokes, group);
    const float width = box.right - box.left, height = box.bottom - box.top;
    const float longer = std::max(width, height);
    // A dot has no size: it is drawn as it is.
    const float scale = longer > 0 ? drawn_side / longer : 1.0F;
    const float margin = 1.5F * pen_radius + 1;
    GreyImage ink;
    ink.width = static_cast<int>(std::ceil(width * scale + 2 * margin));
    ink.height = static_cast<int>(std::ceil(height * scale + 2 * margin));
    Canvas canvas(ink.width, ink.height);
    std::vector<StrokePoint> points;
    for (const std::size_t i : group) {
        points.clear();
        for (const PenPoint& p : strokes[i])
            points.push_back({(p.x - box.left) * scale + margin, (p.y - box.top) * scale + margin,
                              pen_radius * (0.75F + 0.5F * p.pressure)});
        canvas.draw_stroke(points);
    }
    ink.pixels.resize(static_cast<std::size_t>(ink.width) * static_cast<std::size_t>(ink.height));
    canvas.write(ink.pixels);
    Box inked{ink.width, ink.height, 0, 0};
    int right = 0, bottom = 0;
    for (int y = 0; y < ink.height; ++y)
        for (int x = 0; x < ink.width; ++x)
            if (ink.at(x, y) > 0) {
                inked.left = std::min(inked.left, x);
                inked.top = std::min(inked.top, y);
                right = std::max(right, x + 1);
                bottom = std::max(bottom, y + 1);
            }
    inked.width = right - inked.left;
    inked.height = bottom - inked.top;
    FramedDigit framed;
    framed.pixels = frame_ink(ink, inked);
    framed.ink_box = inked;
    return framed;
}

Result<std::vector<PenStroke>> strokes_from_json(std::string_view json) {
    INKLING_TRY(const JsonElement document, read_json(json));
    INKLING_TRY(const JsonObject root, object_of(document, "the request"));
    simdjson::dom::array list;
    const auto given = member(root, "strokes");
    if (!given || given->get(list) != simdjson::SUCCESS)
        return data_error("wants strokes, an array of arrays of points [x, y]");
    std::vector<PenStroke> strokes;
    for (const JsonElement element : list) {
        simdjson::dom::array points;
        if (element.get(points) != simdjson::SUCCESS || points.size() == 0)
            return data_error("a stroke wants an array of points, at least one");
        if (strokes.size() == most_strokes)
            return data_error(fmt::format("more than {} strokes", most_strokes));
        strokes.emplace_back();
        for (const JsonElement point : points) {
            INKLING_TRY(const PenPoint p, read_point(point));
            strokes.back().push_back(p);
        }
    }
    if (strokes.empty()) return data_error("no ink found: there are no strokes");
    return strokes;
}

}  // namespace inkling
