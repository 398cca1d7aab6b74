// What operators and their tools ask for.
#include "inkling/base/embed.hpp"
#include "inkling/serve/api.hpp"

INKLING_EMBED(inkling_openapi, INKLING_EMBEDDED_FILE)

namespace inkling {

namespace {

std::string_view openapi_text() {
    return {reinterpret_cast<const char*>(inkling_openapi),
            static_cast<std::size_t>(inkling_openapi_end - inkling_openapi)};
}

}  // namespace

void add_operator_routes(Router& router, const ApiContext& api) {
    router.add({"GET", "/metrics", "metrics", BodyKind::none, Need::reader,
                [metrics = api.metrics](const Request&, HandlerContext&, const Respond& respond) {
                    Reply reply;
                    reply.content_type = "text/plain; version=0.0.4; charset=utf-8";
                    reply.body = metrics();
                    respond(std::move(reply));
                }});
    router.add({"GET", "/openapi.json", "openapi", BodyKind::none, Need::nothing,
                [](const Request&, HandlerContext&, const Respond& respond) {
                    Reply reply;
                    reply.literal = openapi_text();
                    respond(std::move(reply));
                }});
}

}  // namespace inkling
