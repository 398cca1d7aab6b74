#include "inkling/app/train_paths.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "inkling/app/command_files.hpp"
#include "inkling/app/console.hpp"
#include "inkling/base/text.hpp"
#include "inkling/train/committee.hpp"

namespace inkling {

namespace {

std::string checkpoint_path(const std::string& model) {
    return model + ".checkpoint";
}

std::string teacher_checkpoint_path(const std::string& model) {
    return model + ".teacher.checkpoint";
}

/// Nothing that is read may be written over, and no file be written twice.
Status check_files(const TrainOptions& options, const Recipe& recipe,
                   const std::optional<Recipe>& teacher) {
    const std::string model = options.out_path();
    CommandFiles files;
    files.reads("--from", "the model to start from", options.from);
    if (!teacher) files.reads("--teacher", "the teacher", recipe.teacher);
    files.reads_dataset("--dataset", options.data);
    files.writes("--out", model);
    for (std::size_t i = 0; i <= recipe.committee.size(); ++i)
        files.writes("--out", checkpoint_of(checkpoint_path(model), i), "checkpoint");
    for (std::size_t i = 0; teacher && i <= teacher->committee.size(); ++i)
        files.writes("--out", checkpoint_of(teacher_checkpoint_path(model), i), "checkpoint");
    files.writes("--log", options.log);
    files.writes("--tensorboard", options.tensorboard);
    files.writes("--report", options.report);
    return files.check();
}

/// The first is written after an epoch, which may be hours.
Status check_checkpoints(const std::string& path, const Recipe& recipe) {
    for (std::size_t i = 0; i <= recipe.committee.size(); ++i)
        INKLING_TRY_STATUS(check_writable(checkpoint_of(path, i)));
    return {};
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
    INKLING_TRY(const std::optional<Recipe> teacher, recipe_of_teacher(recipe));
    INKLING_TRY_STATUS(check_files(options, recipe, teacher));
    for (const auto& path : {std::optional(model), options.log, options.report})
        if (path) INKLING_TRY_STATUS(check_writable(*path));
    const std::filesystem::path path(model);
    const std::string lock_name = "." + path.filename().string() + ".lock";
    auto lock = FileLock::try_acquire((path.parent_path() / lock_name).string());
    if (!lock) return std::move(lock).error().within(printable(model));
    TrainPaths paths{model, checkpoint_path(model), "", false, std::move(lock).value()};
    if (teacher) paths.teacher_checkpoint = teacher_checkpoint_path(model);
    INKLING_TRY_STATUS(check_checkpoints(paths.checkpoint, recipe));
    if (teacher) INKLING_TRY_STATUS(check_checkpoints(paths.teacher_checkpoint, *teacher));
    INKLING_TRY(paths.resume, decide_resume(options, paths));
    return paths;
}

}  // namespace inkling
