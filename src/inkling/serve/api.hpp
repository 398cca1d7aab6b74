// The groups of routes of the server, one file each, and what they work with.
#pragma once

#include <functional>
#include <string>

#include "inkling/serve/metrics.hpp"
#include "inkling/serve/model_slot.hpp"
#include "inkling/serve/options.hpp"
#include "inkling/serve/router.hpp"
#include "inkling/serve/workers.hpp"

namespace inkling {

struct ApiContext {
    const ServeOptions& options;
    ModelSlot& model;
    Workers& workers;
    std::function<bool()> ready;           ///< new work is welcome
    std::function<std::string()> metrics;  ///< in Prometheus' text format
};

/// The Open Inference Protocol, version 2, and health.
void add_inference_routes(Router& router, const ApiContext& api);
/// /metrics, /openapi.json.
void add_operator_routes(Router& router, const ApiContext& api);
/// /v1/read and /v1/strokes.
void add_reading_routes(Router& router, const ApiContext& api);

}  // namespace inkling
