// A Result is no value: whoever wants the value must ask for it, and so think of the error.
// EXPECT: cannot convert|no viable conversion
#include "inkling/base/result.hpp"

inkling::Result<int> parse();

int f() {
#ifdef WONT_COMPILE
    return parse();
#else
    return parse().value_or(0);
#endif
}
