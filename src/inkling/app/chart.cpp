#include "inkling/app/chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "inkling/app/html.hpp"
#include "inkling/base/text.hpp"

namespace inkling {

namespace {

// Units of the view box; the page scales it.
constexpr double width = 460;
constexpr double height = 270;
constexpr double left = 52;
constexpr double right = 14;
constexpr double top = 14;
constexpr double bottom = 38;

struct Scale {
    double low;
    double high;
    double from;  ///< where `low` is drawn
    double to;

    [[nodiscard]] double operator()(double value) const {
        return from + (value - low) / (high - low) * (to - from);
    }
};

std::string open_svg(const std::string& title) {
    return fmt::format(R"(<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">)"
                       "\n",
                       width, height, html_escaped(title));
}

std::string horizontal(double y, const std::string& label) {
    return fmt::format(R"(<line class="grid" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>)"
                       R"(<text class="tick" x="{}" y="{:.1f}" text-anchor="end">{}</text>)"
                       "\n",
                       left, width - right, y, y, left - 8, y + 4, label);
}

std::string below(double x, const std::string& label) {
    return fmt::format(R"(<text class="tick" x="{:.1f}" y="{}" text-anchor="middle">{}</text>)"
                       "\n",
                       x, height - bottom + 18, label);
}

std::string axis_name(const std::string& name) {
    return fmt::format(R"(<text class="axis" x="{}" y="{}" text-anchor="middle">{}</text>)"
                       "\n",
                       (left + width - right) / 2, height - 4, name);
}

/// As few decimals as tell the ticks apart.
std::string tick_label(double value, double step, bool percent) {
    const double shown_step = percent ? 100 * step : step;
    int decimals = 0;
    while (decimals < 6 && std::fabs(std::round(shown_step * std::pow(10, decimals)) -
                                     shown_step * std::pow(10, decimals)) > 1e-6)
        ++decimals;
    return fmt::format("{:.{}f}{}", percent ? 100 * value : value, decimals, percent ? " %" : "");
}

std::string value_label(double value, bool percent) {
    return percent ? fmt::format("{:.2f} %", 100 * value) : fmt::format("{:.4f}", value);
}

struct Range {
    double low = 0;
    double high = 1;
    std::size_t epochs = 0;
};

Range range_of(const std::vector<Curve>& curves, bool percent) {
    Range range{1e300, -1e300, 0};
    for (const Curve& curve : curves) {
        range.epochs = std::max(range.epochs, curve.values.size());
        for (const double value : curve.values) {
            if (!std::isfinite(value)) continue;
            range.low = std::min(range.low, value);
            range.high = std::max(range.high, value);
        }
    }
    if (range.low > range.high) return {0, 1, range.epochs};
    if (!percent) range.low = 0;
    if (range.high - range.low < 1e-9) range.high = range.low + (percent ? 0.01 : 0.1);
    if (percent) range.high = std::min(1.0, range.high + 0.05 * (range.high - range.low));
    return range;
}

std::string curve_svg(const Curve& curve, const Scale& x, const Scale& y, bool percent) {
    std::string path, points;
    for (std::size_t i = 0; i < curve.values.size(); ++i) {
        const double value = curve.values[i];
        if (!std::isfinite(value)) continue;
        const double px = x(static_cast<double>(i + 1));
        const double py = y(value);
        path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", px, py);
        points +=
            fmt::format(R"(<g class="point"><circle cx="{:.1f}" cy="{:.1f}" r="9" class="hit"/>)"
                        R"(<circle cx="{:.1f}" cy="{:.1f}" r="3" class="dot {}"/>)"
                        "<title>epoch {}: {} {}</title></g>\n",
                        px, py, px, py, curve.style, i + 1, html_escaped(curve.name),
                        value_label(value, percent));
    }
    // Many points would hide the curve.
    const bool crowded = curve.values.size() > 60;
    return fmt::format(R"(<path class="curve {}" d="{}"/>)"
                       "\n<g{}>{}</g>\n",
                       curve.style, path, crowded ? R"( class="crowded")" : "", points);
}

}  // namespace

std::vector<double> nice_ticks(double low, double high, int count) {
    const double rough = (high - low) / std::max(1, count);
    const double magnitude = std::pow(10, std::floor(std::log10(rough)));
    double step = 10 * magnitude;
    for (const double factor : {1.0, 2.0, 2.5, 5.0})
        if (factor * magnitude >= rough * 0.999) {
            step = factor * magnitude;
            break;
        }
    std::vector<double> ticks;
    const double first = std::floor(low / step + 1e-9);
    for (double i = first; ticks.size() < 50; ++i) {
        ticks.push_back(i * step);
        if (i * step >= high - step * 1e-9) break;
    }
    return ticks;
}

std::string line_chart(const std::vector<Curve>& curves, const ChartOptions& options) {
    const Range range = range_of(curves, options.percent);
    const auto ticks = nice_ticks(range.low, range.high, 4);
    const Scale y{ticks.front(), ticks.back(), height - bottom, top};
    const double last = std::max<double>(static_cast<double>(range.epochs), 2);
    const Scale x{1, last, left + 10, width - right - 6};
    std::string svg = open_svg(options.title);
    const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : 1;
    for (const double tick : ticks)
        svg += horizontal(y(tick), tick_label(tick, step, options.percent));
    for (const double tick : nice_ticks(1, last, 6)) {
        const double epoch = std::max(1.0, tick);
        if (epoch <= last && std::fabs(epoch - std::round(epoch)) < 1e-9)
            svg += below(x(epoch), fmt::format("{:.0f}", epoch));
    }
    if (options.marked_epoch > 0 && range.epochs > 1)
        svg += fmt::format(R"(<line class="mark" x1="{0:.1f}" x2="{0:.1f}" y1="{1}" y2="{2}"/>)"
                           "\n",
                           x(options.marked_epoch), top, height - bottom);
    for (const Curve& curve : curves) svg += curve_svg(curve, x, y, options.percent);
    return svg + axis_name("epoch") + "</svg>\n";
}

std::string reliability_chart(const std::vector<ReliabilityBin>& bins) {
    const Scale x{0, 1, left, width - right};
    const Scale y{0, 1, height - bottom, top};
    std::string svg = open_svg("How often answers are right, over how sure the network was");
    for (const double tick : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        svg += horizontal(y(tick), tick_label(tick, 0.25, true));
        svg += below(x(tick), tick_label(tick, 0.25, true));
    }
    std::size_t most = 1;
    for (const ReliabilityBin& bin : bins) most = std::max(most, bin.images);
    for (const ReliabilityBin& bin : bins) {
        if (bin.images == 0) continue;
        // Few images are weak evidence, and drawn pale.
        const double weight =
            std::log1p(static_cast<double>(bin.images)) / std::log1p(static_cast<double>(most));
        svg += fmt::format(
            R"(<rect class="reliability" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" )"
            R"(fill-opacity="{:.2f}"><title>{:.0f} to {:.0f} % sure: {} images, {:.1f} % right)"
            "</title></rect>\n",
            x(bin.low) + 2, y(bin.accuracy), x(bin.high) - x(bin.low) - 4, y(0) - y(bin.accuracy),
            0.25 + 0.75 * weight, 100 * bin.low, 100 * bin.high, with_commas(bin.images),
            100 * bin.accuracy);
    }
    svg += fmt::format(R"(<line class="ideal" x1="{}" x2="{}" y1="{}" y2="{}"/>)"
                       "\n",
                       x(0), x(1), y(0), y(1));
    return svg + axis_name("how sure the network was") + "</svg>\n";
}

}  // namespace inkling
