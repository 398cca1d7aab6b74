// What the tests of this room share: scratch folders, raw bytes, memory used by a piece of work.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/bytes/file.hpp"

namespace inkling::test {

/// A folder that goes with the object.
class Scratch {
  public:
    Scratch() {
        std::string name = (std::filesystem::temp_directory_path() / "inkling-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "no scratch folder";
        path_ = name;
    }
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    std::string operator/(const std::string& name) const { return path_ + "/" + name; }
    [[nodiscard]] const std::string& path() const { return path_; }
    /// Names of what is there, sorted.
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(path_))
            names.push_back(entry.path().filename().string());
        std::sort(names.begin(), names.end());
        return names;
    }

  private:
    std::string path_;
};

inline Bytes bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

inline void put(const std::string& path, std::span<const std::uint8_t> content) {
    std::ofstream out(path, std::ios::binary);
    out.write(reinterpret_cast<const char*>(content.data()),
              static_cast<std::streamsize>(content.size()));
    ASSERT_TRUE(out.good()) << path;
}

/// Content without using what is tested.
inline Bytes get(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// Bytes that do not repeat and do not compress.
inline Bytes noise(std::size_t size, std::uint32_t seed = 1) {
    Bytes bytes(size);
    std::uint32_t state = seed * 2654435761U + 1;
    for (auto& byte : bytes) {
        state = state * 1664525U + 1013904223U;
        byte = static_cast<std::uint8_t>(state >> 24);
    }
    return bytes;
}

inline Bytes joined(std::initializer_list<Bytes> parts) {
    Bytes all;
    for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

template <class T>
std::string message_of(const Result<T>& result) {
    return result ? "no error" : result.error().message;
}

/// Expects an error of that code whose message contains the text.
#define EXPECT_ERROR(expression, expected_code, text)                                \
    do {                                                                             \
        const auto& outcome = (expression);                                          \
        ASSERT_FALSE(outcome) << "wanted an error: " << (text);                      \
        EXPECT_EQ(outcome.error().code, (expected_code)) << outcome.error().message; \
        EXPECT_THAT(outcome.error().message, ::testing::HasSubstr(text));            \
        EXPECT_EQ(outcome.error().message.find('\n'), std::string::npos);            \
    } while (false)

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif
#else
inline constexpr bool sanitized = false;
#endif

/// By how much the peak of resident memory grows while `work` runs, in a process of its own. MB.
template <class F>
long megabytes_taken_by(F work) {
    int ends[2];
    if (::pipe(ends) != 0) return -1;
    const pid_t child = ::fork();
    if (child == 0) {
        const auto peak = [] {
            struct rusage usage = {};
            ::getrusage(RUSAGE_SELF, &usage);
            return usage.ru_maxrss;
        };
        const long before = peak();
        work();
        const long taken = (peak() - before) / 1024;
        const bool told = ::write(ends[1], &taken, sizeof(taken)) == sizeof(taken);
        ::_exit(told ? 0 : 1);
    }
    ::close(ends[1]);
    long taken = -1;
    if (::read(ends[0], &taken, sizeof(taken)) != sizeof(taken)) taken = -1;
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return taken;
}

/// Runs as a user without rights while it lives, where the tests run as root.
class Unprivileged {
  public:
    Unprivileged() { active_ = ::geteuid() == 0 && ::seteuid(65534) == 0; }
    ~Unprivileged() {
        if (active_ && ::seteuid(0) != 0) ADD_FAILURE() << "cannot become root again";
    }
    Unprivileged(const Unprivileged&) = delete;
    Unprivileged& operator=(const Unprivileged&) = delete;

  private:
    bool active_ = false;
};

}  // namespace inkling::test
