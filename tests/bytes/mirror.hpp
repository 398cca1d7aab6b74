// Runs mirror_server.py for a test, with a certificate that is made on the spot.
#pragma once

#include <fcntl.h>
#include <spawn.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "bytes/bytes_support.hpp"

namespace inkling::test {

class Mirror {
  public:
    /// Serves files that the test puts into folder().
    Mirror() {
        std::filesystem::create_directory(folder());
        const std::string make_certificate =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
            "-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 -keyout '" +
            scratch_ / "key.pem" + "' -out '" + certificate() + "' 2>/dev/null";
        if (std::system(make_certificate.c_str()) != 0) return;
        start();
    }
    ~Mirror() {
        if (standard_input_ >= 0) ::close(standard_input_);
        if (process_ > 0) {
            ::kill(process_, SIGKILL);
            ::waitpid(process_, nullptr, 0);
        }
    }
    Mirror(const Mirror&) = delete;
    Mirror& operator=(const Mirror&) = delete;

    [[nodiscard]] bool is_up() const { return port_ > 0; }
    [[nodiscard]] std::string folder() const { return scratch_ / "files"; }
    [[nodiscard]] std::string certificate() const { return scratch_ / "certificate.pem"; }
    [[nodiscard]] std::string url(const std::string& behaviour, const std::string& name) const {
        return "https://127.0.0.1:" + std::to_string(port_) + "/" + behaviour + "/" + name;
    }
    /// One line a request: path, blank, range or '-'.
    [[nodiscard]] std::vector<std::string> requests() const {
        std::ifstream log(scratch_ / "log");
        std::vector<std::string> lines;
        for (std::string line; std::getline(log, line);) lines.push_back(line);
        return lines;
    }
    void forget_requests() const { std::filesystem::remove(scratch_ / "log"); }
    /// A port of this machine at which nobody listens.
    [[nodiscard]] static std::string dead_url() { return "https://127.0.0.1:1/x"; }

  private:
    void start() {
        int input[2];
        int output[2];
        if (::pipe2(input, O_CLOEXEC) != 0 || ::pipe2(output, O_CLOEXEC) != 0) return;
        std::vector<std::string> words = {
            "python3",
            std::string(INKLING_SOURCE_DIR) + "/tests/bytes/mirror_server.py",
            folder(),
            certificate(),
            scratch_ / "key.pem",
            scratch_ / "log"};
        std::vector<char*> arguments;
        for (std::string& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
        if (::posix_spawnp(&process_, words[0].c_str(), &actions, nullptr, arguments.data(),
                           environ) != 0)
            process_ = -1;
        posix_spawn_file_actions_destroy(&actions);
        ::close(input[0]);
        ::close(output[1]);
        standard_input_ = input[1];
        std::string port;
        char digit = 0;
        while (process_ > 0 && ::read(output[0], &digit, 1) == 1 && digit != '\n') port += digit;
        port_ = std::atoi(port.c_str());
        ::close(output[0]);
    }

    Scratch scratch_;
    pid_t process_ = -1;
    int standard_input_ = -1;
    int port_ = 0;
};

}  // namespace inkling::test
