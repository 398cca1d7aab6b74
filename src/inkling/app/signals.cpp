#include "inkling/app/signals.hpp"

#include <signal.h>
#include <unistd.h>

#include <atomic>

namespace inkling {

namespace {

CancelToken* current_token = nullptr;
std::atomic<int> first_signal{0};
struct sigaction previous_int, previous_term;

void on_signal(int signal) {
    int none = 0;
    if (!first_signal.compare_exchange_strong(none, signal)) ::_exit(128 + signal);
    if (current_token != nullptr) current_token->cancel();
}

}  // namespace

SignalGuard::SignalGuard() {
    // Never freed: a handler that runs late must find it.
    static CancelToken token;
    current_token = &token;
    struct sigaction action {};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, &previous_int);
    ::sigaction(SIGTERM, &action, &previous_term);
}

SignalGuard::~SignalGuard() {
    ::sigaction(SIGINT, &previous_int, nullptr);
    ::sigaction(SIGTERM, &previous_term, nullptr);
}

const CancelToken& SignalGuard::token() const noexcept {
    return *current_token;
}

int SignalGuard::exit_code() const noexcept {
    const int signal = first_signal.load();
    return signal == 0 ? 0 : 128 + signal;
}

}  // namespace inkling
