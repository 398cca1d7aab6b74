// A ThreadPool owns threads; it is not copied.
// EXPECT: use of deleted function|deleted constructor
#include "inkling/base/thread_pool.hpp"

void f(inkling::ThreadPool& pool) {
#ifdef WONT_COMPILE
    inkling::ThreadPool other = pool;
#else
    inkling::ThreadPool& other = pool;
#endif
    other.run(1, [](int) {});
}
