#include "inkling/serve/json_text_impl.hpp"

#include <nlohmann/json.hpp>

namespace inkling {

Reply json_reply(const nlohmann::ordered_json& value, int status) {
    Reply reply;
    reply.status = status;
    reply.body = value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    return reply;
}

}  // namespace inkling
