// Buffer<T>: owned memory of a fixed length, aligned for vector instructions. Unlike std::vector
// it can be born uninitialised, so that 47 MB of pixels are written once, not twice.
#pragma once

#include <algorithm>
#include <cstddef>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace inkling {

/// A cache line, and the width of the widest vector registers in use. Bytes.
inline constexpr std::size_t alignment_bytes = 64;

/// Asks the system for large pages. Pictures are read in random order: with pages of 4 KB the CPU
/// would look up a page for each of them.
void prefer_huge_pages(void* memory, std::size_t bytes) noexcept;

template <class T>
class Buffer {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

  public:
    Buffer() = default;
    /// `size` elements, all zero. Throws std::bad_alloc, as std::vector does.
    explicit Buffer(std::size_t size) : Buffer(size, Uninitialised{}) {
        std::fill_n(data_, size_, T{});
    }
    /// `size` elements that the caller must write before reading.
    static Buffer uninitialised(std::size_t size) { return Buffer(size, Uninitialised{}); }
    /// The same, with room for at least `lead` elements before data(), which may be written as
    /// well: for a header that is read together with the values. Copies have no such room.
    static Buffer uninitialised(std::size_t size, std::size_t lead) {
        return Buffer(size, Uninitialised{}, lead);
    }
    static Buffer copy_of(std::span<const T> values) {
        Buffer buffer(values.size(), Uninitialised{});
        std::copy(values.begin(), values.end(), buffer.data_);
        return buffer;
    }

    Buffer(Buffer&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)),
          size_(std::exchange(other.size_, 0)),
          lead_(std::exchange(other.lead_, 0)) {}
    Buffer& operator=(Buffer&& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        std::swap(lead_, other.lead_);
        return *this;
    }
    Buffer(const Buffer& other) : Buffer(copy_of(other)) {}
    Buffer& operator=(const Buffer& other) {
        if (this != &other) *this = copy_of(other);
        return *this;
    }
    ~Buffer() {
        if (data_) ::operator delete(data_ - lead_, std::align_val_t(alignment_bytes));
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    T* data() noexcept { return data_; }
    const T* data() const noexcept { return data_; }
    T* begin() noexcept { return data_; }
    T* end() noexcept { return data_ + size_; }
    const T* begin() const noexcept { return data_; }
    const T* end() const noexcept { return data_ + size_; }
    T& operator[](std::size_t i) noexcept { return data_[i]; }
    const T& operator[](std::size_t i) const noexcept { return data_[i]; }

  private:
    struct Uninitialised {};
    Buffer(std::size_t size, Uninitialised, std::size_t lead = 0)
        : size_(size), lead_((lead + alignment_bytes - 1) / alignment_bytes * alignment_bytes) {
        if (size + lead_ == 0) return;
        if (size > static_cast<std::size_t>(-1) / sizeof(T) - lead_)
            throw std::bad_array_new_length();
        data_ = static_cast<T*>(
                    ::operator new((size + lead_) * sizeof(T), std::align_val_t(alignment_bytes))) +
                lead_;
        constexpr std::size_t large = 8U << 20;
        if (size * sizeof(T) >= large) prefer_huge_pages(data_, size * sizeof(T));
    }

    T* data_ = nullptr;
    std::size_t size_ = 0;
    std::size_t lead_ = 0;  // elements allocated before data_
};

}  // namespace inkling
