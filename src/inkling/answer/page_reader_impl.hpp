// Reads a prepared page with a network. Inside the answer room; callers use Reader::read_page.
#pragma once

#include <vector>

#include "inkling/answer/lattice.hpp"
#include "inkling/answer/page_answer.hpp"
#include "inkling/image/page.hpp"
#include "inkling/predict/predictor.hpp"

namespace inkling {

/// The reading of a line: pieces, cells with answers, and the way through them.
struct LineReading {
    std::vector<Piece> pieces;
    std::vector<ScoredCell> cells;
    std::vector<std::size_t> way;
};

/// What reads the cells of a page.
struct PagePredictors {
    const Predictor& cells;
    /// Asked about what was found to be a digit, so that two that learned differently agree on
    /// which one it is; may be null.
    const Predictor* digits = nullptr;
};

/// One for each line of the page.
std::vector<LineReading> read_lines(const PagePredictors& predictors, const Page& page);

/// Error of the model where the networks gave answers that are no numbers.
Status check_answers(const std::vector<LineReading>& readings);

/// Lines that hold digits, as the caller sees them.
PageAnswer make_answer(const Page& page, const std::vector<LineReading>& readings,
                       const PageOptions& options);

/// Photos of many megapixels show digits larger than reading needs: they are read at a half or a
/// third of their size.
int page_shrink_factor(int width, int height);
/// All places as they are on a picture `factor` times as large.
void enlarge(PageAnswer& answer, int factor);

}  // namespace inkling
