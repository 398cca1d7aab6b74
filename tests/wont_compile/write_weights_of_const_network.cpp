// A network that answers is const: many threads share it without a lock, so nobody may write to it.
// EXPECT: read-only|not assignable|cannot assign
#include "inkling/network/network.hpp"

#ifdef WONT_COMPILE
void f(const inkling::Network& network) {
#else
void f(inkling::Network& network) {
#endif
    network.weights()[0] = 1.0F;
}
