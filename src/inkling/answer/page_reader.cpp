#include "inkling/answer/page_reader_impl.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "inkling/base/math.hpp"

namespace inkling {
namespace {

constexpr std::size_t batch_rows = 64;
constexpr std::size_t longest_merge = 3;  // whole components
constexpr float settled_none = 0.05F;     // it is a digit, though perhaps not clear which
constexpr double settled_height = 0.7;    // of the line's: a shorter one may be a fragment
constexpr double settled_width = 1.1;
constexpr double cut_width = 0.42;  // of the height: narrower components are not cut
// Of cells that begin or end at a seam: what is smaller is hardly ever a digit ...
constexpr double least_height = 0.5;  // of the height
constexpr double least_area = 0.05;   // of the height squared
constexpr double least_prior = -6;
// ... and what is as large, but no broader, is asked about first.
constexpr double likely_height = 0.6;
constexpr double likely_area = 0.07;
constexpr double likely_width = 0.9;
constexpr double second_share = 0.4;        // of the second predictor, see docs/RESULTS.md
constexpr double least_probability = 1e-5;  // nobody is surer than that

/// Cells waiting for the network.
class Questions {
  public:
    Questions(const Predictor& predictor, const InkMap& map)
        : predictor_(predictor), map_(map), scratch_(predictor, batch_rows) {
        pictures_.reserve(batch_rows * framed_size);
    }

    void ask(LineReading& line, const Cell& cell, double height) {
        const FramedPixels pixels = frame_cell(map_, line.pieces, cell, height);
        pictures_.insert(pictures_.end(), pixels.begin(), pixels.end());
        line.cells.push_back({cell, {}, 0, prior_of(cell, line.pieces, height)});
        waiting_.push_back({&line, line.cells.size() - 1});
        if (waiting_.size() == batch_rows) answer();
    }

    void answer() {
        if (waiting_.empty()) return;
        const ConstMatrix p = predictor_.predict(pictures_, scratch_);
        for (std::size_t i = 0; i < waiting_.size(); ++i) take(waiting_[i], p.row(i), p.columns);
        waiting_.clear();
        pictures_.clear();
    }

  private:
    struct Waiting {
        LineReading* line;
        std::size_t cell;
    };

    static void take(const Waiting& asked, const float* row, std::size_t columns) {
        ScoredCell& cell = asked.line->cells[asked.cell];
        std::copy_n(row, cell.probabilities.size(), cell.probabilities.begin());
        cell.none = columns > 10 ? row[10] : 0;
    }

    const Predictor& predictor_;
    const InkMap& map_;
    Predictor::Scratch scratch_;
    std::vector<std::uint8_t> pictures_;
    std::vector<Waiting> waiting_;
};

bool is_settled(const ScoredCell& scored, double height) {
    return scored.none <= settled_none && scored.cell.box.height >= settled_height * height &&
           scored.cell.box.width <= settled_width * height;
}

/// Cuts what the whole components could not settle: fills `line` with the pieces and with the cells
/// that are known. The cells to ask about, which hold pieces or several components.
std::vector<Cell> cut_line(const Page& page, const TextLine& text, LineReading& line) {
    std::vector<bool> settled;
    bool all_settled = true;
    for (const ScoredCell& scored : line.cells) {
        settled.push_back(is_settled(scored, text.height));
        all_settled = all_settled && settled.back();
    }
    if (all_settled) return {};
    const std::vector<ScoredCell> first = std::move(line.cells);
    line.cells.clear();
    line.pieces.clear();
    std::vector<bool> piece_settled;
    std::vector<std::size_t> component;  // of each piece
    for (std::size_t i = 0; i < text.parts.size(); ++i) {
        const Component& part = text.parts[i];
        std::vector<Piece> pieces;
        if (!settled[i] && part.box.width > cut_width * text.height)
            pieces = cut(page.map, part, text.height);
        else
            pieces.push_back(whole(part));
        for (Piece& piece : pieces) {
            line.pieces.push_back(std::move(piece));
            piece_settled.push_back(settled[i]);
            component.push_back(i);
        }
    }
    const auto count_of = [&](std::size_t i) {
        return static_cast<std::size_t>(std::count(component.begin(), component.end(), i));
    };
    std::vector<Cell> unknown;
    for (const Cell& cell : possible_cells(line.pieces, text.height)) {
        const std::size_t from = component[cell.first];
        const std::size_t to = component[cell.last - 1];
        if (to - from >= longest_merge) continue;
        bool needed = from == to;
        for (std::size_t i = cell.first; i < cell.last; ++i) needed |= !piece_settled[i];
        if (!needed) continue;
        if (from == to && cell.last - cell.first == count_of(from))
            line.cells.push_back({cell, first[from].probabilities, first[from].none,
                                  prior_of(cell, line.pieces, text.height)});
        else
            unknown.push_back(cell);
    }
    return unknown;
}

bool is_cut(const LineReading& line, const Cell& cell) {
    return line.pieces[cell.first].cut_left || line.pieces[cell.last - 1].cut_right;
}

bool is_hopeless(const LineReading& line, const Cell& cell, double height) {
    return is_cut(line, cell) &&
           (cell.box.height < least_height * height || cell.area < least_area * height * height ||
            prior_of(cell, line.pieces, height) < least_prior);
}

bool is_likely(const LineReading& line, const Cell& cell, double height) {
    return !is_cut(line, cell) ||
           (cell.box.height >= likely_height * height &&
            cell.area >= likely_area * height * height && cell.box.width <= likely_width * height);
}

/// Asks about the likely ones of `unknown` and leaves those there that may be worth it later.
void ask_likely(LineReading& line, double height, std::vector<Cell>& unknown,
                Questions& questions) {
    std::vector<Cell> later;
    for (const Cell& cell : unknown) {
        if (is_hopeless(line, cell, height)) continue;
        if (is_likely(line, cell, height))
            questions.ask(line, cell, height);
        else
            later.push_back(cell);
    }
    unknown = std::move(later);
}

/// Asks about those that would better the way through the line if the network were sure of them.
void ask_hopeful(LineReading& line, double height, const std::vector<Cell>& unknown,
                 Questions& questions) {
    if (unknown.empty()) return;
    const WayScores ways = way_scores(line.cells, line.pieces, height);
    for (const Cell& cell : unknown)
        if (ways.before[cell.first] + best_score(prior_of(cell, line.pieces, height)) +
                ways.after[cell.last] >
            ways.before.back())
            questions.ask(line, cell, height);
}

/// The mean of the logarithms of both probabilities, by their shares.
void agree(ScoredCell& scored, const float* second) {
    std::array<double, 10> both{};
    double sum = 0;
    for (std::size_t k = 0; k < both.size(); ++k) {
        const auto logarithm = [](float p) {
            return math::log(std::max(static_cast<double>(p), least_probability));
        };
        both[k] = math::exp((1 - second_share) * logarithm(scored.probabilities[k]) +
                            second_share * logarithm(second[k]));
        sum += both[k];
    }
    const double before = score_of(scored, scored.best());
    for (std::size_t k = 0; k < both.size(); ++k)
        scored.probabilities[k] = static_cast<float>(both[k] / sum);
    scored.lent = score_of(scored, scored.best()) - before;
}

/// Lets `digits` have a say in which digits those on the way are.
void ask_again(const Predictor& digits, const Page& page, std::vector<LineReading>& readings) {
    std::vector<std::uint8_t> pictures;
    std::vector<ScoredCell*> asked;
    for (std::size_t i = 0; i < readings.size(); ++i)
        for (const std::size_t place : readings[i].way) {
            ScoredCell& scored = readings[i].cells[place];
            if (is_cut(readings[i], scored.cell)) continue;  // it knows whole digits
            const FramedPixels pixels =
                frame_cell(page.map, readings[i].pieces, scored.cell, page.lines[i].height);
            pictures.insert(pictures.end(), pixels.begin(), pixels.end());
            asked.push_back(&scored);
        }
    Predictor::Scratch scratch(digits, batch_rows);
    for (std::size_t first = 0; first < asked.size(); first += batch_rows) {
        const std::size_t count = std::min(batch_rows, asked.size() - first);
        const ConstMatrix p = digits.predict(
            std::span(pictures).subspan(first * framed_size, count * framed_size), scratch);
        for (std::size_t r = 0; r < count; ++r) agree(*asked[first + r], p.row(r));
    }
}

}  // namespace

std::vector<LineReading> read_lines(const PagePredictors& predictors, const Page& page) {
    std::vector<LineReading> readings(page.lines.size());
    Questions questions(predictors.cells, page.map);
    for (std::size_t i = 0; i < readings.size(); ++i) {
        for (const Component& part : page.lines[i].parts) readings[i].pieces.push_back(whole(part));
        for (std::size_t k = 0; k < readings[i].pieces.size(); ++k) {
            const Piece& piece = readings[i].pieces[k];
            questions.ask(readings[i], {k, k + 1, piece.box, piece.area}, page.lines[i].height);
        }
    }
    questions.answer();
    std::vector<std::vector<Cell>> unknown(readings.size());
    for (std::size_t i = 0; i < readings.size(); ++i) {
        unknown[i] = cut_line(page, page.lines[i], readings[i]);
        ask_likely(readings[i], page.lines[i].height, unknown[i], questions);
    }
    questions.answer();
    for (std::size_t i = 0; i < readings.size(); ++i)
        ask_hopeful(readings[i], page.lines[i].height, unknown[i], questions);
    questions.answer();
    for (std::size_t i = 0; i < readings.size(); ++i)
        readings[i].way = best_way(readings[i].cells, readings[i].pieces, page.lines[i].height);
    if (predictors.digits != nullptr) ask_again(*predictors.digits, page, readings);
    return readings;
}

Status check_answers(const std::vector<LineReading>& readings) {
    for (const LineReading& reading : readings)
        for (const ScoredCell& scored : reading.cells) {
            INKLING_TRY_STATUS(check_answers(std::span<const float>(scored.probabilities)));
            INKLING_TRY_STATUS(check_answers(std::span(&scored.none, 1)));
        }
    return {};
}

}  // namespace inkling
