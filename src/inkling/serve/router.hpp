// The table of what the server answers: path, method, what the body may be, who may ask.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "inkling/serve/access.hpp"
#include "inkling/serve/http_message.hpp"

namespace inkling {

class Batcher;

/// Where a handler runs: the batcher of its event loop.
struct HandlerContext {
    Batcher& batcher;
};

using Handler = std::function<void(const Request&, HandlerContext&, Respond)>;

enum class BodyKind {
    none,     ///< no body is wanted
    json,     ///< application/json
    tensor,   ///< JSON, or application/octet-stream of the inference protocol
    picture,  ///< image/…, or application/octet-stream
};

struct Route {
    std::string method;  ///< "GET" serves HEAD as well
    std::string path;    ///< a part {x} matches anything but '/'
    std::string name;    ///< in metrics
    BodyKind body = BodyKind::none;
    Need need = Need::reader;
    Handler handler;
    bool protocol_errors = false;  ///< errors in the form of the inference protocol
};

/// The value of part {x} of a route's path, in the path of a request that matched it.
std::string_view path_part(const Request& request, std::size_t index);

class Router {
  public:
    void add(Route route);

    struct Match {
        const Route* route = nullptr;
        std::size_t index = 0;
        std::string allowed = {};  ///< methods, where the path is known and the method is not
    };
    [[nodiscard]] Match find(std::string_view method, std::string_view path) const;
    [[nodiscard]] std::vector<std::string> names() const;
    [[nodiscard]] std::size_t size() const noexcept { return routes_.size(); }

  private:
    std::vector<Route> routes_;
};

/// What is wrong with the form of a request's body, before it is read: 0, 411, 413 or 415.
struct BodyVerdict {
    int status = 0;
    std::string why = {};
    std::size_t limit = 0;  ///< bytes
};
BodyVerdict check_body(BodyKind kind, const Request& request, std::size_t json_limit,
                       std::size_t picture_limit);

}  // namespace inkling
