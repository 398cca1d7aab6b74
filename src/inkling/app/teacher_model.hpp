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
    std::optional<Model> model = {};    ///< none: the labels are learned from
    std::optional<Recipe> recipe = {};  ///< where it was trained first
    bool interrupted = false;
    std::size_t epochs = 0;  ///< of its training that were finished
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
