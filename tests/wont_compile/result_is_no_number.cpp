// A Result counts as a truth value only in a condition: it may not slip into arithmetic.
// EXPECT: no match for .operator.|invalid operands
#include "inkling/base/result.hpp"

inkling::Result<int> parse();

int f() {
#ifdef WONT_COMPILE
    return parse() + 1;
#else
    return parse() ? 1 : 0;
#endif
}
