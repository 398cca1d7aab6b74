#include "inkling/app/train_paths.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "inkling/app/console.hpp"
#include "inkling/base/text.hpp"

namespace inkling {

namespace {

bool same_file(const std::string& a, const std::string& b) {
    std::error_code error;
    return std::filesystem::equivalent(a, b, error) && !error;
}

/// Decides whether to resume, and says so where that is not what one would think.
Result<bool> decide_resume(const TrainOptions& options, const TrainPaths& paths) {
    const bool started = file_exists(paths.checkpoint);
    const bool interrupted =
        started || (!paths.teacher_checkpoint.empty() && file_exists(paths.teacher_checkpoint));
    const std::string& left = started ? paths.checkpoint : paths.teacher_checkpoint;
    if (options.resume && !interrupted && file_exists(paths.model))
        return file_error(
            fmt::format("{}: nothing to resume: this training has finished",
                        printable(paths.model)),
            fmt::format("to train on from it: --from {} --out ANOTHER.safetensors; to start "
                        "again: leave --resume out",
                        printable(paths.model)));
    if (options.resume && !interrupted)
        report_warning(fmt::format("{}: no checkpoint to resume from; starting at the beginning",
                                   printable(paths.checkpoint)));
    if (!options.resume && interrupted)
        report_warning(fmt::format(
            "{}: left by a training that was interrupted; it will be replaced (--resume goes on "
            "with it)",
            printable(left)));
    return options.resume && started;
}

}  // namespace

Result<TrainPaths> prepare_paths(const TrainOptions& options, const Recipe& recipe) {
    const std::string model = options.out_path();
    if (options.from && same_file(*options.from, model))
        return file_error(fmt::format("--out: {} is the model to start from", printable(model)),
                          "give --out another name");
    for (const auto& path : {std::optional(model), options.log, options.report})
        if (path) INKLING_TRY_STATUS(check_writable(*path));
    const std::filesystem::path path(model);
    const std::string lock_name = "." + path.filename().string() + ".lock";
    auto lock = FileLock::try_acquire((path.parent_path() / lock_name).string());
    if (!lock) return std::move(lock).error().within(printable(model));
    TrainPaths paths{model, model + ".checkpoint", "", false, std::move(lock).value()};
    INKLING_TRY(const std::optional<Recipe> teacher, recipe_of_teacher(recipe));
    if (teacher) paths.teacher_checkpoint = model + ".teacher.checkpoint";
    INKLING_TRY(paths.resume, decide_resume(options, paths));
    return paths;
}

}  // namespace inkling
