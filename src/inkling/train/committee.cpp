#include "inkling/train/committee.hpp"

#include <algorithm>
#include <filesystem>

#include "inkling/base/check.hpp"
#include "inkling/bytes/file.hpp"

namespace inkling {

namespace {

/// Checkpoints of an earlier run, which this one would otherwise take for its own.
void remove_checkpoints(const std::string& path, std::size_t members) {
    std::error_code ignored;
    for (std::size_t i = 1; i < members; ++i)
        std::filesystem::remove(checkpoint_of(path, i), ignored);
}

/// Of member `i`, whose records number the epochs through.
TrainerOptions member_options(const TrainerOptions& options, const Recipe& recipe, std::size_t i) {
    TrainerOptions member = options;
    const int before = static_cast<int>(i) * recipe.epochs;
    const int all = recipe.all_epochs();
    if (options.on_step)
        member.on_step = [&options, before, all](StepRecord record) {
            record.epoch += before;
            record.epochs = all;
            options.on_step(record);
        };
    if (options.on_epoch)
        member.on_epoch = [&options, before](EpochRecord record) {
            record.epoch += before;
            options.on_epoch(record);
        };
    if (!options.checkpoint_path.empty()) {
        member.checkpoint_path = checkpoint_of(options.checkpoint_path, i);
        if (i > 0) member.resume = options.resume && file_exists(member.checkpoint_path);
    }
    return member;
}

}  // namespace

bool CommitteeResult::stopped_early() const {
    return std::any_of(members.begin(), members.end(),
                       [](const TrainingResult& member) { return member.stopped_early; });
}

std::vector<EpochRecord> CommitteeResult::history(const Recipe& recipe) const {
    std::vector<EpochRecord> history;
    for (std::size_t i = 0; i < members.size(); ++i)
        for (EpochRecord record : members[i].history) {
            record.epoch += static_cast<int>(i) * recipe.epochs;
            history.push_back(record);
        }
    return history;
}

int CommitteeResult::best_epoch(const Recipe& recipe) const {
    if (members.size() == 1) return members.front().best_epoch;
    const std::vector<EpochRecord> all = history(recipe);
    return all.empty() ? 0 : all.back().epoch;
}

double CommitteeResult::train_seconds() const {
    double seconds = 0;
    for (const TrainingResult& member : members) seconds += member.train_seconds;
    return seconds;
}

std::string checkpoint_of(const std::string& path, std::size_t i) {
    return i == 0 ? path : path + "." + std::to_string(i + 1);
}

namespace {

/// Trains member after member: `train_member(recipe, options, i)` trains one.
template <class F>
Result<CommitteeResult> train_members(const Recipe& recipe, const TrainerOptions& options,
                                      F&& train_member) {
    const std::size_t count = recipe.committee.size() + 1;
    if (!options.checkpoint_path.empty() && !options.resume)
        remove_checkpoints(options.checkpoint_path, count);
    CommitteeResult result;
    for (std::size_t i = 0; i < count; ++i) {
        INKLING_TRY(TrainingResult member,
                    train_member(member_recipe(recipe, i), member_options(options, recipe, i), i));
        member.interrupted = options.cancel != nullptr && options.cancel->cancelled() &&
                             (member.interrupted || i + 1 < count);
        result.members.push_back(std::move(member));
        if (result.interrupted()) break;
    }
    return result;
}

}  // namespace

Result<CommitteeResult> train_committee(const Recipe& recipe, const ImageSet& images,
                                        const TrainerOptions& options) {
    return train_members(recipe, options,
                         [&](const Recipe& own, const TrainerOptions& its, std::size_t) {
                             return train(own, images, its);
                         });
}

Result<CommitteeResult> train_committee_from(const Model& start, const Recipe& recipe,
                                             const ImageSet& images,
                                             const TrainerOptions& options) {
    INKLING_CHECK(start.committee.size() == recipe.committee.size());
    return train_members(
        recipe, options, [&](const Recipe& own, const TrainerOptions& its, std::size_t i) {
            return train_from(i == 0 ? start.network : start.committee[i - 1].network, own, images,
                              its);
        });
}

Result<Recipe> going_on_from(const Model& model, Recipe recipe) {
    constexpr float usual_negatives = 0.5F;
    INKLING_TRY(recipe.framings, recipe_framings(model.preprocessing.framing));
    recipe.committee.clear();
    for (const Member& member : model.committee) {
        MemberSpec spec;
        INKLING_TRY(spec.framings, recipe_framings(member.framing));
        recipe.committee.push_back(std::move(spec));
    }
    recipe.alone_above = static_cast<float>(model.alone_above);
    if (model.can_reject()) {
        recipe.reject_above = static_cast<float>(model.reject_above);
        if (recipe.negatives == 0) recipe.negatives = usual_negatives;
    }
    return recipe;
}

Model model_of(const Recipe& recipe, const CommitteeResult& result) {
    Model model{result.members.front().network};
    model.preprocessing.framing = recipe_framings_name(recipe.framings);
    for (std::size_t i = 1; i < result.members.size(); ++i)
        model.committee.push_back(
            {result.members[i].network, recipe_framings_name(recipe.committee[i - 1].framings)});
    if (!recipe.committee.empty()) model.alone_above = static_cast<double>(recipe.alone_above);
    if (recipe.negatives > 0) model.reject_above = static_cast<double>(recipe.reject_above);
    return model;
}

}  // namespace inkling
