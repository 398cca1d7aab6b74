// A network is born whole, by create(), or not at all: there is no empty one to run by mistake.
// EXPECT: is private|private constructor
#include "inkling/network/network.hpp"

void f() {
#ifdef WONT_COMPILE
    inkling::Network network;
#else
    auto network = inkling::Network::create({}, 1);
#endif
    static_cast<void>(network);
}
