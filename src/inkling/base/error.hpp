// What went wrong, told so that the user can mend it. Every fallible function of the house returns
// a Result (result.hpp) that holds an Error when it failed.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace inkling {

/// The kinds of failure. Each maps to one exit code of the program (exit_code()).
enum class ErrorCode {
    internal,     ///< a bug of inkling's own
    usage,        ///< the caller asked for something that is not allowed
    data,         ///< bytes that are not what they should be
    model,        ///< a model that cannot answer, whatever it is asked about
    file,         ///< the operating system refused: missing, permission, disk full, no memory
    network,      ///< no mirror answered as it should
    checksum,     ///< complete bytes, but not the right ones
    interrupted,  ///< the user asked to stop (Ctrl-C, SIGTERM)
};

/// The exit code of the program for an error: 1, 2, 3, 3, 4, 5, 6 and 130, in the order above.
int exit_code(ErrorCode code);

/// One failure. `message` says what, where, expected and found, in one line; `hint` says what to do
/// next and may be empty.
struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string message;
    std::string hint = {};

    /// Puts "context: " before the message, as the error travels up.
    Error&& within(std::string_view context) && {
        message.insert(0, std::string(context) + ": ");
        return std::move(*this);
    }
    /// Says what to do next, where nothing that is closer to the failure has said it.
    Error&& or_hint(std::string_view usual) && {
        if (hint.empty()) hint = usual;
        return std::move(*this);
    }
};

/// A data error (exit code 3); the most common kind.
inline Error data_error(std::string message, std::string hint = {}) {
    return {ErrorCode::data, std::move(message), std::move(hint)};
}
/// A usage error (exit code 2).
inline Error usage_error(std::string message, std::string hint = {}) {
    return {ErrorCode::usage, std::move(message), std::move(hint)};
}
/// A file error (exit code 4).
inline Error file_error(std::string message, std::string hint = {}) {
    return {ErrorCode::file, std::move(message), std::move(hint)};
}

}  // namespace inkling
