// Everything that decides the outcome of a training run, as plain data. Command line, library and
// checkpoints share it. Names are Keras'.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/data/augment.hpp"
#include "inkling/network/architecture.hpp"
#include "inkling/network/loss.hpp"

namespace inkling {

enum class OptimizerKind { sgd, rmsprop, adam, adamw };

struct OptimizerSpec {
    OptimizerKind kind = OptimizerKind::adam;
    float learning_rate = 1e-3F;
    float momentum = 0;     ///< sgd
    bool nesterov = false;  ///< sgd
    float rho = 0.9F;       ///< rmsprop
    float beta_1 = 0.9F;    ///< adam, adamw
    float beta_2 = 0.999F;
    float epsilon = 1e-7F;
    float weight_decay = 0.004F;  ///< adamw: decoupled (arXiv:1711.05101)
};

enum class ScheduleKind { constant, step, cosine, one_cycle };

/// Learning rate as a factor of the optimizer's, over the whole run.
struct ScheduleSpec {
    ScheduleKind kind = ScheduleKind::constant;
    float warmup = 0;      ///< share of all steps with a linear rise from 0 (one_cycle: its rise)
    int step_epochs = 10;  ///< step: epochs between drops
    float step_factor = 0.1F;   ///< step: factor of each drop
    float final_factor = 0.0F;  ///< cosine, one_cycle: where it ends
};

/// What the matrix products of dense layers compute in. bf16: factors rounded to bf16, sums,
/// weights and all else in fp32; needs a CPU with AVX512-BF16. A first layer that skips zeros stays
/// in fp32, which is faster there.
enum class Precision { fp32, bf16 };

/// Framings by name, as a recipe has them ("mnist": none), and back.
Result<std::vector<Framing>> recipe_framings(std::string_view names);
std::string recipe_framings_name(const std::vector<Framing>& framings);

/// "none", "light", "strong", or "rotate=8,scale=0.1,…". Usage error.
Result<AugmentSpec> augment_named(std::string_view word);
/// As such a list; "none" where it is nothing.
std::string name_of(const AugmentSpec& augment);

/// What one more network of a committee sees; in all else it follows the recipe.
struct MemberSpec {
    std::vector<Framing> framings = {};
    Features features = {};  ///< no blocks: pixels
};

/// "gentle/gradient:7x8+second:6": framings and front end ("pixels": none), as `--framing` and
/// `--front-end` name them.
std::string name_of(const MemberSpec& member);
Result<MemberSpec> member_named(std::string_view text);

struct Recipe {
    MlpOptions layers = {};
    OptimizerSpec optimizer = {};
    ScheduleSpec schedule = {};
    AugmentSpec augment = {};
    std::vector<Framing> framings = {};  ///< a picture for each; none: as MNIST is
    /// Networks that are trained besides, each by itself, and that vote with the first.
    std::vector<MemberSpec> committee = {};
    int member = 0;  ///< which of them this recipe is for: each draws its own random numbers
    /// Digits written by the program (data/strokes.hpp) that are learned from besides, as a share
    /// of the training images.
    float strokes = 0;
    /// Training images with a line across (data/crossed.hpp), likewise.
    float crossed = 0;
    /// Pictures of what is no digit (data/negatives.hpp), likewise; the network then has one more
    /// output, by which it rejects.
    float negatives = 0;
    /// Where it then rejects: above this probability that a picture is no digit.
    float reject_above = 0.5F;
    /// With a committee: what the first network is as sure of, it answers alone (Model).
    float alone_above = 1;
    /// Who says what is to be answered: nobody (the labels do), a preset, whose model is trained
    /// first, or the file of a model (train/teacher.hpp).
    std::string teacher = {};
    Loss loss = Loss::categorical_crossentropy;
    Precision precision = Precision::fp32;
    int epochs = 5;
    int batch_size = 128;
    float label_smoothing = 0;
    float l2 = 0;         ///< adds l2·Σw² over kernels to the loss
    float clip_norm = 0;  ///< largest L2 norm of the whole gradient; 0: no limit
    float ema = 0;        ///< decay of the moving average of the weights that answers; 0: none
    int early_stop = 0;   ///< epochs without a better validation loss before stopping; 0: never
    int validation_count = 0;  ///< training images kept aside for validation
    std::uint64_t seed = 1;

    /// Of the random numbers that train this network.
    [[nodiscard]] std::uint64_t stream_seed() const {
        return seed + static_cast<std::uint64_t>(member) * 0x9E37'79B9'7F4A'7C15U;
    }
    /// Whether images are changed on their way to the network.
    [[nodiscard]] bool bends_or_frames() const { return augment.any() || !framings.empty(); }
    /// Of all its networks, one after the other.
    [[nodiscard]] int all_epochs() const { return epochs * static_cast<int>(committee.size() + 1); }
    /// Classes among the outputs of the network, as Predictor wants it: 0 where all outputs are.
    [[nodiscard]] std::size_t predicted_classes() const {
        return negatives > 0 ? layers.classes : 0;
    }
};

/// What network number `i` of the recipe follows: 0 is the recipe's own, then its committee.
Recipe member_recipe(const Recipe& recipe, std::size_t i);

/// "plain": the Keras script that inkling grew from. "fast", "default", "best".
Result<Recipe> recipe_named(std::string_view preset);
/// The same for grey levels in place of features. What features hold ready must be learned then:
/// one hidden layer becomes two, twice as wide, with a lower learning rate; the networks of "best"
/// are taught by those that have features.
Result<Recipe> pixel_recipe_named(std::string_view preset);
std::vector<std::string> preset_names();
/// What the teacher is trained by, if it is a preset: that, on the same images, with the same seed.
Result<std::optional<Recipe>> recipe_of_teacher(const Recipe& recipe);

Result<OptimizerKind> optimizer_named(std::string_view name);
Result<ScheduleKind> schedule_named(std::string_view name);
std::string_view name_of(OptimizerKind kind);
std::string_view name_of(ScheduleKind kind);
Result<Precision> precision_named(std::string_view name);
std::string_view name_of(Precision precision);
/// Usage error where this CPU, or the path of the kernels that was asked for, cannot compute so.
Status check_available(Precision precision);

/// Usage error naming the field where a value makes no sense.
Status check(const Recipe& recipe);

std::string to_json(const Recipe& recipe);
Result<Recipe> recipe_from_json(std::string_view json);

}  // namespace inkling
