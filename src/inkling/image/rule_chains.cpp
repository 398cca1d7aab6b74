#include "inkling/image/rule_chains_impl.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace inkling {
namespace {

constexpr int largest_gap = 4;      // rows without a thin run within a chain
constexpr double steepest = 0.36;   // the tangent of 20 degrees
constexpr int least_straight = 12;  // times its thickness: of a part of a bent chain
constexpr double step = 1.01;       // pixels that the middle may move from row to row

double middle_of(const Run& run) {
    return (run.first + run.last - 1) / 2.0;
}

/// The chain that these runs make.
Chain chain_of(std::vector<Run> runs) {
    Chain chain;
    for (const Run& run : runs) {
        chain.fit.add(run.y, middle_of(run));
        chain.thickness += run.length();
    }
    chain.thickness /= static_cast<double>(runs.size());
    chain.runs = std::move(runs);
    return chain;
}

/// Chains that may still grow, in order of their place across.
class Growing {
  public:
    Growing(int thickest, int shortest, std::vector<Chain>& done)
        : thickest_(thickest), shortest_(shortest), done_(done) {}

    void add_row(int y, std::span<const Run> runs) {
        next_.clear();
        std::size_t old = 0;
        for (const Run& run : runs) {
            if (run.length() > thickest_) continue;
            const double middle = middle_of(run);
            while (old < tips_.size() && tips_[old].middle < middle - tips_[old].reach(y))
                keep_or_finish(tips_[old++], y);
            const bool goes_on =
                old < tips_.size() && std::fabs(tips_[old].middle - middle) <= tips_[old].reach(y);
            const std::size_t chain = goes_on ? tips_[old++].chain : new_chain();
            chains_[chain].push_back(run);
            next_.push_back({middle, y, chain});
        }
        while (old < tips_.size()) keep_or_finish(tips_[old++], y);
        std::sort(next_.begin(), next_.end(),
                  [](const Tip& a, const Tip& b) { return a.middle < b.middle; });
        tips_.swap(next_);
    }

    void finish_all() {
        for (const Tip& tip : tips_) finish(tip.chain);
        tips_.clear();
    }

  private:
    /// The end of a chain: where its last run lies.
    struct Tip {
        double middle;
        int row;
        std::size_t chain;

        [[nodiscard]] double reach(int y) const { return step * (y - row); }
    };

    std::size_t new_chain() {
        if (free_.empty()) {
            chains_.emplace_back();
            return chains_.size() - 1;
        }
        const std::size_t chain = free_.back();
        free_.pop_back();
        return chain;
    }

    void keep_or_finish(const Tip& tip, int y) {
        if (y - tip.row <= largest_gap)
            next_.push_back(tip);
        else
            finish(tip.chain);
    }

    /// Most are short: their memory serves the next ones.
    void finish(std::size_t chain) {
        std::vector<Run>& runs = chains_[chain];
        if (runs.back().y - runs.front().y + 1 >= shortest_) finish(chain_of(std::move(runs)));
        runs.clear();
        free_.push_back(chain);
    }

    /// Where a rule meets a digit the chain may follow the digit's edge: what is straight of it
    /// counts.
    void finish(Chain&& chain) {
        if (chain.length() < shortest_) return;
        if (chain.is_straight()) {
            done_.push_back(std::move(chain));
            return;
        }
        if (chain.length() < 2 * least_straight * chain.thickness) return;
        const auto bend = farthest(chain);
        if (bend == chain.runs.begin()) return;  // straight, but too steep
        for (const auto& [from, to] :
             {std::pair{chain.runs.begin(), bend}, {bend, chain.runs.end()}})
            if (to - from >= least_straight) finish(chain_of({from, to}));
    }

    /// The run that lies farthest from the line through both ends of the chain.
    static std::vector<Run>::iterator farthest(Chain& chain) {
        const double start = middle_of(chain.runs.front());
        const double slope =
            (middle_of(chain.runs.back()) - start) / std::max(chain.length() - 1, 1);
        const auto distance = [&](const Run& run) {
            return std::fabs(middle_of(run) - start - slope * (run.y - chain.first()));
        };
        return std::max_element(
            chain.runs.begin(), chain.runs.end(),
            [&](const Run& a, const Run& b) { return distance(a) < distance(b); });
    }

    int thickest_;
    int shortest_;
    std::vector<Chain>& done_;
    std::vector<std::vector<Run>> chains_;
    std::vector<std::size_t> free_;  ///< those of `chains_` that are not in use
    std::vector<Tip> tips_, next_;
};

}  // namespace

void LineFit::add(double row, double across) {
    n += 1;
    y += row;
    c += across;
    yy += row * row;
    yc += row * across;
    cc += across * across;
}

void LineFit::add(const LineFit& other) {
    n += other.n;
    y += other.y;
    c += other.c;
    yy += other.yy;
    yc += other.yc;
    cc += other.cc;
}

double LineFit::slope() const {
    const double spread = yy - y * y / n;
    return spread > 1e-9 ? (yc - y * c / n) / spread : 0;
}

double LineFit::deviation() const {
    const double rest = (cc - c * c / n) - slope() * (yc - y * c / n);
    return std::sqrt(std::max(rest, 0.0) / n);
}

bool Chain::is_straight() const {
    return std::fabs(fit.slope()) <= steepest &&
           fit.deviation() <= 0.5 + 0.2 * thickness + 0.004 * length();
}

std::vector<Chain> find_chains(const RunTable& table, int thickest, int shortest) {
    std::vector<Chain> done;
    Growing growing(thickest, shortest, done);
    for (int y = 0; y < table.height; ++y) growing.add_row(y, table.row(y));
    growing.finish_all();
    return done;
}

}  // namespace inkling
