#include "inkling/serve/request_parser_impl.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include "inkling/serve/header_check.hpp"

namespace inkling {

namespace {

namespace http = boost::beast::http;
using ErrorCodeOut = boost::beast::error_code;
using Text = boost::beast::string_view;

constexpr std::uint64_t largest_chunk = 1ULL << 40;
constexpr std::size_t longest_chunk_line = 4096;

std::string_view view_of(Text text) {
    return {text.data(), text.size()};
}

}  // namespace

struct RequestParser::State final : http::basic_parser<true> {
    Request request;
    std::string body;
    std::string fault;
    std::size_t limit = 0;
    bool lengths = false;  ///< a Content-Length was seen
    bool in_header = true;

    void refuse(ErrorCodeOut& error, std::string_view why, http::error code) {
        if (fault.empty()) fault = why;
        error = code;
    }

    void on_request_impl(http::verb /*verb*/, Text method, Text target, int version,
                         ErrorCodeOut& /*error*/) override {
        request.method = view_of(method);
        const std::string_view whole = view_of(target);
        const std::size_t mark = whole.find('?');
        request.path = whole.substr(0, mark);
        if (mark != std::string_view::npos) request.query = whole.substr(mark + 1);
        request.http_1_0 = version == 10;
    }

    void on_field_impl(http::field field, Text name, Text value, ErrorCodeOut& error) override {
        if (!in_header) return;  // trailers say nothing that we want
        const std::string_view text = view_of(value);
        switch (field) {
            case http::field::host:
                request.host = text;
                ++request.hosts;
                break;
            case http::field::origin:
                request.origin = text;
                break;
            case http::field::content_type:
                request.content_type = text;
                break;
            case http::field::content_encoding:
                request.content_encoding = text;
                break;
            case http::field::accept_encoding:
                request.accept_encoding = text;
                break;
            case http::field::authorization:
                request.authorization = text;
                break;
            case http::field::expect:
                request.expect = text;
                break;
            case http::field::if_none_match:
                request.if_none_match = text;
                break;
            case http::field::content_length:
                if (lengths) refuse(error, "two Content-Length", http::error::bad_content_length);
                if (!is_plain_number(text))
                    refuse(error, "Content-Length is no number", http::error::bad_content_length);
                lengths = true;
                break;
            case http::field::transfer_encoding:
                if (request.http_1_0 || !equal_ignoring_case(text, "chunked"))
                    refuse(error, "the only Transfer-Encoding is chunked, in HTTP/1.1",
                           http::error::bad_transfer_encoding);
                break;
            default:
                if (equal_ignoring_case(view_of(name), "Inference-Header-Content-Length"))
                    request.tensor_header_length = text;
        }
    }

    void on_header_impl(ErrorCodeOut& /*error*/) override { in_header = false; }
    void on_response_impl(int, Text, int, ErrorCodeOut&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCodeOut&) override {}
    void on_finish_impl(ErrorCodeOut&) override {}

    std::size_t add(Text piece, ErrorCodeOut& error) {
        if (piece.size() > limit - body.size()) {
            error = http::error::body_limit;
            return 0;
        }
        body.append(piece.data(), piece.size());
        return piece.size();
    }
    std::size_t on_body_impl(Text piece, ErrorCodeOut& error) override { return add(piece, error); }
    void on_chunk_header_impl(std::uint64_t size, Text, ErrorCodeOut& error) override {
        if (size > largest_chunk)
            refuse(error, "a chunk of an impossible size", http::error::bad_chunk);
        else if (size > limit - body.size())
            error = http::error::body_limit;
    }
    std::size_t on_chunk_body_impl(std::uint64_t, Text piece, ErrorCodeOut& error) override {
        return add(piece, error);
    }

    int status_of(const ErrorCodeOut& error) {
        if (error == http::error::body_limit || error == http::error::buffer_overflow) return 413;
        if (error == http::error::header_limit) return 431;
        if (fault.empty()) fault = error.message();
        return 400;
    }
};

RequestParser::RequestParser() : state_(std::make_unique<State>()) {
    state_->header_limit(1U << 20);  // the session has its own, lower one
    state_->body_limit(static_cast<std::uint64_t>(-1));
}

RequestParser::~RequestParser() = default;

int RequestParser::read_header(std::string_view block) {
    if (const std::string_view fault = header_fault(block); !fault.empty()) {
        state_->fault = fault;
        return 400;
    }
    ErrorCodeOut error;
    state_->put(boost::asio::buffer(block.data(), block.size()), error);
    if (error && error != http::error::need_more) return state_->status_of(error);
    if (!state_->is_header_done()) {
        state_->fault = "the header does not end";
        return 400;
    }
    state_->eager(true);
    state_->request.keep_alive = state_->keep_alive();
    return 0;
}

int RequestParser::read_body(std::string_view bytes, std::size_t limit, std::size_t& taken) {
    State& state = *state_;
    taken = 0;
    state.limit = limit;
    while (!state.is_done() && taken < bytes.size()) {
        ErrorCodeOut error;
        const auto rest = bytes.substr(taken);
        taken += state.put(boost::asio::buffer(rest.data(), rest.size()), error);
        if (error == http::error::need_more) break;
        if (error) return state.status_of(error);
    }
    if (!state.is_done() && bytes.size() - taken > longest_chunk_line) {
        state.fault = "a line of a chunked body is too long";
        return 400;
    }
    return 0;
}

bool RequestParser::complete() const {
    return state_->is_done();
}
bool RequestParser::chunked() const {
    return state_->chunked();
}
bool RequestParser::has_content_length() const {
    return state_->lengths;
}
std::uint64_t RequestParser::content_length() const {
    const auto length = state_->content_length();
    return length ? *length : 0;
}
const std::string& RequestParser::fault() const {
    return state_->fault;
}
Request& RequestParser::request() {
    return state_->request;
}
std::string& RequestParser::body() {
    return state_->body;
}

}  // namespace inkling
