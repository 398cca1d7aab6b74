// What a network learns from, in the order in which it does: the images of a data set that are not
// kept aside and those that the program makes besides, each bent anew in each epoch. A pure
// function of the recipe and the epoch.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "inkling/base/buffer.hpp"
#include "inkling/base/thread_pool.hpp"
#include "inkling/data/augment.hpp"
#include "inkling/data/batches.hpp"
#include "inkling/data/dataset.hpp"
#include "inkling/train/learner.hpp"
#include "inkling/train/recipe.hpp"
#include "inkling/train/teacher.hpp"

namespace inkling {

class Samples {
  public:
    /// `images` must outlive the samples. A teacher answers in place of the labels; it takes
    /// pictures of the size of `images`.
    Samples(const ImageSet& images, const Recipe& recipe, std::optional<Teacher> teacher,
            ThreadPool& pool);
    Samples(const Samples&) = delete;
    Samples& operator=(const Samples&) = delete;

    /// Of an epoch.
    [[nodiscard]] std::size_t count() const noexcept { return split_.train.size() + extra_.count; }
    /// The images that are kept aside.
    [[nodiscard]] const ImageSet& validation() const noexcept { return validation_; }

    /// Shuffles them for epoch number `epoch`, which counts from 0.
    void begin_epoch(int epoch);
    /// Samples first … first + rows - 1 of the epoch, at most a batch. Valid until the next call.
    [[nodiscard]] Batch batch(std::size_t first, std::size_t rows);

  private:
    void fill(std::size_t first, Workspace& workspace, std::size_t begin, std::size_t end);
    [[nodiscard]] std::span<const std::uint8_t> image(std::uint32_t i) const {
        return i < images_.count ? images_.image(i) : extra_.image(i - images_.count);
    }
    [[nodiscard]] std::uint8_t label(std::uint32_t i) const {
        return i < images_.count ? images_.labels[i] : extra_.labels[i - images_.count];
    }

    const ImageSet& images_;
    Recipe recipe_;
    Split split_;
    ImageSet validation_;
    ImageSet extra_;  // learned from, but not drawn from the data set: numbered behind its images
    std::optional<Teacher> teacher_;
    Augmenter augmenter_;
    int epoch_ = 0;
    std::vector<std::uint32_t> order_;
    std::vector<std::uint8_t> labels_;  // of a step
    Buffer<std::uint8_t> questions_;    // its pictures as the teacher sees them
};

}  // namespace inkling
