#include "inkling/answer/field_reading.hpp"

#include <algorithm>

#include "inkling/answer/number_pattern.hpp"
#include "inkling/answer/page_reader_impl.hpp"
#include "inkling/answer/reader.hpp"

namespace inkling {
namespace {

/// So much the score of a valid reading may lie below that of the best one, a logarithm of odds: of
/// 770 numbers that obey Luhn's rule 42 were mended so, 41 of them rightly. Less likely readings
/// are not what stands there: someone made a slip.
constexpr double most_yielded = 5;

PageDigit as_digit(const ScoredCell& scored, int digit) {
    PageDigit answer;
    answer.digit = digit;
    answer.confidence = static_cast<double>(scored.probabilities[static_cast<std::size_t>(digit)]);
    answer.box = scored.cell.box;
    for (std::size_t i = 0; i < 10; ++i)
        answer.probabilities[i] = static_cast<double>(scored.probabilities[i]);
    return answer;
}

bool fits(const NumberPattern& pattern, const std::vector<PageDigit>& digits) {
    std::vector<int> values;
    for (const PageDigit& digit : digits) {
        values.push_back(digit.digit);
        if (!pattern.allowed[static_cast<std::size_t>(digit.digit)]) return false;
    }
    const auto count = static_cast<int>(digits.size());
    return count >= pattern.least_digits && count <= pattern.most_digits &&
           is_valid(pattern.check, values);
}

}  // namespace

std::string FieldReading::text() const {
    std::string text;
    for (const PageDigit& digit : digits) text += static_cast<char>('0' + digit.digit);
    return text;
}

Result<FieldReading> Reader::read_field(const GreyImage& picture,
                                        const NumberPattern& pattern) const {
    INKLING_TRY_STATUS(can_read_pages());
    if (picture.empty()) return data_error("the picture has no pixels");
    Page page = prepare_page(picture);
    FieldReading field;
    if (page.lines.empty()) return field;
    page.lines = {one_line(std::move(page.lines))};
    const std::vector<LineReading> readings = read_lines(page_predictors(), page);
    INKLING_TRY_STATUS(check_answers(readings));
    const LineReading& line = readings.front();
    for (const std::size_t i : line.way)
        field.digits.push_back(as_digit(line.cells[i], line.cells[i].best()));
    field.valid = fits(pattern, field.digits);
    if (!field.valid && !field.digits.empty()) {
        const double height = page.lines.front().height;
        const auto way = best_valid_way(line.cells, line.pieces, height, pattern);
        const double best = way_scores(line.cells, line.pieces, height).before.back();
        if (way && best - way->score <= most_yielded) {
            field.digits.clear();
            for (const ReadCell& read : way->cells)
                field.digits.push_back(as_digit(line.cells[read.cell], read.digit));
            field.valid = true;
            field.yielded = best - way->score;
        }
    }
    if (!field.valid || field.digits.empty()) return field;
    field.confidence = 1;
    for (const PageDigit& digit : field.digits)
        field.confidence = std::min(field.confidence, digit.confidence);
    return field;
}

}  // namespace inkling
