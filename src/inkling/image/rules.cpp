#include "inkling/image/rules.hpp"

#include <algorithm>
#include <cmath>

#include "inkling/image/rule_chains_impl.hpp"

namespace inkling {
namespace {

constexpr double faint_share = 0.2;     // rules are often fainter than ink
constexpr double thin_share = 100;      // of the picture's shorter side is the thickest rule
constexpr int least_thickest = 3;       // but rules of this many pixels are always seen
constexpr double sure_aspect = 24;      // no pen stroke is as long for its breadth and straight
constexpr double part_aspect = 4;       // of pieces that continue a rule behind a digit
constexpr int shortest_chain = 8;       // pixels
constexpr double side_support = 0.3;    // of its length is seen of the side of a box
constexpr double side_thickness = 2.5;  // of the rules that it joins

/// A straight line, position across as a function of the row, ready to be asked.
struct Line {
    double across = 0, row = 0, slope = 0;

    Line() = default;
    explicit Line(const LineFit& fit)
        : across(fit.c / fit.n), row(fit.y / fit.n), slope(fit.slope()) {}
    [[nodiscard]] double at(double y) const { return across + slope * (y - row); }
};

/// A chain that may be a rule or part of one.
struct Candidate {
    const Chain* chain;
    Line line;
    bool used = false;
};

/// A rule in the making: chains in line with each other.
struct Group {
    std::vector<const Chain*> chains;
    LineFit fit;
    Line line;
    int first = 0;
    int last = 0;
    double support = 0;  ///< rows with a thin run

    void add(const Chain& chain) {
        if (chains.empty()) first = chain.first(), last = chain.last();
        chains.push_back(&chain);
        fit.add(chain.fit);
        line = Line(fit);
        first = std::min(first, chain.first());
        last = std::max(last, chain.last());
        support += static_cast<double>(chain.runs.size());
    }

    /// How far the chain's end lies off this line, less what may be expected at its distance.
    [[nodiscard]] double misfit(const Candidate& candidate) const {
        const Chain& chain = *candidate.chain;
        const int near_row = chain.first() > last ? chain.first() : chain.last();
        const double distance = std::max({0, chain.first() - last, first - chain.last()});
        const double off = std::fabs(line.at(near_row) - candidate.line.at(near_row));
        return off - (1.2 + 0.012 * distance);
    }
};

/// Whether it runs from one rule across to another, no thicker than they are: the side of a box.
bool is_side(const Group& group, std::span<const Rule> across) {
    if (group.support < side_support * (group.last - group.first)) return false;
    const auto meets_rule = [&](int row) {
        const double x = group.line.at(row);
        return std::any_of(across.begin(), across.end(), [&](const Rule& rule) {
            const double share = (x - rule.x0) / std::max(rule.x1 - rule.x0, 1.0);
            const double y = rule.y0 + share * (rule.y1 - rule.y0);
            return x >= rule.x0 - 2 && x <= rule.x1 + 2 &&
                   std::fabs(y - row) <= rule.thickness + 2 &&
                   group.chains.front()->thickness <= side_thickness * rule.thickness;
        });
    };
    return meets_rule(group.first) && meets_rule(group.last);
}

/// Puts chains in line together, the longest first. `across`: rules of the other direction, if
/// they are known.
std::vector<Group> grouped(const std::vector<Chain>& chains, int rows,
                           std::span<const Rule> across) {
    std::vector<Candidate> order;
    for (const Chain& chain : chains)
        if (chain.length() >= part_aspect * chain.thickness)
            order.push_back({&chain, Line(chain.fit)});
    std::stable_sort(order.begin(), order.end(), [](const Candidate& a, const Candidate& b) {
        return a.chain->length() > b.chain->length();
    });
    std::vector<Group> rules;
    std::vector<std::size_t> members;
    for (std::size_t seed = 0; seed < order.size(); ++seed) {
        const Chain& longest = *order[seed].chain;
        const double aspect = longest.length() / std::max(longest.thickness, 1.0);
        if (order[seed].used || aspect < part_aspect * 2) continue;
        Group group;
        group.add(longest);
        members.assign(1, seed);
        order[seed].used = true;
        for (bool grows = true; grows;) {
            grows = false;
            for (std::size_t i = seed + 1; i < order.size(); ++i) {
                if (order[i].used || group.misfit(order[i]) > 0) continue;
                group.add(*order[i].chain);
                members.push_back(i);
                order[i].used = true;
                grows = true;
            }
        }
        const bool is_long = group.support >= 0.45 * rows && members.size() >= 3;
        if (aspect >= sure_aspect || is_long || is_side(group, across))
            rules.push_back(std::move(group));
        else
            for (const std::size_t i : members) order[i].used = false;
    }
    return rules;
}

void erase(GreyImage& image, const Run& run, bool upright) {
    // A pixel more on each side: the soft edge.
    const int across = upright ? image.width : image.height;
    for (int c = std::max(run.first - 1, 0); c < std::min(run.last + 1, across); ++c)
        (upright ? image.at(c, run.y) : image.at(run.y, c)) = 0;
}

/// Erases the rule's own runs, and between its chains those thin runs that lie on its way.
void erase(GreyImage& image, const Group& group, const RunTable& table, bool upright) {
    double thickness = 0;
    for (const Chain* chain : group.chains)
        thickness += chain->thickness * static_cast<double>(chain->runs.size());
    thickness /= group.support;
    std::vector<std::uint8_t> done(static_cast<std::size_t>(table.height), 0);
    for (const Chain* chain : group.chains)
        for (const Run& run : chain->runs) {
            done[static_cast<std::size_t>(run.y)] = 1;
            if (run.length() <= 1.6 * thickness + 1.5) erase(image, run, upright);
        }
    const int margin = static_cast<int>(4 * thickness) + 6;
    for (int y = std::max(group.first - margin, 0);
         y <= std::min(group.last + margin, table.height - 1); ++y) {
        if (done[static_cast<std::size_t>(y)] != 0) continue;
        const double middle = group.line.at(y);
        for (const Run& run : table.row(y))
            if (run.length() <= 1.4 * thickness + 1.5 &&
                std::fabs((run.first + run.last - 1) / 2.0 - middle) <= 0.5 * thickness + 1.5)
                erase(image, run, upright);
    }
}

Rule as_rule(const Group& group, bool upright) {
    const double begin = group.line.at(group.first);
    const double end = group.line.at(group.last);
    const double thickness = group.chains.front()->thickness;
    if (upright)
        return {begin,     static_cast<double>(group.first),
                end,       static_cast<double>(group.last),
                thickness, true};
    return {static_cast<double>(group.first),
            begin,
            static_cast<double>(group.last),
            end,
            thickness,
            false};
}

}  // namespace

std::vector<Rule> remove_rules(InkMap& map) {
    std::vector<Rule> rules;
    if (map.level <= 0) return rules;
    const double threshold = std::max({faint_share * map.level, 4 * map.noise, 8.0});
    const int side = std::min(map.ink.width, map.ink.height);
    const int thickest = std::max(least_thickest, static_cast<int>(side / thin_share + 0.5));
    const InkBits ink = ink_bits(map.ink, threshold);
    const RunTable down = find_runs(transposed(ink));
    const RunTable across = find_runs(ink);
    for (const bool upright : {false, true}) {
        const RunTable& table = upright ? across : down;
        const std::vector<Chain> chains = find_chains(table, thickest, shortest_chain);
        const std::vector<Rule> level = rules;  // the others are found first
        for (const Group& group : grouped(chains, table.height, level)) {
            erase(map.ink, group, table, upright);
            rules.push_back(as_rule(group, upright));
        }
    }
    return rules;
}

}  // namespace inkling
