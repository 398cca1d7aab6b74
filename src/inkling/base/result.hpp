// Result<T>: a value or an Error. Member names are those of std::expected, which C++20 lacks.
//
//     Result<Bytes> read_file(const std::string& path);
//
//     INKLING_TRY(const Bytes bytes, read_file(path));   // returns the error, if there is one
//     INKLING_TRY_STATUS(check(bytes));
#pragma once

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "inkling/base/check.hpp"
#include "inkling/base/error.hpp"

namespace inkling {

template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    /// The value; it is a bug to ask for it where there is none.
    T& value() & {
        INKLING_CHECK(has_value());
        return *std::get_if<0>(&state_);
    }
    const T& value() const& {
        INKLING_CHECK(has_value());
        return *std::get_if<0>(&state_);
    }
    T&& value() && {
        INKLING_CHECK(has_value());
        return std::move(*std::get_if<0>(&state_));
    }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    template <class U>
    T value_or(U&& other) && {
        return has_value() ? std::move(*this).value() : T(std::forward<U>(other));
    }

    /// The error; it is a bug to ask for it where there is a value.
    const Error& error() const& {
        INKLING_CHECK(!has_value());
        return *std::get_if<1>(&state_);
    }
    Error&& error() && {
        INKLING_CHECK(!has_value());
        return std::move(*std::get_if<1>(&state_));
    }

  private:
    std::variant<T, Error> state_;
};

/// Success or an Error.
template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}

    [[nodiscard]] bool has_value() const noexcept { return !error_.has_value(); }
    explicit operator bool() const noexcept { return has_value(); }

    const Error& error() const& {
        INKLING_CHECK(error_.has_value());
        return *error_;
    }
    Error&& error() && {
        INKLING_CHECK(error_.has_value());
        return std::move(*error_);
    }

  private:
    std::optional<Error> error_;
};

using Status = Result<void>;

/// `result`; an error in it that has no hint gets this one.
template <class T>
Result<T> with_hint(Result<T> result, std::string_view usual) {
    if (!result) return std::move(result).error().or_hint(usual);
    return result;
}

}  // namespace inkling

#define INKLING_CONCAT_(a, b) a##b
#define INKLING_CONCAT(a, b) INKLING_CONCAT_(a, b)

/// Evaluates `expression`, a Result; returns its error from this function, or initialises
/// `declaration` with its value.
#define INKLING_TRY(declaration, expression) \
    INKLING_TRY_(declaration, (expression), INKLING_CONCAT(inkling_result_, __LINE__))
#define INKLING_TRY_(declaration, expression, name) \
    auto name = expression;                         \
    if (!name) return std::move(name).error();      \
    declaration = std::move(name).value() /* NOLINT */

/// The same for a Status, which has no value.
#define INKLING_TRY_STATUS(expression)                           \
    do {                                                         \
        if (auto inkling_status = (expression); !inkling_status) \
            return std::move(inkling_status).error();            \
    } while (false)
