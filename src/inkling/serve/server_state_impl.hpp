// What all event loops of a server share.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include "inkling/serve/access.hpp"
#include "inkling/serve/model_slot.hpp"
#include "inkling/serve/options.hpp"
#include "inkling/serve/router.hpp"
#include "inkling/serve/transport_impl.hpp"

namespace inkling {

struct ServerState {
    ServeOptions options;
    AccessPolicy access;
    Router router;
    TransportFactory transports;
    ModelSlot& model;
    std::atomic<bool> draining{false};
    std::atomic<std::size_t> open_connections{0};
    std::atomic<std::size_t> queued_images{0};
    std::atomic<std::size_t> buffered_bytes{0};
};

}  // namespace inkling
