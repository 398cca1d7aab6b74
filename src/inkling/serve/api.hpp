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

class CorrectionStore;
class DataShelf;
class TrainJob;

struct ApiContext {
    const ServeOptions& options;
    ModelSlot& model;
    const Reader& pages;  ///< reads whole pages
    Workers& workers;
    std::function<bool()> ready;           ///< new work is welcome
    std::function<std::string()> metrics;  ///< in Prometheus' text format
    DataShelf& shelf;
    TrainJob& train_job;
    CorrectionStore& corrections;
};

/// The Open Inference Protocol, version 2, and health.
void add_inference_routes(Router& router, const ApiContext& api);
/// /metrics, /openapi.json.
void add_operator_routes(Router& router, const ApiContext& api);
/// /v1/read and /v1/strokes.
void add_reading_routes(Router& router, const ApiContext& api);
/// The page itself.
void add_page_routes(Router& router);
/// What the page asks for: /v1/model, /v1/explain; /v1/data; /v1/train; /v1/corrections, /v1/learn.
void add_model_routes(Router& router, const ApiContext& api);
void add_data_routes(Router& router, const ApiContext& api);
void add_training_routes(Router& router, const ApiContext& api);
void add_teaching_routes(Router& router, const ApiContext& api);

}  // namespace inkling
