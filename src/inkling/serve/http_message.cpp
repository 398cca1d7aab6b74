#include "inkling/serve/http_message.hpp"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

namespace inkling {

namespace {

struct Known {
    int status;
    std::string_view reason;
    std::string_view code;
};

constexpr std::array<Known, 22> known = {{
    {200, "OK", "ok"},
    {201, "Created", "created"},
    {202, "Accepted", "accepted"},
    {204, "No Content", "no_content"},
    {304, "Not Modified", "not_modified"},
    {400, "Bad Request", "bad_request"},
    {401, "Unauthorized", "unauthorized"},
    {403, "Forbidden", "forbidden"},
    {404, "Not Found", "not_found"},
    {405, "Method Not Allowed", "method_not_allowed"},
    {408, "Request Timeout", "timeout"},
    {409, "Conflict", "conflict"},
    {411, "Length Required", "length_required"},
    {413, "Payload Too Large", "too_large"},
    {414, "URI Too Long", "target_too_long"},
    {415, "Unsupported Media Type", "unsupported_media_type"},
    {417, "Expectation Failed", "expectation_failed"},
    {421, "Misdirected Request", "wrong_host"},
    {422, "Unprocessable Entity", "unreadable"},
    {431, "Request Header Fields Too Large", "header_too_large"},
    {500, "Internal Server Error", "internal"},
    {503, "Service Unavailable", "busy"},
}};

const Known& known_status(int status) {
    for (const Known& entry : known)
        if (entry.status == status) return entry;
    return known[20];
}

Reply json_reply(int status, std::string body) {
    Reply reply;
    reply.status = status;
    reply.body = std::move(body);
    if (status == 503) reply.headers = "Retry-After: 1\r\n";
    return reply;
}

}  // namespace

std::string_view reason_of(int status) {
    return known_status(status).reason;
}

std::string json_quoted(std::string_view text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Reply error_reply(int status, std::string_view message) {
    return json_reply(status, fmt::format(R"({{"error":{{"code":"{}","message":{}}}}})",
                                          known_status(status).code, json_quoted(message)));
}

Reply protocol_error(int status, std::string_view message) {
    return json_reply(status, fmt::format(R"({{"error":{}}})", json_quoted(message)));
}

}  // namespace inkling
