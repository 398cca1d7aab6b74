#include "inkling/serve/memory_reserve.hpp"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace inkling {

namespace {

constexpr std::size_t reserve_bytes = 512 * 1024;

std::atomic<void*> reserve{nullptr};
std::new_handler without_reserve = nullptr;

void give_up() {
    if (void* const memory = reserve.exchange(nullptr)) return std::free(memory);
    if (without_reserve == nullptr) throw std::bad_alloc();
    without_reserve();
}

}  // namespace

void MemoryReserve::set_up() noexcept {
    refill();
    without_reserve = std::set_new_handler(give_up);
}

void MemoryReserve::refill() noexcept {
    if (!is_spent()) return;
    void* const memory = std::malloc(reserve_bytes);
    void* none = nullptr;
    // Another loop may have been quicker.
    if (!reserve.compare_exchange_strong(none, memory)) std::free(memory);
}

bool MemoryReserve::is_spent() noexcept {
    return reserve.load() == nullptr;
}

}  // namespace inkling
