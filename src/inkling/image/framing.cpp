#include "inkling/image/framing.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "inkling/base/math.hpp"
#include "inkling/base/text.hpp"
#include "inkling/tensor/kernels.hpp"

namespace inkling {

namespace {

constexpr std::array<std::pair<std::string_view, Framing>, 4> framing_names = {{
    {"mnist", Framing::mnist},
    {"moments", Framing::moments},
    {"upright", Framing::upright},
    {"gentle", Framing::gentle},
}};

/// What a framing keeps of a digit: `slant` is the share of the slant taken away; sizes are scaled
/// by (spread/usual spread)^power.
struct Plan {
    double slant = 1;
    double width_power = 0;
    double height_power = 0;
};

Plan plan_of(Framing framing) {
    switch (framing) {
        case Framing::moments:
            return {1, 0.5, 1};
        case Framing::gentle:
            return {0.5, 0.3, 0.5};
        case Framing::upright:
        case Framing::mnist:
            break;
    }
    return {};
}

// The spread (standard deviation of the ink) of a usual digit, in pixels, and how far another may
// be brought towards it.
constexpr double usual_width = 3.4;
constexpr double usual_height = 5.5;
constexpr double least_factor = 0.7;
constexpr double largest_factor = 1.35;

double factor(double spread, double usual, double power) {
    if (power == 0) return 1;
    const double ratio = spread / usual;
    const double raised = power == 1     ? ratio
                          : power == 0.5 ? std::sqrt(ratio)
                                         : math::pow(std::max(ratio, 1e-6), power);
    return std::clamp(raised, least_factor, largest_factor);
}

}  // namespace

std::string_view name_of(Framing framing) {
    for (const auto& [name, value] : framing_names)
        if (value == framing) return name;
    return "?";
}

Result<Framing> framing_named(std::string_view name) {
    std::string known;
    for (const auto& [candidate, value] : framing_names) {
        if (candidate == name) return value;
        known += (known.empty() ? "" : ", ") + std::string(candidate);
    }
    return usage_error("unknown framing '" + printable(name) + "'", "known are " + known);
}

std::string name_of(const std::vector<Framing>& list) {
    std::string names;
    for (const Framing framing : list)
        names += (names.empty() ? "" : ",") + std::string(name_of(framing));
    return names;
}

Result<std::vector<Framing>> framings_named(std::string_view names) {
    std::vector<Framing> list;
    for (const std::string_view name : split(names, ',')) {
        INKLING_TRY(const Framing framing, framing_named(name));
        list.push_back(framing);
    }
    if (list.size() > max_framings)
        return usage_error(
            "a network sees at most " + std::to_string(max_framings) + " framings of a digit",
            "leave some out");
    return list;
}

Affine framing_map(Framing framing, FramedSpan digit) {
    if (framing == Framing::mnist) return {};
    InkMoments m;
    kernels().ink_moments(digit.data(), m);
    if (m.mass == 0) return {};
    const auto mass = static_cast<double>(m.mass);
    const double cx = static_cast<double>(m.x) / mass, cy = static_cast<double>(m.y) / mass;
    const double xx = static_cast<double>(m.xx) / mass - cx * cx;
    const double xy = static_cast<double>(m.xy) / mass - cx * cy;
    const double yy = static_cast<double>(m.yy) / mass - cy * cy;
    // Ink of one row has no slant.
    const double slant = yy > 0.25 ? xy / yy : 0;
    const Plan plan = plan_of(framing);
    const double ky = factor(std::sqrt(std::max(yy, 0.0)), usual_height, plan.height_power);
    const double kx =
        factor(std::sqrt(std::max(xx - slant * xy, 0.0)), usual_width, plan.width_power);
    const Affine shape{kx, plan.slant * slant * ky, 0, 0, ky, 0};
    return Affine::translation(-framed_centre.x, -framed_centre.y)
        .then(shape)
        .then(Affine::translation(cx, cy));
}

void frame_planes(std::span<const Framing> framings, FramedSpan digit,
                  std::span<std::uint8_t> planes, Point shift) {
    constexpr Framing none[] = {Framing::mnist};
    if (framings.empty()) framings = none;
    for (std::size_t i = 0; i < framings.size(); ++i) {
        const std::span<std::uint8_t, framed_size> plane(planes.data() + i * framed_size,
                                                         framed_size);
        if (framings[i] == Framing::mnist && shift.x == 0 && shift.y == 0)
            std::copy(digit.begin(), digit.end(), plane.begin());
        else
            warp(digit, Affine::translation(shift.x, shift.y).then(framing_map(framings[i], digit)),
                 plane);
    }
}

}  // namespace inkling
