// `--report FILE.html`: one page that holds all of a run: figures, curves, confusions, calibration,
// the worst errors, the network and the recipe. Self-contained: it loads nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "inkling/data/dataset.hpp"
#include "inkling/network/model.hpp"
#include "inkling/train/evaluation.hpp"
#include "inkling/train/trainer.hpp"

namespace inkling {

struct ReportData {
    const Dataset& dataset;
    const ImageSet& part;          ///< the images that were evaluated
    std::string split;             ///< "test" or "train"
    const Evaluation* evaluation;  ///< null where there were no images
    const Model& model;
    std::string model_name;
    std::string model_sha256;
    std::size_t model_bytes = 0;
    /// Of a training run; empty for an evaluation.
    std::vector<EpochRecord> history = {};
    int best_epoch = 0;
    double train_seconds = 0;
    int threads = 0;
};

std::string report_page(const ReportData& data);

}  // namespace inkling
