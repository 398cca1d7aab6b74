#include "inkling/answer/page_answer.hpp"

namespace inkling {

std::string PageLine::text(double least_confidence) const {
    std::string text;
    for (const PageDigit& digit : digits) {
        if (digit.after_space) text += ' ';
        text += digit.confidence < least_confidence ? '?' : static_cast<char>('0' + digit.digit);
    }
    return text;
}

}  // namespace inkling
