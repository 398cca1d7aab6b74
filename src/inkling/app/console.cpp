#include "inkling/app/console.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "inkling/base/text.hpp"

namespace inkling {

namespace {

constexpr std::size_t max_message_bytes = 4000;

/// 0, or the errno of the failure.
int write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(fd, text.data(), text.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            return errno;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

}  // namespace

void prepare_streams() {
    for (int fd = 0; fd <= 2; ++fd) {
        if (::fcntl(fd, F_GETFD) != -1 || errno != EBADF) continue;
        // Opened the wrong way round: using it fails as if it were still closed.
        const int opened = ::open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
        if (opened != -1 && opened != fd) ::close(opened);
    }
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error like a full disk
}

Status write_output(std::string_view text) {
    const int failure = write_all(STDOUT_FILENO, text);
    if (failure == 0) return {};
    if (failure == EPIPE) {
        ::signal(SIGPIPE, SIG_DFL);
        ::raise(SIGPIPE);
    }
    return file_error(std::string("standard output: cannot write: ") + std::strerror(failure),
                      "send the output elsewhere, or make room on that disk");
}

void write_note(std::string_view text) {
    static_cast<void>(write_all(STDERR_FILENO, text));
}

int report_error(const Error& error) {
    std::string lines = "inkling: error: " + printable(error.message, max_message_bytes) + "\n";
    if (!error.hint.empty()) lines += "hint: " + printable(error.hint, max_message_bytes) + "\n";
    write_note(lines);
    return exit_code(error.code);
}

void report_warning(std::string_view message) {
    write_note("inkling: warning: " + printable(message, max_message_bytes) + "\n");
}

}  // namespace inkling
