// From ways through the lattice to what the caller sees: numbers, spaces, marks.
#include <algorithm>
#include <cmath>

#include "inkling/answer/page_reader_impl.hpp"
#include "inkling/base/math.hpp"

namespace inkling {
namespace {

constexpr double space = 0.55;       // of the height: a wider gap divides numbers
constexpr double most_marks = 0.45;  // of a word's ink: with more that is no digit, it is no number
// Of a number, mean over its digits, logarithms of odds: a lone digit may be written badly, but of
// several that all are, few are digits.
constexpr double least_evidence = 1;
constexpr double more_evidence = 0.5;  // for each further digit
constexpr double enough_evidence = 2.5;
constexpr double least_mark = 0.02;      // of the height squared: smaller marks are specks
constexpr double lone_height = 0.65;     // of the page's digits: a lone lower one is a mark
constexpr double lone_1_height = 0.8;    // a lone stroke must be as tall as digits are
constexpr std::size_t least_digits = 4;  // on a page, to know how tall they are
constexpr double most_pixels = 16e6;     // that a page is read with
constexpr double degrees = 57.29577951308232;

PageDigit as_digit(const ScoredCell& scored) {
    PageDigit digit;
    digit.digit = scored.best();
    digit.confidence = static_cast<double>(scored.confidence());
    digit.box = scored.cell.box;
    for (std::size_t i = 0; i < 10; ++i)
        digit.probabilities[i] = static_cast<double>(scored.probabilities[i]);
    return digit;
}

/// Ink between two spaces: digits, and what is none.
struct Word {
    std::vector<PageDigit> digits;
    std::vector<Box> marks;
    int digit_area = 0;
    int mark_area = 0;
    int right = 0;
    double evidence = 0;  ///< for digits, by the network that knows what is none

    /// Letters may look like digits one by one, but rarely all letters of a word. `alone`: there is
    /// no other word on the page, and this one was hardly meant for anything but a number.
    [[nodiscard]] bool is_number(bool alone) const {
        if (digits.empty() || mark_area > most_marks * (digit_area + mark_area)) return false;
        const auto count = static_cast<double>(digits.size());
        const double more = alone ? 0 : more_evidence * (count - 1);
        return evidence >= count * std::min(enough_evidence, least_evidence + more);
    }
};

/// The ink of the line in order, divided at spaces; with the network's view of each digit where
/// `framed_from` is not null.
std::vector<Word> words_of(const LineReading& reading, double height, const InkMap* framed_from) {
    std::vector<Word> words;
    std::size_t next = 0;
    const auto word_at = [&](const Box& box) -> Word& {
        if (words.empty() || box.left - words.back().right > space * height)
            words.emplace_back().right = box.right();
        words.back().right = std::max(words.back().right, box.right());
        return words.back();
    };
    for (std::size_t piece = 0; piece < reading.pieces.size();) {
        const bool is_digit =
            next < reading.way.size() && reading.cells[reading.way[next]].cell.first == piece;
        if (is_digit) {
            const ScoredCell& scored = reading.cells[reading.way[next++]];
            Word& word = word_at(scored.cell.box);
            word.digits.push_back(as_digit(scored));
            word.evidence += score_of(scored, scored.best()) - scored.prior - scored.lent;
            if (framed_from != nullptr) {
                const auto pixels = frame_cell(*framed_from, reading.pieces, scored.cell, height);
                word.digits.back().framed.assign(pixels.begin(), pixels.end());
            }
            word.digit_area += scored.cell.area;
            piece = scored.cell.last;
            continue;
        }
        const Piece& mark = reading.pieces[piece++];
        if (mark.area < least_mark * height * height) continue;
        Word& word = word_at(mark.box);
        word.marks.push_back(mark.box);
        word.mark_area += mark.area;
    }
    return words;
}

PageLine make_line(const std::vector<Word>& words, bool alone, double slope) {
    PageLine line;
    line.angle_degrees = math::atan2(slope, 1) * degrees;
    for (const Word& word : words) {
        line.marks.insert(line.marks.end(), word.marks.begin(), word.marks.end());
        if (!word.is_number(alone)) {
            for (const PageDigit& digit : word.digits) line.marks.push_back(digit.box);
            continue;
        }
        for (std::size_t i = 0; i < word.digits.size(); ++i) {
            line.digits.push_back(word.digits[i]);
            line.digits.back().after_space = i == 0 && line.digits.size() > 1;
            line.box = united(line.box, word.digits[i].box);
        }
    }
    return line;
}

/// The height of a typical digit of the page; 0 where there are few.
double typical_height(const PageAnswer& answer) {
    std::vector<int> heights;
    for (const PageLine& line : answer.lines)
        for (const PageDigit& digit : line.digits) heights.push_back(digit.box.height);
    if (heights.size() < least_digits) return 0;
    const auto middle = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2);
    std::nth_element(heights.begin(), middle, heights.end());
    return *middle;
}

/// Ticks and slashes that stand alone look like a 1, but are lower than digits.
void take_out_lone_marks(PageAnswer& answer) {
    const double height = typical_height(answer);
    for (PageLine& line : answer.lines) {
        const auto starts = [&](std::size_t i) {
            return i == 0 || i >= line.digits.size() || line.digits[i].after_space;
        };
        for (std::size_t i = 0; i < line.digits.size();) {
            const PageDigit digit = line.digits[i];
            const double least = digit.digit == 1 ? lone_1_height : lone_height;
            if (!starts(i) || !starts(i + 1) || digit.box.height >= least * height) {
                ++i;
                continue;
            }
            line.marks.push_back(digit.box);
            line.digits.erase(line.digits.begin() + static_cast<std::ptrdiff_t>(i));
            if (i == 0 && !line.digits.empty()) line.digits[0].after_space = false;
        }
        line.box = {};
        for (const PageDigit& digit : line.digits) line.box = united(line.box, digit.box);
    }
    std::erase_if(answer.lines, [](const PageLine& line) { return line.digits.empty(); });
}

}  // namespace

int page_shrink_factor(int width, int height) {
    int factor = 1;
    while (static_cast<double>(width / factor) * (height / factor) > most_pixels) ++factor;
    return factor;
}

void enlarge(PageAnswer& answer, int factor) {
    const auto enlarge_box = [factor](Box& box) {
        box = {box.left * factor, box.top * factor, box.width * factor, box.height * factor};
    };
    for (PageLine& line : answer.lines) {
        enlarge_box(line.box);
        for (PageDigit& digit : line.digits) enlarge_box(digit.box);
        for (Box& mark : line.marks) enlarge_box(mark);
    }
}

PageAnswer make_answer(const Page& page, const std::vector<LineReading>& readings,
                       const PageOptions& options) {
    PageAnswer answer;
    answer.width = page.map.ink.width;
    answer.height = page.map.ink.height;
    answer.dark_ink = page.map.dark;
    std::vector<std::vector<Word>> words;
    std::size_t count = 0;
    for (std::size_t i = 0; i < readings.size(); ++i) {
        words.push_back(
            words_of(readings[i], page.lines[i].height, options.keep_framed ? &page.map : nullptr));
        count += words.back().size();
    }
    for (std::size_t i = 0; i < readings.size(); ++i) {
        PageLine line = make_line(words[i], count == 1, page.lines[i].slope);
        if (!line.digits.empty()) answer.lines.push_back(std::move(line));
    }
    take_out_lone_marks(answer);
    return answer;
}

}  // namespace inkling
