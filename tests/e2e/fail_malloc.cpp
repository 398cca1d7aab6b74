// Preloaded into the program by memory_test.py: the allocation number $INKLING_FAIL_AT fails, and
// with $INKLING_FAIL_ALL all that follow. Counting starts when the program ignores SIGPIPE, the
// first thing that it does: what happens before main() is not its own. At the end the number of
// allocations goes to the file $INKLING_COUNT_TO.
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

static std::atomic<long> made{-1};
static long fail_at = -1;
static bool fail_all = false;

static bool refused() {
    if (made.load() < 0) return false;
    const long number = made.fetch_add(1);
    const bool refuse = number == fail_at || (fail_all && fail_at >= 0 && number > fail_at);
    if (refuse) errno = ENOMEM;
    return refuse;
}

void* malloc(std::size_t size) {
    return refused() ? nullptr : __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
    return refused() ? nullptr : __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size) {
    return refused() ? nullptr : __libc_realloc(old, size);
}
void* memalign(std::size_t alignment, std::size_t size) {
    return refused() ? nullptr : __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    return memalign(alignment, size);
}
int posix_memalign(void** result, std::size_t alignment, std::size_t size) {
    void* memory = memalign(alignment, size);
    if (memory == nullptr) return ENOMEM;
    *result = memory;
    return 0;
}

using Handler = void (*)(int);
Handler __sysv_signal(int number, Handler handler);
Handler signal(int number, Handler handler) {
    if (made.load() < 0) {
        if (const char* at = std::getenv("INKLING_FAIL_AT")) fail_at = std::atol(at);
        fail_all = std::getenv("INKLING_FAIL_ALL") != nullptr;
        made.store(0);
    }
    return __sysv_signal(number, handler);
}

__attribute__((destructor)) static void tell() {
    const char* path = std::getenv("INKLING_COUNT_TO");
    const long count = made.exchange(-1);
    if (path == nullptr) return;
    const int fd = ::open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    char text[32];
    const int size = std::snprintf(text, sizeof text, "%ld", count);
    if (fd >= 0 && ::write(fd, text, static_cast<std::size_t>(size)) != size) ::abort();
}
}
