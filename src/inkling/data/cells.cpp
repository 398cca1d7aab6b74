#include "inkling/data/cells.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "inkling/data/written_line_impl.hpp"
#include "inkling/image/cell.hpp"
#include "inkling/image/page.hpp"

namespace inkling {
namespace {

constexpr std::uint32_t first_test_line = 1U << 30;
constexpr double whole_digit = 0.82;   // of its ink: the cell holds the digit
constexpr double pure = 0.8;           // of the cell's ink belongs to the digit
constexpr double part_of_digit = 0.7;  // of its ink, or less: the cell holds a fragment
constexpr double impure = 0.7;
constexpr float share_of_negatives = 0.12F;
constexpr double bar_share = 0.5;  // of the height: shorter bars fill as much of the frame

struct Example {
    FramedPixels pixels;
    std::uint8_t label;
};

/// The label of a cell, or nothing where even people would argue.
constexpr int unclear = -1;

int label_of(const WrittenLine& line, std::span<const Piece> pieces, const Cell& cell) {
    std::vector<int> ink(line.labels.size(), 0);
    int owned = 0;
    for (std::size_t i = cell.first; i < cell.last; ++i)
        for (const Run& run : pieces[i].runs)
            for (int x = run.first; x < run.last; ++x) {
                const std::int8_t owner = line.owner[line.picture.index(x, run.y)];
                if (owner == WrittenLine::nobody) continue;
                ++ink[static_cast<std::size_t>(owner)];
                ++owned;
            }
    if (owned == 0) return WrittenLine::no_digit;
    const auto most = std::max_element(ink.begin(), ink.end()) - ink.begin();
    const auto owner = static_cast<std::size_t>(most);
    const double held = static_cast<double>(ink[owner]) / line.areas[owner];
    const double purity = static_cast<double>(ink[owner]) / owned;
    if (line.labels[owner] == WrittenLine::no_digit)
        return purity > pure ? WrittenLine::no_digit : unclear;
    if (held >= whole_digit && purity >= pure) return line.labels[owner];
    if (held <= part_of_digit || purity <= impure) return WrittenLine::no_digit;
    return unclear;
}

/// All examples of one line of a page.
class Collector {
  public:
    Collector(const WrittenLine& line, Rng rng, std::vector<Example>& out)
        : line_(line), rng_(rng), out_(out) {}

    void collect(const Page& page) {
        for (const TextLine& text : page.lines) {
            std::vector<Piece> wholes;
            std::vector<Piece> pieces;
            for (const Component& part : text.parts) {
                wholes.push_back(whole(part));
                const bool is_wide = part.box.width > 1.1 * text.height;
                if (is_wide || holds_many(part) || rng_.chance(0.2F)) {
                    auto some = cut(page.map, part, text.height);
                    std::move(some.begin(), some.end(), std::back_inserter(pieces));
                } else {
                    pieces.push_back(whole(part));
                }
            }
            take(page, wholes, text.height, true);
            if (pieces.size() != wholes.size()) take(page, pieces, text.height, false);
        }
    }

  private:
    bool holds_many(const Component& part) const {
        const std::vector<Piece> piece{whole(part)};
        const Cell cell{0, 1, part.box, part.area};
        return label_of(line_, piece, cell) == WrittenLine::no_digit;
    }

    /// Of negative cells of several pieces, and of pieces, only a share is taken: there are many.
    void take(const Page& page, std::span<const Piece> pieces, double height, bool wholes) {
        for (const Cell& cell : possible_cells(pieces, height)) {
            const bool is_plain = cell.last - cell.first == 1 && !pieces[cell.first].cut_left &&
                                  !pieces[cell.first].cut_right;
            if (is_plain && !wholes) continue;  // taken already
            const int label = label_of(line_, pieces, cell);
            if (label == unclear) continue;
            // A stem that is cut from a 4 looks like a 1, and so does what is left of a rule: no
            // network can tell that it is none.
            if (label == WrittenLine::no_digit && is_bar(pieces, cell, bar_share * height))
                continue;
            if (label == WrittenLine::no_digit && !is_plain && !rng_.chance(share_of_negatives))
                continue;
            out_.push_back(
                {frame_cell(page.map, pieces, cell, height), static_cast<std::uint8_t>(label)});
        }
    }

    const WrittenLine& line_;
    Rng rng_;
    std::vector<Example>& out_;
};

ImageSet make_part(const DigitSupply& supply, std::uint32_t first, std::uint32_t count,
                   ThreadPool& pool) {
    std::vector<std::vector<Example>> of_line(count);
    pool.run(static_cast<int>(count), [&](int i) {
        const std::uint32_t index = first + static_cast<std::uint32_t>(i);
        const WrittenLine line = write_line(supply, index);
        const Rng rng(supply.seed, Purpose::cells, 1, index);
        Collector(line, rng, of_line[static_cast<std::size_t>(i)])
            .collect(prepare_page(line.picture));
    });
    ImageSet set;
    set.height = set.width = framed_side;
    for (const auto& examples : of_line) set.count += examples.size();
    set.pixels = Buffer<std::uint8_t>::uninitialised(set.count * framed_size);
    set.labels = Buffer<std::uint8_t>::uninitialised(set.count);
    std::size_t next = 0;
    for (const auto& examples : of_line)
        for (const Example& example : examples) {
            std::copy(example.pixels.begin(), example.pixels.end(),
                      set.pixels.data() + next * framed_size);
            set.labels[next++] = example.label;
        }
    return set;
}

}  // namespace

Dataset make_cells(const Dataset& digits, std::uint64_t seed, const CellCounts& counts,
                   ThreadPool& pool) {
    Dataset cells;
    cells.name = "cells";
    for (int digit = 0; digit < 10; ++digit) cells.classes.push_back(std::to_string(digit));
    cells.classes.emplace_back("none");
    cells.train = make_part({&digits.train, seed}, 0, counts.train_lines, pool);
    cells.test = make_part({&digits.test, seed}, first_test_line, counts.test_lines, pool);
    return cells;
}

}  // namespace inkling
