// The model that a network learns from, where its recipe has one: from a file, or trained first.
#pragma once

#include <optional>
#include <string>

#include "inkling/app/progress.hpp"
#include "inkling/app/signals.hpp"
#include "inkling/base/result.hpp"
#include "inkling/base/thread_pool.hpp"
#include "inkling/data/dataset.hpp"
#include "inkling/network/model.hpp"
#include "inkling/train/recipe.hpp"

namespace inkling {

struct TeacherModel {
    std::optional<Model> model;  ///< none: the labels are learned from
    int interrupted_after = -1;  ///< epochs of its training; negative: it was not interrupted
    int epochs = 0;              ///< that its training takes
};

struct TeacherRun {
    ThreadPool& pool;
    const SignalGuard& signals;
    ProgressStyle progress;
    std::string checkpoint;  ///< of its training
    bool resume = false;     ///< go on from there, if there is one
};

/// Errors: those of reading a model, and of training.
Result<TeacherModel> teacher_model(const Recipe& recipe, const Dataset& dataset,
                                   const TeacherRun& run);

}  // namespace inkling
