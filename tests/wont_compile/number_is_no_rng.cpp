// A number is no random stream: a seed without its purpose would make two streams overlap unseen.
// EXPECT: could not convert|no viable conversion|no matching function|cannot convert
#include "inkling/base/rng.hpp"

void draw(inkling::Rng rng);

void f() {
#ifdef WONT_COMPILE
    draw(7);
#else
    draw(inkling::Rng(7, inkling::Purpose::test));
#endif
}
