// What a data set is in memory: pixels as they came (8 bits), labels as class numbers.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "inkling/base/buffer.hpp"

namespace inkling {

/// `count` grey images of one size, and their labels. Pixels are 0 (paper) to 255 (ink), row by
/// row, image after image, without gaps.
struct ImageSet {
    std::size_t count = 0;
    std::size_t height = 0;
    std::size_t width = 0;
    Buffer<std::uint8_t> pixels;  ///< count * height * width
    Buffer<std::uint8_t> labels;  ///< count; each below the number of classes

    [[nodiscard]] std::size_t image_size() const noexcept { return height * width; }
    [[nodiscard]] std::span<const std::uint8_t> image(std::size_t i) const noexcept {
        return {pixels.data() + i * image_size(), image_size()};
    }
    [[nodiscard]] bool empty() const noexcept { return count == 0; }
};

/// Asks for an image that is to be read soon: in random order each comes from main memory.
inline void prefetch(std::span<const std::uint8_t> image) noexcept {
    constexpr std::size_t cache_line = 64;
    for (std::size_t at = 0; at < image.size(); at += cache_line)
        __builtin_prefetch(image.data() + at);
}

/// A data set: a part to learn from and a part to be tested on. Either may be empty.
struct Dataset {
    std::string name;
    std::vector<std::string> classes;  ///< names of the classes, in the order of their numbers
    ImageSet train;
    ImageSet test;
    std::string notice = {};  ///< lines that the user must see; empty: none
};

/// The images of `first`, then those of `second`; either may be empty, else their sizes are equal.
ImageSet joined(const ImageSet& first, const ImageSet& second);

/// The images of `set` at `indices`, in that order.
ImageSet subset(const ImageSet& set, std::span<const std::uint32_t> indices);

}  // namespace inkling
