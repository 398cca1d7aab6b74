// Preloaded into the program by clock_test.py: each look at the time of day finds it a day earlier
// or later than the last one did. The steady clock stays as it is.
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ctime>

extern "C" {

static std::atomic<unsigned> looks{0};

static time_t jump() {
    return looks.fetch_add(1) % 2 == 0 ? -86400 : 86400;
}

int clock_gettime(clockid_t clock, timespec* now) noexcept {
    const long result = ::syscall(SYS_clock_gettime, clock, now);
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) now->tv_sec += jump();
    return static_cast<int>(result);
}
int gettimeofday(timeval* now, void*) noexcept {
    timespec exact;
    ::clock_gettime(CLOCK_REALTIME, &exact);
    *now = {exact.tv_sec, exact.tv_nsec / 1000};
    return 0;
}
time_t time(time_t* result) noexcept {
    timespec exact;
    ::clock_gettime(CLOCK_REALTIME, &exact);
    if (result != nullptr) *result = exact.tv_sec;
    return exact.tv_sec;
}

/// How often the time of day was looked at, for the test: a preload that did nothing proves
/// nothing.
__attribute__((destructor)) static void tell() {
    if (std::getenv("INKLING_COUNT_LOOKS") != nullptr)
        std::fprintf(stderr, "looked %u times\n", looks.load());
}
}
