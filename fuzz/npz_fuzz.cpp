// Any bytes as an .npy array and as an .npz archive, of which every array is read.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "inkling/base/check.hpp"
#include "inkling/bytes/npz.hpp"

namespace {

void check(const inkling::Result<inkling::NpyArray>& array) {
    using namespace inkling;
    if (!array) {
        INKLING_CHECK(array.error().code == ErrorCode::data);
        return;
    }
    std::uint64_t bytes = array->element_bytes();
    INKLING_CHECK(bytes > 0);
    for (const std::uint64_t n : array->shape) bytes *= n;
    INKLING_CHECK(bytes == array->values.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace inkling;
    check(parse_npy({data, size}));
    const int file = ::memfd_create("npz", MFD_CLOEXEC);
    INKLING_CHECK(file >= 0);
    INKLING_CHECK(::write(file, data, size) == static_cast<ssize_t>(size));
    if (auto npz = Npz::open("/proc/self/fd/" + std::to_string(file)))
        for (const std::string& name : npz->names()) check(npz->read(name, 1 << 20));
    ::close(file);
    return 0;
}
