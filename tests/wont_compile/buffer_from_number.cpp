// A number is no Buffer: a size passed by mistake must not become an allocation.
// EXPECT: invalid initialization|no viable conversion|no matching function|cannot convert
#include "inkling/base/buffer.hpp"

std::size_t size_of(const inkling::Buffer<float>& buffer);

std::size_t f() {
#ifdef WONT_COMPILE
    return size_of(3);
#else
    return size_of(inkling::Buffer<float>(3));
#endif
}
