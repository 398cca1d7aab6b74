// Who may ask for what: the guard against pages of other sites (Host, Origin) and the token.
#pragma once

#include <string>
#include <string_view>

#include "inkling/serve/http_message.hpp"

namespace inkling {

/// What a route asks of those who use it.
enum class Need {
    nothing,  ///< the page itself, health
    reader,   ///< the token, where there is one
    owner,    ///< the token; where there is none, a browser or program on this machine
};

struct AccessPolicy {
    bool loopback = true;  ///< the server listens to this machine alone
    std::string token = {};
};

/// 0 where the request may go on, else the status to refuse it with; `why` says it in words.
struct AccessVerdict {
    int status = 0;
    std::string_view why = {};
};
AccessVerdict check_access(const AccessPolicy& policy, const Request& request, Need need);

/// Whether a Host field names this machine: localhost, 127.x.x.x or [::1], any port.
bool names_this_machine(std::string_view host);

}  // namespace inkling
