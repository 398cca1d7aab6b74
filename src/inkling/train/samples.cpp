#include "inkling/train/samples.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "inkling/data/crossed.hpp"
#include "inkling/data/negatives.hpp"
#include "inkling/data/strokes.hpp"

namespace inkling {

namespace {

/// How long before its turn an image is fetched from main memory.
constexpr std::size_t images_ahead = 8;

/// What is learned from besides the data set.
ImageSet extra_images(const Recipe& recipe, const ImageSet& images, const Split& split,
                      ThreadPool& pool) {
    const auto share = [&](float of) {
        return static_cast<std::size_t>(static_cast<double>(of) *
                                        static_cast<double>(split.train.size()));
    };
    ImageSet extra;
    if (recipe.strokes > 0) extra = make_strokes(recipe.seed, share(recipe.strokes), 0, pool).train;
    if (recipe.crossed == 0 && recipe.negatives == 0) return extra;
    // What is made of other digits may show none of validation.
    const ImageSet kept = split.validation.empty() ? ImageSet{} : subset(images, split.train);
    const ImageSet& known = kept.empty() ? images : kept;
    if (recipe.crossed > 0)
        extra = joined(extra, make_crossed(known, recipe.seed, share(recipe.crossed), pool));
    if (recipe.negatives > 0)
        extra = joined(extra, make_negatives(known, recipe.seed, share(recipe.negatives), pool,
                                             {.letters = Letters::training}));
    return extra;
}

/// What an image is bent into: the planes that the network is fed and, behind them, the picture
/// that a teacher is asked about.
std::vector<Framing> planes_of(const Recipe& recipe, bool taught) {
    std::vector<Framing> framings = recipe.framings;
    if (!taught) return framings;
    if (framings.empty()) framings = {Framing::mnist};
    framings.push_back(Framing::mnist);
    return framings;
}

}  // namespace

Samples::Samples(const ImageSet& images, const Recipe& recipe, std::optional<Teacher> teacher,
                 ThreadPool& pool)
    : images_(images),
      recipe_(recipe),
      split_(
          split_validation(images, static_cast<std::size_t>(recipe.validation_count), recipe.seed)),
      validation_(subset(images, split_.validation)),
      extra_(extra_images(recipe, images, split_, pool)),
      teacher_(std::move(teacher)),
      augmenter_(recipe.augment, planes_of(recipe, teacher_.has_value()), recipe.stream_seed(),
                 pool),
      labels_(static_cast<std::size_t>(recipe.batch_size)) {
    if (teacher_) questions_ = Buffer<std::uint8_t>(labels_.size() * teacher_->pixels());
}

void Samples::begin_epoch(int epoch) {
    epoch_ = epoch;
    order_ = shuffled(count(), recipe_.stream_seed(), static_cast<std::uint32_t>(epoch));
    const auto own = static_cast<std::uint32_t>(split_.train.size());
    for (std::uint32_t& index : order_)
        index = index < own ? split_.train[index]
                            : static_cast<std::uint32_t>(images_.count) + index - own;
}

Batch Samples::batch(std::size_t first, std::size_t rows) {
    for (std::size_t r = 0; r < rows; ++r) labels_[r] = label(order_[first + r]);
    Batch batch{std::span(labels_).first(rows),
                [this, first](Workspace& workspace, std::size_t begin, std::size_t end) {
                    fill(first, workspace, begin, end);
                }};
    if (teacher_)
        batch.teach = [this](Matrix targets, std::size_t begin, std::size_t end) {
            const std::size_t pixels = teacher_->pixels();
            teacher_->teach({questions_.data() + begin * pixels, (end - begin) * pixels},
                            targets.slice(begin, end));
        };
    return batch;
}

void Samples::fill(std::size_t first, Workspace& workspace, std::size_t begin, std::size_t end) {
    std::array<std::uint8_t, (max_framings + 1) * framed_size> planes;
    for (std::size_t r = begin; r < end; ++r) {
        const std::uint32_t index = order_[first + r];
        if (first + r + images_ahead < order_.size())
            prefetch(image(order_[first + r + images_ahead]));
        std::span<const std::uint8_t> fed = image(index), asked = fed;
        if (recipe_.bends_or_frames()) {
            const std::span all(planes.data(), augmenter_.planes_size());
            augmenter_(FramedSpan(image(index)),
                       Rng(recipe_.stream_seed(), Purpose::augmentation,
                           static_cast<std::uint32_t>(epoch_), index),
                       all);
            fed = teacher_ ? all.first(all.size() - framed_size) : all;
            asked = all.last(framed_size);
        }
        workspace.set_pixels(r, fed);
        if (teacher_) std::copy(asked.begin(), asked.end(), questions_.data() + r * asked.size());
    }
}

}  // namespace inkling
