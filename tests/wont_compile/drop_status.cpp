// A Status may not be dropped: nobody would notice the failure.
// EXPECT: nodiscard|unused-result
#include "inkling/base/result.hpp"

inkling::Status save();

void f() {
#ifdef WONT_COMPILE
    save();
#else
    if (!save()) return;
#endif
}
