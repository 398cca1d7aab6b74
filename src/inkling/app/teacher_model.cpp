#include "inkling/app/teacher_model.hpp"

#include <fmt/format.h>

#include "inkling/app/console.hpp"
#include "inkling/app/model_source.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/train/committee.hpp"
#include "inkling/train/teacher.hpp"

namespace inkling {

namespace {

/// Fills in all but the recipe, by which it is trained.
Status train(TeacherModel& teacher, const Dataset& dataset, const TeacherRun& run) {
    const Recipe& recipe = *teacher.recipe;
    TrainingProgress progress(run.progress, terminal_of(2), recipe.all_epochs());
    TrainerOptions trainer;
    trainer.pool = &run.pool;
    trainer.cancel = &run.signals.token();
    trainer.on_step = [&progress](const StepRecord& record) { progress.step(record); };
    trainer.on_epoch = [&progress](const EpochRecord& record) { progress.epoch(record); };
    trainer.checkpoint_path = run.checkpoint;
    trainer.resume = run.resume && file_exists(run.checkpoint);
    INKLING_TRY(const CommitteeResult result, train_committee(recipe, dataset.train, trainer));
    teacher.interrupted = result.interrupted();
    teacher.epochs = result.history(recipe).size();
    if (!teacher.interrupted) teacher.model = model_of(recipe, result);
    return {};
}

/// What training would complain about, with the name of the file.
Status check_teacher(const LoadedModel& loaded, const Recipe& recipe, const Dataset& dataset) {
    const std::size_t classes = dataset.classes.size();
    const std::size_t outputs = classes + (recipe.negatives > 0 ? 1 : 0);
    const auto teacher = Teacher::of(loaded.model, classes, outputs, 1);
    if (!teacher) return Error(teacher.error()).within(loaded.name);
    return {};
}

}  // namespace

Result<TeacherModel> teacher_model(const Recipe& recipe, const Dataset& dataset,
                                   const TeacherRun& run) {
    TeacherModel teacher;
    if (recipe.teacher.empty()) return teacher;
    INKLING_TRY(teacher.recipe, recipe_of_teacher(recipe));
    if (!teacher.recipe) {
        INKLING_TRY(LoadedModel loaded, load_model_from(recipe.teacher));
        INKLING_TRY_STATUS(check_teacher(loaded, recipe, dataset));
        teacher.model = std::move(loaded.model);
        return teacher;
    }
    const bool tell = run.progress != ProgressStyle::none;
    if (tell) write_note(fmt::format("first its teacher, by the preset {}\n", recipe.teacher));
    INKLING_TRY_STATUS(train(teacher, dataset, run));
    if (tell && !teacher.interrupted) write_note("now what learns from it\n");
    return teacher;
}

}  // namespace inkling
