#include "inkling/image/form_frame.hpp"

#include <cmath>

namespace inkling {
namespace {

constexpr double least_side = 0.4;  // of the picture: a shorter rule is no side of the frame

double length_of(const Rule& rule) {
    return std::hypot(rule.x1 - rule.x0, rule.y1 - rule.y0);
}

std::optional<PagePoint> crossing(const Rule& a, const Rule& b) {
    const double ax = a.x1 - a.x0, ay = a.y1 - a.y0;
    const double bx = b.x1 - b.x0, by = b.y1 - b.y0;
    const double cross = ax * by - ay * bx;
    if (std::fabs(cross) < 1e-9) return std::nullopt;
    const double t = ((b.x0 - a.x0) * by - (b.y0 - a.y0) * bx) / cross;
    // The middle of pixel 0 lies at 0.5.
    return PagePoint{a.x0 + t * ax + 0.5, a.y0 + t * ay + 0.5};
}

}  // namespace

std::optional<Corners> find_frame(std::span<const Rule> rules, int width, int height) {
    const Rule* top = nullptr;
    const Rule* bottom = nullptr;
    const Rule* left = nullptr;
    const Rule* right = nullptr;
    for (const Rule& rule : rules) {
        if (length_of(rule) < least_side * (rule.upright ? height : width)) continue;
        const double place = rule.upright ? rule.x0 + rule.x1 : rule.y0 + rule.y1;
        const Rule*& low = rule.upright ? left : top;
        const Rule*& high = rule.upright ? right : bottom;
        const auto place_of = [&](const Rule* r) {
            return rule.upright ? r->x0 + r->x1 : r->y0 + r->y1;
        };
        if (low == nullptr || place < place_of(low)) low = &rule;
        if (high == nullptr || place > place_of(high)) high = &rule;
    }
    if (top == nullptr || left == nullptr || top == bottom || left == right) return std::nullopt;
    const auto a = crossing(*top, *left), b = crossing(*top, *right);
    const auto c = crossing(*bottom, *right), d = crossing(*bottom, *left);
    if (!a || !b || !c || !d) return std::nullopt;
    return Corners{*a, *b, *c, *d};
}

}  // namespace inkling
