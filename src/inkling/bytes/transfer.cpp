#include "inkling/bytes/transfer_impl.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <mutex>

#include "inkling/base/text.hpp"
#include "inkling/bytes/file_impl.hpp"
#include "inkling/bytes/reply_impl.hpp"

namespace inkling {
namespace {

using Kind = TransferOutcome::Kind;
using Clock = std::chrono::steady_clock;

/// Where the bytes of an answer go, and why they go no further.
class Sink {
  public:
    explicit Sink(const TransferRequest& request) : request_(request) {
        struct stat facts = {};
        if (::fstat(request.descriptor, &facts) == 0)
            start_ = at_ = static_cast<std::uint64_t>(facts.st_size);
        limit_ = request.size != 0 ? request.size : request.options->max_bytes;
    }

    [[nodiscard]] std::uint64_t start() const noexcept { return start_; }
    [[nodiscard]] std::uint64_t at() const noexcept { return at_; }
    [[nodiscard]] const Reply& reply() const noexcept { return reply_; }
    TransferOutcome& outcome() noexcept { return outcome_; }
    [[nodiscard]] bool decided() const noexcept { return decided_; }

    void header(std::string_view line) { reply_.header(line); }

    /// Whether to go on.
    bool body(std::span<const std::uint8_t> piece) {
        reply_.body(piece);
        if (!begun_ && !begin()) return false;
        if (reply_.is_error() || reply_.is_html()) return reply_.body_bytes() < most_page_bytes;
        if (piece.size() > limit_ - std::min(limit_, at_)) {
            forget(0);
            return decide(Kind::refused,
                          fmt::format("sent more than the expected {} bytes", with_commas(limit_)));
        }
        if (!write_all(request_.descriptor, piece)) return stop(errno);
        at_ += piece.size();
        return true;
    }

    bool progress(std::uint64_t offered) {
        const DownloadOptions& options = *request_.options;
        if (options.cancel != nullptr && options.cancel->cancelled()) {
            outcome_.error = Error{ErrorCode::interrupted, "download interrupted",
                                   "run the same command again: it goes on where this one ended"};
            return decide(Kind::stopped, "interrupted");
        }
        const auto now = Clock::now();
        if (!options.progress || now - last_progress_ < std::chrono::milliseconds(50)) return true;
        last_progress_ = now;
        const std::uint64_t total = offered == 0 ? 0 : start_ + offered;
        options.progress(at_, request_.size != 0 ? request_.size : total);
        return true;
    }

    bool decide(Kind kind, std::string reason) {
        if (!decided_) {
            outcome_.kind = kind;
            outcome_.reason = std::move(reason);
        }
        decided_ = true;
        return false;
    }

    /// Cuts the file to so many bytes.
    bool forget(std::uint64_t from) {
        at_ = from;
        return ::ftruncate(request_.descriptor, static_cast<off_t>(from)) == 0 || stop(errno);
    }

    /// After the last byte: nothing of the body came, so begin() was not called.
    bool finish() { return begun_ || begin(); }

  private:
    static constexpr std::uint64_t most_page_bytes = 1 << 20;

    /// The headers are there: may the file be continued, or does it start anew?
    bool begin() {
        begun_ = true;
        if (reply_.is_error() || reply_.is_html()) return true;
        if (request_.size != 0 && reply_.total_bytes() != 0 &&
            reply_.total_bytes() != request_.size)
            return decide(Kind::refused, fmt::format("offers {} bytes, expected {}",
                                                     with_commas(reply_.total_bytes()),
                                                     with_commas(request_.size)));
        if (reply_.continues_at(start_)) {
            outcome_.resumed = start_ > 0;
        } else {
            // A server without ranges sends all of it; one that sends another range is wrong.
            start_ = 0;
            if (!forget(0)) return false;
            if (reply_.status() == 206)
                return decide(Kind::failed, "answered with another range than was asked for");
        }
        if (::lseek(request_.descriptor, static_cast<off_t>(start_), SEEK_SET) < 0)
            return stop(errno);
        return true;
    }

    bool stop(int errno_value) {
        outcome_.error = system_error(request_.path, "cannot write", errno_value);
        return decide(Kind::stopped, "cannot write");
    }

    const TransferRequest& request_;
    Reply reply_;
    TransferOutcome outcome_;
    std::uint64_t start_ = 0;
    std::uint64_t at_ = 0;
    std::uint64_t limit_ = 0;
    Clock::time_point last_progress_;
    bool begun_ = false;
    bool decided_ = false;
};

std::size_t on_header(char* data, std::size_t, std::size_t size, void* sink) {
    static_cast<Sink*>(sink)->header({data, size});
    return size;
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* sink) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(data);
    return static_cast<Sink*>(sink)->body({bytes, size}) ? size : 0;
}

int on_progress(void* sink, curl_off_t total, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Sink*>(sink)->progress(static_cast<std::uint64_t>(total)) ? 0 : 1;
}

std::string authorities_file(const DownloadOptions& options) {
    if (!options.ca_file.empty()) return options.ca_file;
    const char* file = std::getenv("INKLING_CA_FILE");
    return file != nullptr ? file : "";
}

void configure(CURL* curl, const TransferRequest& request, Sink& sink, char* message) {
    const DownloadOptions& options = *request.options;
    const auto set = [curl](CURLoption option, auto value) {
        curl_easy_setopt(curl, option, value);
    };
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "https,file");
    set(CURLOPT_REDIR_PROTOCOLS_STR, "https");
    set(CURLOPT_FOLLOWLOCATION, 1L);
    set(CURLOPT_MAXREDIRS, 5L);
    set(CURLOPT_USERAGENT, "inkling");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_seconds * 1000));
    set(CURLOPT_LOW_SPEED_LIMIT, 1000L);
    set(CURLOPT_LOW_SPEED_TIME, std::max(1L, static_cast<long>(options.stalled_seconds)));
    set(CURLOPT_ERRORBUFFER, message);
    set(CURLOPT_HEADERFUNCTION, on_header);
    set(CURLOPT_HEADERDATA, &sink);
    set(CURLOPT_WRITEFUNCTION, on_body);
    set(CURLOPT_WRITEDATA, &sink);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, on_progress);
    set(CURLOPT_XFERINFODATA, &sink);
    if (const std::string file = authorities_file(options); !file.empty())
        set(CURLOPT_CAINFO, file.c_str());
    // Not CURLOPT_RESUME_FROM: it fails where the server knows no ranges, instead of starting anew.
    if (sink.start() > 0) set(CURLOPT_RANGE, fmt::format("{}-", sink.start()).c_str());
}

/// Whether another attempt may succeed where libcurl failed.
Kind kind_of(CURLcode code) {
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT:
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_COULDNT_CONNECT:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PARTIAL_FILE:
        case CURLE_RECV_ERROR:
        case CURLE_SEND_ERROR:
        case CURLE_GOT_NOTHING:
        case CURLE_HTTP2:
        case CURLE_HTTP2_STREAM:
        case CURLE_WEIRD_SERVER_REPLY:
            return Kind::failed;
        default:
            return Kind::refused;
    }
}

bool may_pass(int status) {
    return status == 408 || status == 425 || status == 429 || status >= 500;
}

/// What became of it, once libcurl has returned without an error of its own.
void judge(const TransferRequest& request, Sink& sink) {
    const Reply& reply = sink.reply();
    const std::uint64_t at = sink.at();
    if (reply.status() == 416 && at > 0 && reply.total_bytes() == at) {
        sink.outcome().resumed = true;
        sink.decide(Kind::complete, "");
    } else if (reply.status() == 416) {
        if (sink.forget(0)) sink.decide(Kind::failed, "HTTP 416: there is no such range");
    } else if (reply.is_error()) {
        sink.decide(may_pass(reply.status()) ? Kind::failed : Kind::refused,
                    fmt::format("HTTP {}", reply.status()));
    } else if (reply.is_html()) {
        if (sink.forget(sink.start())) sink.decide(Kind::refused, reply.describe_page());
    } else if (sink.finish()) {
        if (request.size != 0 && at != request.size)
            sink.decide(Kind::failed, fmt::format("ended after {} of {} bytes", with_commas(at),
                                                  with_commas(request.size)));
        sink.decide(Kind::complete, "");
    }
}

void explain(CURL* curl, CURLcode code, const char* message, Sink& sink) {
    long redirects = 0;
    curl_easy_getinfo(curl, CURLINFO_REDIRECT_COUNT, &redirects);
    if (code == CURLE_UNSUPPORTED_PROTOCOL) {
        const bool redirected = redirects > 0 || sink.reply().status() != 0;
        sink.decide(Kind::refused, redirected ? "redirects to something that is not https: refused"
                                              : "only https:// and file:// are allowed");
        return;
    }
    curl_off_t connected_after = 0;
    curl_easy_getinfo(curl, CURLINFO_CONNECT_TIME_T, &connected_after);
    sink.outcome().unreachable = connected_after == 0;
    const std::string detail = *message != '\0' ? message : curl_easy_strerror(code);
    // A firewall that swallows everything has cost the user enough.
    const bool swallowed = sink.outcome().unreachable && code == CURLE_OPERATION_TIMEDOUT;
    sink.decide(swallowed ? Kind::refused : kind_of(code), printable(detail));
}

/// libcurl would wait at a FIFO.
Result<std::string> local_path(const std::string& url) {
    std::string_view rest(url);
    rest.remove_prefix(std::string_view("file://").size());
    rest.remove_prefix(std::min(rest.find('/'), rest.size()));
    int length = 0;
    const std::unique_ptr<char, decltype(&curl_free)> path(
        curl_easy_unescape(nullptr, rest.data(), static_cast<int>(rest.size()), &length),
        &curl_free);
    if (path == nullptr) return data_error("not a file:// URL");
    return std::string(path.get(), static_cast<std::size_t>(length));
}

}  // namespace

TransferOutcome transfer(const TransferRequest& request) {
    static std::once_flag initialised;
    std::call_once(initialised, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    Sink sink(request);
    if (request.url.starts_with("file://")) {
        const auto path = local_path(request.url);
        const auto file = path ? file_size(*path) : Result<std::uint64_t>(path.error());
        if (!file) {
            sink.decide(Kind::refused, file.error().message);
            return sink.outcome();
        }
    }
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                   &curl_easy_cleanup);
    if (curl == nullptr) throw std::bad_alloc();
    char message[CURL_ERROR_SIZE] = {};
    configure(curl.get(), request, sink, message);
    const CURLcode code = curl_easy_perform(curl.get());
    if (sink.decided()) return sink.outcome();
    // A page that was cut because it is long enough to judge is not an error of the transfer.
    const bool page_cut = code == CURLE_WRITE_ERROR && sink.reply().body_bytes() > 0;
    if (code == CURLE_OK || page_cut)
        judge(request, sink);
    else
        explain(curl.get(), code, message, sink);
    return sink.outcome();
}

}  // namespace inkling
