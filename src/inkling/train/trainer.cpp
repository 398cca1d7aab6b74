// The loop over epochs. All randomness is a function of (seed, epoch, sample), so a run that goes
// on from a checkpoint takes exactly the steps that it would have taken.
#include "inkling/train/trainer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "inkling/bytes/file.hpp"
#include "inkling/bytes/sha256.hpp"
#include "inkling/train/checkpoint.hpp"
#include "inkling/train/evaluation.hpp"
#include "inkling/train/learner.hpp"
#include "inkling/train/samples.hpp"
#include "inkling/train/teacher.hpp"

namespace inkling {

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* nan_hint = "try a smaller --learning-rate, or --clip-norm 1";

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string fingerprint(const ImageSet& images, const Model* teacher) {
    Sha256 sha;
    if (teacher != nullptr) {
        const auto add = [&](const Network& network) {
            const std::span<const float> weights = network.weights();
            sha.update({reinterpret_cast<const std::uint8_t*>(weights.data()),
                        weights.size() * sizeof(float)});
        };
        add(teacher->network);
        for (const Member& member : teacher->committee) add(member.network);
    }
    sha.update({images.labels.data(), images.labels.size()});
    // A few images tell data sets apart; hashing all of them would take longer than an epoch.
    for (std::size_t i = 0; i < images.count; i += 1 + images.count / 64)
        sha.update(images.image(i));
    return sha.hex();
}

class Training {
  public:
    Training(Network network, const Recipe& recipe, const ImageSet& images,
             std::optional<Teacher> teacher, const TrainerOptions& options)
        : recipe_(recipe),
          images_(images),
          options_(options),
          pool_(*options.pool),
          samples_(images, recipe, std::move(teacher), pool_),
          network_(std::move(network)),
          learner_(network_, recipe, pool_) {}

    Result<TrainingResult> run();

  private:
    Status resume();
    Status save();
    /// False when cancelled in the middle.
    Result<bool> epoch();
    Status finish_epoch();
    void report(bool last);
    [[nodiscard]] Network answering();
    [[nodiscard]] bool cancelled() const {
        return options_.cancel != nullptr && options_.cancel->cancelled();
    }
    /// Of what is learned from: images, and the answers of the teacher.
    [[nodiscard]] std::string fingerprint() const {
        return inkling::fingerprint(images_, recipe_.teacher.empty() ? nullptr : options_.teacher);
    }
    [[nodiscard]] bool validates() const { return !samples_.validation().empty(); }
    [[nodiscard]] std::int64_t steps_per_epoch() const {
        const auto batch = static_cast<std::size_t>(recipe_.batch_size);
        return static_cast<std::int64_t>((samples_.count() + batch - 1) / batch);
    }

    Recipe recipe_;
    const ImageSet& images_;
    const TrainerOptions& options_;
    ThreadPool& pool_;
    Samples samples_;
    Network network_;
    Learner learner_;
    Progress progress_;
    Buffer<float> best_weights_;
    double last_rate_ = 0;
    Clock::time_point last_report_ = {};
    Clock::time_point epoch_start_ = {};
};

void Training::report(bool last) {
    if (!options_.on_step || progress_.done == 0) return;
    const Clock::time_point now = Clock::now();
    if (!last && now - last_report_ < std::chrono::milliseconds(50)) return;
    last_report_ = now;
    const auto done = static_cast<double>(progress_.done);
    options_.on_step({progress_.epoch + 1, recipe_.epochs, progress_.done, samples_.count(),
                      progress_.loss_sum / done, static_cast<double>(progress_.correct) / done,
                      progress_.epoch_seconds + seconds_since(epoch_start_)});
}

Result<bool> Training::epoch() {
    samples_.begin_epoch(progress_.epoch);
    const auto batch_size = static_cast<std::size_t>(recipe_.batch_size);
    const std::int64_t total_steps = steps_per_epoch() * recipe_.epochs;
    epoch_start_ = Clock::now();
    while (progress_.done < samples_.count()) {
        const std::size_t first = progress_.done;
        const std::size_t rows = std::min(batch_size, samples_.count() - first);
        const std::int64_t step =
            progress_.epoch * steps_per_epoch() + static_cast<std::int64_t>(first / batch_size);
        const double factor =
            schedule_factor(recipe_.schedule, step, total_steps, steps_per_epoch());
        const StepOutcome outcome = learner_.step(samples_.batch(first, rows), factor);
        if (!std::isfinite(outcome.loss))
            return data_error("the loss became NaN at epoch " +
                                  std::to_string(progress_.epoch + 1) + " step " +
                                  std::to_string(first / batch_size + 1),
                              nan_hint);
        progress_.done += rows;
        progress_.loss_sum += outcome.loss * static_cast<double>(rows);
        progress_.correct += outcome.correct;
        last_rate_ = recipe_.optimizer.learning_rate * factor;
        report(false);
        if (cancelled() && progress_.done < samples_.count()) {
            progress_.epoch_seconds += seconds_since(epoch_start_);
            return false;
        }
    }
    report(true);
    progress_.epoch_seconds += seconds_since(epoch_start_);
    return true;
}

/// The weights that would answer if training ended now.
Network Training::answering() {
    Network network = network_;
    const std::span<const float> average = learner_.average();
    if (!average.empty()) std::copy(average.begin(), average.end(), network.weights().begin());
    return network;
}

Status Training::finish_epoch() {
    const auto images = static_cast<double>(progress_.done);
    EpochRecord record;
    record.epoch = ++progress_.epoch;
    record.loss = progress_.loss_sum / images;
    record.accuracy = static_cast<double>(progress_.correct) / images;
    record.learning_rate = last_rate_;
    record.seconds = progress_.epoch_seconds;
    if (validates()) {
        const Network candidate = answering();
        const auto evaluation =
            evaluate(Predictor(candidate, recipe_.framings, recipe_.predicted_classes()),
                     samples_.validation(), pool_);
        if (!evaluation && evaluation.error().code == ErrorCode::model)
            return data_error("the answers became NaN at epoch " + std::to_string(progress_.epoch),
                              nan_hint);
        if (!evaluation) return Error(evaluation.error());
        record.validation_loss = evaluation->loss;
        record.validation_accuracy = evaluation->accuracy;
        if (progress_.best_epoch == 0 || evaluation->loss < progress_.best_loss) {
            progress_.best_loss = evaluation->loss;
            progress_.best_epoch = record.epoch;
            best_weights_ = Buffer<float>::copy_of(candidate.weights());
        }
    } else {
        progress_.best_epoch = record.epoch;
    }
    progress_.history.push_back(record);
    progress_.train_seconds += progress_.epoch_seconds;
    progress_.done = progress_.correct = 0;
    progress_.loss_sum = progress_.epoch_seconds = 0;
    if (options_.on_epoch) options_.on_epoch(record);
    if (options_.on_network) options_.on_network(answering());
    return {};
}

Status Training::save() {
    if (options_.checkpoint_path.empty()) return {};
    Checkpoint checkpoint;
    checkpoint.recipe = to_json(recipe_);
    checkpoint.architecture = to_json(network_.architecture());
    checkpoint.data_sha256 = fingerprint();
    checkpoint.progress = progress_;
    checkpoint.optimizer_steps = learner_.optimizer().steps();
    checkpoint.weights = Buffer<float>::copy_of(network_.weights());
    checkpoint.best_weights = best_weights_;
    checkpoint.average = Buffer<float>::copy_of(learner_.average());
    checkpoint.state_1 = Buffer<float>::copy_of(learner_.optimizer().state_1());
    checkpoint.state_2 = Buffer<float>::copy_of(learner_.optimizer().state_2());
    return save_checkpoint(checkpoint, options_.checkpoint_path);
}

Status Training::resume() {
    auto loaded = load_checkpoint(options_.checkpoint_path);
    if (!loaded) return std::move(loaded).error();
    Checkpoint& checkpoint = *loaded;
    const auto refuse = [&](const char* what, const std::string& saved, const std::string& now) {
        return data_error(options_.checkpoint_path + ": the checkpoint is of another " + what +
                              " (checkpoint: " + saved + "; asked for: " + now + ")",
                          "give the same options as at the start, or start without --resume");
    };
    if (checkpoint.architecture != to_json(network_.architecture()))
        return refuse("architecture", checkpoint.architecture, to_json(network_.architecture()));
    if (checkpoint.recipe != to_json(recipe_))
        return refuse("recipe", checkpoint.recipe, to_json(recipe_));
    if (checkpoint.data_sha256 != fingerprint())
        return refuse("data set or teacher", checkpoint.data_sha256, fingerprint());
    const auto put = [](const Buffer<float>& from, std::span<float> to) {
        if (from.size() != to.size()) return false;
        std::copy(from.begin(), from.end(), to.begin());
        return true;
    };
    Optimizer& optimizer = learner_.optimizer();
    if (!put(checkpoint.weights, network_.weights()) ||
        !put(checkpoint.average, learner_.average()) ||
        !put(checkpoint.state_1, optimizer.state_1()) ||
        !put(checkpoint.state_2, optimizer.state_2()) ||
        checkpoint.progress.done > samples_.count())
        return data_error(options_.checkpoint_path + ": the checkpoint does not fit its recipe",
                          "start again without --resume");
    optimizer.set_steps(checkpoint.optimizer_steps);
    best_weights_ = std::move(checkpoint.best_weights);
    progress_ = std::move(checkpoint.progress);
    return {};
}

Result<TrainingResult> Training::run() {
    if (options_.resume) INKLING_TRY_STATUS(resume());
    bool interrupted = false, stopped_early = false;
    while (progress_.epoch < recipe_.epochs && !interrupted && !stopped_early) {
        INKLING_TRY(const bool whole, epoch());
        if (whole) INKLING_TRY_STATUS(finish_epoch());
        INKLING_TRY_STATUS(save());
        stopped_early =
            recipe_.early_stop > 0 && progress_.epoch - progress_.best_epoch >= recipe_.early_stop;
        interrupted = cancelled() && progress_.epoch < recipe_.epochs;
    }
    Network network = answering();
    if (!best_weights_.empty())
        std::copy(best_weights_.begin(), best_weights_.end(), network.weights().begin());
    return TrainingResult{std::move(network), progress_.history,    interrupted,
                          stopped_early,      progress_.best_epoch, progress_.train_seconds};
}

Status check_images(const Network& network, const Recipe& recipe, const ImageSet& images) {
    if (images.empty()) return data_error("there are no training images");
    if (recipe.bends_or_frames() && images.image_size() != framed_size)
        return data_error("augmentation and framing work on images of 28x28");
    if (images.image_size() * std::max<std::size_t>(1, recipe.framings.size()) != network.inputs())
        return data_error("images are " + std::to_string(images.height) + "x" +
                          std::to_string(images.width) + "; the model wants " +
                          std::to_string(network.inputs()) + " pixels");
    if (static_cast<std::size_t>(recipe.validation_count) >= images.count)
        return usage_error("validation: " + std::to_string(recipe.validation_count) +
                           " images asked for, but there are only " + std::to_string(images.count) +
                           " to train on");
    for (std::size_t i = 0; i < images.count; ++i)
        if (images.labels[i] >= network.outputs())
            return data_error("label " + std::to_string(images.labels[i]) + " at index " +
                              std::to_string(i) + "; the network has " +
                              std::to_string(network.outputs()) + " outputs");
    return {};
}

Result<std::optional<Teacher>> teacher_of(const Network& network, const Recipe& recipe,
                                          const ImageSet& images, const TrainerOptions& options) {
    std::optional<Teacher> teacher;
    if (recipe.teacher.empty()) return teacher;
    if (options.teacher == nullptr)
        return usage_error("the recipe has a teacher, '" + recipe.teacher + "', but none was given",
                           "train or load it first: TrainerOptions::teacher");
    const std::size_t classes = network.outputs() - (recipe.negatives > 0 ? 1 : 0);
    INKLING_TRY(teacher, Teacher::of(*options.teacher, classes, network.outputs(),
                                     static_cast<std::size_t>(recipe.batch_size)));
    if (teacher->pixels() != images.image_size())
        return data_error("images are " + std::to_string(images.height) + "x" +
                          std::to_string(images.width) + "; the teacher wants " +
                          std::to_string(teacher->pixels()) + " pixels");
    return teacher;
}

}  // namespace

Result<TrainingResult> train(const Recipe& recipe, const ImageSet& train,
                             const TrainerOptions& options) {
    INKLING_TRY_STATUS(check(recipe));
    MlpOptions layers = recipe.layers;
    if (recipe.negatives > 0) ++layers.classes;
    Architecture architecture = mlp(layers);
    if (!train.empty()) architecture.input_shape = {train.height, train.width};
    if (recipe.framings.size() > 1)
        architecture.input_shape.insert(architecture.input_shape.begin(), recipe.framings.size());
    INKLING_TRY(Network network, Network::create(std::move(architecture), recipe.stream_seed()));
    return train_from(std::move(network), recipe, train, options);
}

Result<TrainingResult> train_from(Network network, const Recipe& recipe, const ImageSet& train,
                                  const TrainerOptions& options) {
    INKLING_TRY_STATUS(check(recipe));
    INKLING_TRY_STATUS(check_available(recipe.precision));
    INKLING_CHECK(options.pool != nullptr);
    INKLING_TRY_STATUS(check_images(network, recipe, train));
    INKLING_TRY(std::optional<Teacher> teacher, teacher_of(network, recipe, train, options));
    Training training(std::move(network), recipe, train, std::move(teacher), options);
    return training.run();
}

}  // namespace inkling
