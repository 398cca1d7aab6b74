#include "inkling/answer/number_pattern.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

namespace inkling {
namespace {

constexpr double impossible = -1e18;

int modulus_of(CheckDigit check) {
    switch (check) {
        case CheckDigit::none:
            return 1;
        case CheckDigit::luhn:
        case CheckDigit::ean:
            return 10;
        case CheckDigit::isbn10:
            return 11;
        case CheckDigit::mod97:
            return 97;
    }
    return 1;
}

int accepted_state(CheckDigit check) {
    return check == CheckDigit::mod97 ? 1 : 0;
}

/// The remainder after digit number `index` (from the left) of `count`.
int next_state(CheckDigit check, int state, int index, int count, int digit) {
    const bool second = (count - 1 - index) % 2 == 1;  // from the right
    switch (check) {
        case CheckDigit::none:
            return 0;
        case CheckDigit::luhn:
            return (state + (second ? digit * 2 / 10 + digit * 2 % 10 : digit)) % 10;
        case CheckDigit::ean:
            return (state + (second ? 3 : 1) * digit) % 10;
        case CheckDigit::isbn10:
            return (state + (count - index) * digit) % 11;
        case CheckDigit::mod97:
            return (state * 10 + digit) % 97;
    }
    return 0;
}

/// What may come before a place of the search.
struct Step {
    std::size_t cell = std::numeric_limits<std::size_t>::max();  ///< none: the piece is left out
    std::int8_t digit = 0;
    std::int16_t state = 0;  ///< before it
};

/// Dynamic programming over (pieces passed, digits read, remainder) for numbers of one length.
class Search {
  public:
    Search(std::span<const ScoredCell> cells, std::span<const Piece> pieces, double height,
           const NumberPattern& pattern, int count)
        : cells_(cells),
          pieces_(pieces),
          pattern_(pattern),
          count_(count),
          states_(modulus_of(pattern.check)),
          score_((pieces.size() + 1) * static_cast<std::size_t>((count + 1) * states_), impossible),
          step_(score_.size()),
          height_(height) {}

    double run() {
        std::vector<std::vector<std::size_t>> starting_at(pieces_.size() + 1);
        for (std::size_t i = 0; i < cells_.size(); ++i)
            starting_at[cells_[i].cell.first].push_back(i);
        score_[at(0, 0, 0)] = 0;
        for (std::size_t place = 0; place < pieces_.size(); ++place)
            for (int read = 0; read <= count_; ++read)
                for (int state = 0; state < states_; ++state) {
                    const double score = score_[at(place, read, state)];
                    if (score <= impossible) continue;
                    offer(at(place + 1, read, state),
                          score - cost_of_leaving(pieces_[place], height_),
                          {std::numeric_limits<std::size_t>::max(), 0,
                           static_cast<std::int16_t>(state)});
                    if (read < count_)
                        for (const std::size_t i : starting_at[place])
                            extend(i, read, state, score);
                }
        return score_[at(pieces_.size(), count_, accepted_state(pattern_.check))];
    }

    [[nodiscard]] std::vector<ReadCell> way() const {
        std::vector<ReadCell> way;
        std::size_t place = pieces_.size();
        int read = count_;
        int state = accepted_state(pattern_.check);
        while (place > 0) {
            const Step& step = step_[at(place, read, state)];
            state = step.state;
            if (step.cell == std::numeric_limits<std::size_t>::max()) {
                --place;
                continue;
            }
            way.push_back({step.cell, step.digit});
            place = cells_[step.cell].cell.first;
            --read;
        }
        std::reverse(way.begin(), way.end());
        return way;
    }

  private:
    [[nodiscard]] std::size_t at(std::size_t place, int read, int state) const {
        return (place * static_cast<std::size_t>(count_ + 1) + static_cast<std::size_t>(read)) *
                   static_cast<std::size_t>(states_) +
               static_cast<std::size_t>(state);
    }

    void offer(std::size_t index, double score, Step step) {
        if (score <= score_[index]) return;
        score_[index] = score;
        step_[index] = step;
    }

    void extend(std::size_t cell, int read, int state, double score) {
        for (int digit = 0; digit < 10; ++digit) {
            if (!pattern_.allowed[static_cast<std::size_t>(digit)]) continue;
            const int next = next_state(pattern_.check, state, read, count_, digit);
            offer(at(cells_[cell].cell.last, read + 1, next), score + score_of(cells_[cell], digit),
                  {cell, static_cast<std::int8_t>(digit), static_cast<std::int16_t>(state)});
        }
    }

    std::span<const ScoredCell> cells_;
    std::span<const Piece> pieces_;
    const NumberPattern& pattern_;
    int count_;
    int states_;
    std::vector<double> score_;
    std::vector<Step> step_;
    double height_;
};

}  // namespace

std::optional<CheckDigit> parse_check_digit(std::string_view name) {
    if (name == "none") return CheckDigit::none;
    if (name == "luhn") return CheckDigit::luhn;
    if (name == "ean" || name == "isbn13") return CheckDigit::ean;
    if (name == "isbn10") return CheckDigit::isbn10;
    if (name == "mod97") return CheckDigit::mod97;
    return std::nullopt;
}

bool is_valid(CheckDigit check, std::span<const int> digits) {
    int state = 0;
    for (std::size_t i = 0; i < digits.size(); ++i)
        state = next_state(check, state, static_cast<int>(i), static_cast<int>(digits.size()),
                           digits[i]);
    return check == CheckDigit::none || state == accepted_state(check);
}

std::optional<ValidWay> best_valid_way(std::span<const ScoredCell> cells,
                                       std::span<const Piece> pieces, double height,
                                       const NumberPattern& pattern) {
    std::optional<ValidWay> best;
    const int most = std::min(pattern.most_digits, static_cast<int>(pieces.size()));
    for (int count = std::max(pattern.least_digits, 1); count <= most; ++count) {
        Search search(cells, pieces, height, pattern, count);
        const double score = search.run();
        if (score > (best ? best->score : impossible)) best = ValidWay{search.way(), score};
    }
    return best;
}

}  // namespace inkling
