// A Result may not be dropped: its error would be lost.
// EXPECT: nodiscard|unused-result
#include "inkling/base/result.hpp"

inkling::Result<int> parse();

void f() {
#ifdef WONT_COMPILE
    parse();
#else
    if (!parse()) return;
#endif
}
