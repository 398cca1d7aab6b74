#include "inkling/app/teacher_model.hpp"

#include <fmt/format.h>

#include "inkling/app/console.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/train/committee.hpp"

namespace inkling {

namespace {

Result<TeacherModel> train_teacher(const Recipe& recipe, const Dataset& dataset,
                                   const TeacherRun& run) {
    TeacherModel teacher;
    teacher.epochs = recipe.epochs * static_cast<int>(recipe.committee.size() + 1);
    TrainingProgress progress(run.progress, terminal_of(2), teacher.epochs);
    TrainerOptions trainer;
    trainer.pool = &run.pool;
    trainer.cancel = &run.signals.token();
    trainer.on_step = [&progress](const StepRecord& record) { progress.step(record); };
    trainer.on_epoch = [&progress](const EpochRecord& record) { progress.epoch(record); };
    trainer.checkpoint_path = run.checkpoint;
    trainer.resume = run.resume && file_exists(run.checkpoint);
    INKLING_TRY(const CommitteeResult result, train_committee(recipe, dataset.train, trainer));
    if (result.interrupted()) {
        teacher.interrupted_after = static_cast<int>(result.history(recipe).size());
        return teacher;
    }
    teacher.model = model_of(recipe, result);
    return teacher;
}

}  // namespace

Result<TeacherModel> teacher_model(const Recipe& recipe, const Dataset& dataset,
                                   const TeacherRun& run) {
    TeacherModel teacher;
    if (recipe.teacher.empty()) return teacher;
    INKLING_TRY(const std::optional<Recipe> its, recipe_of_teacher(recipe));
    if (!its) {
        INKLING_TRY(teacher.model, load_model(recipe.teacher));
        return teacher;
    }
    if (run.progress != ProgressStyle::none)
        write_note(fmt::format("first its teacher, by the preset {}\n", recipe.teacher));
    INKLING_TRY(teacher, train_teacher(*its, dataset, run));
    if (teacher.model && run.progress != ProgressStyle::none)
        write_note("now what learns from it\n");
    return teacher;
}

}  // namespace inkling
