#include "inkling/serve/transport_impl.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <string>

#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"

namespace inkling {

namespace {

class PlainTransport final : public Transport {
  public:
    explicit PlainTransport(int descriptor) : descriptor_(descriptor) {}

    Transferred read(std::span<char> room) override {
        return outcome(::recv(descriptor_, room.data(), room.size(), MSG_DONTWAIT),
                       Transfer::wait_readable);
    }
    Transferred write(std::string_view bytes) override {
        return outcome(::send(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL),
                       Transfer::wait_writable);
    }
    void finish() override { ::shutdown(descriptor_, SHUT_WR); }

  private:
    static Transferred outcome(ssize_t count, Transfer wait) {
        if (count > 0) return {Transfer::done, static_cast<std::size_t>(count)};
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
            return {wait, 0};
        return {Transfer::closed, 0};
    }

    int descriptor_;
};

class TlsTransport final : public Transport {
  public:
    TlsTransport(SSL_CTX* context, int descriptor)
        : descriptor_(descriptor), ssl_(SSL_new(context), SSL_free) {
        if (ssl_ == nullptr) return;
        SSL_set_fd(ssl_.get(), descriptor);
        SSL_set_accept_state(ssl_.get());
    }

    Transferred read(std::span<char> room) override {
        if (ssl_ == nullptr) return {};
        ERR_clear_error();
        return outcome(SSL_read(ssl_.get(), room.data(), clamped(room.size())));
    }
    Transferred write(std::string_view bytes) override {
        if (ssl_ == nullptr) return {};
        ERR_clear_error();
        return outcome(SSL_write(ssl_.get(), bytes.data(), clamped(bytes.size())));
    }
    void finish() override {
        ERR_clear_error();
        if (ssl_ != nullptr && SSL_is_init_finished(ssl_.get())) SSL_shutdown(ssl_.get());
        ::shutdown(descriptor_, SHUT_WR);
    }

  private:
    static int clamped(std::size_t size) {
        return static_cast<int>(std::min<std::size_t>(size, INT_MAX));
    }
    Transferred outcome(int count) const {
        if (count > 0) return {Transfer::done, static_cast<std::size_t>(count)};
        switch (SSL_get_error(ssl_.get(), count)) {
            case SSL_ERROR_WANT_READ:
                return {Transfer::wait_readable, 0};
            case SSL_ERROR_WANT_WRITE:
                return {Transfer::wait_writable, 0};
            default:
                return {Transfer::closed, 0};
        }
    }

    int descriptor_;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
};

/// "PATH: what: why", why by OpenSSL or by the system. The hint is that of the system where it has
/// one.
Error tls_error(const std::string& path, const std::string& what, const std::string& hint) {
    const unsigned long code = ERR_get_error();
    const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    Error error = file_error(path + ": " + what + ": ", hint);
    if (ERR_SYSTEM_ERROR(code)) {
        error.message += std::strerror(ERR_GET_REASON(code));
        const std::string remedy = system_error(path, what, ERR_GET_REASON(code)).hint;
        if (!remedy.empty()) error.hint = remedy;
    } else {
        error.message += reason == nullptr ? "OpenSSL does not say why" : reason;
    }
    return error;
}

}  // namespace

Result<TransportFactory> TransportFactory::create(const std::string& certificate,
                                                  const std::string& key) {
    TransportFactory factory;
    if (certificate.empty()) return factory;
    std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (context == nullptr)
        return tls_error("--tls-cert", "cannot be used", "see whether openssl s_server can");
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                        SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                        SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    if (SSL_CTX_use_certificate_chain_file(context.get(), certificate.c_str()) != 1)
        return tls_error(printable(certificate), "no usable certificate",
                         "--tls-cert wants a PEM file, the server's certificate first");
    if (SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(context.get()) != 1)
        return tls_error(printable(key), "no usable key",
                         "--tls-key wants the PEM file of the certificate's private key");
    factory.context_ = context;
    return factory;
}

std::unique_ptr<Transport> TransportFactory::make(int descriptor) const {
    if (context_ == nullptr) return std::make_unique<PlainTransport>(descriptor);
    return std::make_unique<TlsTransport>(static_cast<SSL_CTX*>(context_.get()), descriptor);
}

}  // namespace inkling
