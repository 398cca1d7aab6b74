#include "inkling/serve/fine_tune.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "inkling/base/thread_pool.hpp"
#include "inkling/bytes/sha256.hpp"
#include "inkling/data/batches.hpp"
#include "inkling/train/committee.hpp"

namespace inkling {

namespace {

constexpr std::size_t old_images = 4000;  ///< of the training set, in the mix
constexpr std::size_t new_images = 2000;  ///< corrections in the mix, repeated up to so many
constexpr std::size_t most_repeats = 120;
constexpr std::size_t least_to_hold_back = 8;
constexpr std::size_t hold_back_every = 4;

ImageSet blank_set(std::size_t count) {
    ImageSet set;
    set.count = count;
    set.height = set.width = framed_side;
    set.pixels = Buffer<std::uint8_t>(count * framed_size);
    set.labels = Buffer<std::uint8_t>(count);
    return set;
}

void put(ImageSet& set, std::size_t at, std::span<const std::uint8_t> pixels, int label) {
    std::copy(pixels.begin(), pixels.end(), set.pixels.data() + at * framed_size);
    set.labels[at] = static_cast<std::uint8_t>(label);
}

ImageSet set_of(const std::vector<Correction>& corrections) {
    ImageSet set = blank_set(corrections.size());
    for (std::size_t i = 0; i < corrections.size(); ++i)
        put(set, i, corrections[i].pixels, corrections[i].label);
    return set;
}

ImageSet mixed(const std::vector<Correction>& corrections, const ImageSet& old,
               std::uint64_t seed) {
    const std::size_t repeats =
        std::clamp<std::size_t>(new_images / corrections.size(), 1, most_repeats);
    auto order = shuffled(old.count, seed, 0);
    order.resize(std::min(order.size(), old_images));
    ImageSet mix = blank_set(order.size() + repeats * corrections.size());
    std::size_t at = 0;
    for (const std::uint32_t i : order) put(mix, at++, old.image(i), old.labels[i]);
    for (std::size_t r = 0; r < repeats; ++r)
        for (const Correction& correction : corrections)
            put(mix, at++, correction.pixels, correction.label);
    return mix;
}

Result<Score> score(const Predictor& predictor, const ImageSet& images, ThreadPool& pool) {
    if (images.empty()) return Score{};
    INKLING_TRY(const Evaluation evaluation, evaluate(predictor, images, pool));
    return Score{evaluation.images - evaluation.errors, evaluation.images};
}

/// Small steps, bent images; digits framed as the model was trained.
Result<Recipe> recipe_for(const Model& model, std::uint64_t seed) {
    INKLING_TRY(const Recipe usual, recipe_named("default"));
    Recipe recipe;
    recipe.optimizer.kind = OptimizerKind::adam;
    recipe.optimizer.learning_rate = 1e-3F;
    recipe.schedule.kind = ScheduleKind::cosine;
    recipe.augment = usual.augment;
    recipe.epochs = 3;
    recipe.batch_size = 64;
    recipe.seed = seed;
    return going_on_from(model, std::move(recipe));
}

/// The model with the networks of another.
Model with_networks_of(Model model, Model learned) {
    model.network = std::move(learned.network);
    model.committee = std::move(learned.committee);
    return model;
}

/// What the facts of a model say about how it came to be.
void tell_origin(Model& model, const ServedModel& old, const Score& test, std::size_t corrections) {
    model.training.test_accuracy =
        test.of == 0 ? -1 : static_cast<double>(test.right) / static_cast<double>(test.of);
    model.training.facts["test_images"] = std::to_string(test.of);
    model.training.facts["fine_tuned_from"] = old.sha256;
    model.training.facts["fine_tuned_on"] = fmt::format("{} corrections", corrections);
}

Result<ServedModelPtr> served(Model model) {
    INKLING_TRY(const Bytes bytes, write_model(model));
    INKLING_TRY(Reader reader, Reader::from(std::move(model)));
    return std::make_shared<const ServedModel>(ServedModel{
        std::move(reader), "learned from your handwriting", sha256_hex(bytes), bytes.size()});
}

}  // namespace

Result<FineTuned> fine_tune(const ServedModel& model, const std::vector<Correction>& corrections,
                            const Dataset& data) {
    if (corrections.empty()) return usage_error("there are no corrections to learn from");
    const auto began = std::chrono::steady_clock::now();
    std::vector<Correction> learned, held_back;
    const bool hold_back = corrections.size() >= least_to_hold_back;
    for (std::size_t i = 0; i < corrections.size(); ++i)
        (hold_back && i % hold_back_every == hold_back_every - 1 ? held_back : learned)
            .push_back(corrections[i]);
    ThreadPool pool(0);
    Model learner = model.reader.model();
    constexpr std::uint64_t seed = 1;
    const ImageSet mix = mixed(learned, data.train, seed);
    INKLING_TRY(const Recipe recipe, recipe_for(learner, seed));
    TrainerOptions options;
    options.pool = &pool;
    INKLING_TRY(const CommitteeResult trained, train_committee_from(learner, recipe, mix, options));
    learner = with_networks_of(std::move(learner), model_of(recipe, trained));
    INKLING_TRY(const Predictor after, Predictor::of(learner));
    const Predictor& before = model.reader.predictor();
    FineTuned result;
    const ImageSet held_images = set_of(held_back), learned_images = set_of(learned);
    INKLING_TRY(result.held_back_before, score(before, held_images, pool));
    INKLING_TRY(result.held_back_after, score(after, held_images, pool));
    INKLING_TRY(result.learned_before, score(before, learned_images, pool));
    INKLING_TRY(result.learned_after, score(after, learned_images, pool));
    INKLING_TRY(result.test_before, score(before, data.test, pool));
    INKLING_TRY(result.test_after, score(after, data.test, pool));
    tell_origin(learner, model, result.test_after, corrections.size());
    INKLING_TRY(result.model, served(std::move(learner)));
    result.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    return result;
}

}  // namespace inkling
