// The data set: who gets which digit. How it is written: strokes_writer.cpp.
#include "inkling/data/strokes.hpp"

#include <string>
#include <utility>

#include "inkling/base/rng.hpp"
#include "inkling/data/strokes_pixels_impl.hpp"

namespace inkling {

namespace {

constexpr std::uint32_t label_stream = 1, first_test_sample = 1U << 31;

ImageSet make_part(std::uint64_t seed, std::uint32_t first, std::size_t count, ThreadPool& pool) {
    ImageSet set;
    set.count = count;
    set.height = set.width = framed_side;
    set.pixels = Buffer<std::uint8_t>(count * framed_size);
    set.labels = Buffer<std::uint8_t>::uninitialised(count);
    for (std::size_t i = 0; i < count; ++i) set.labels[i] = static_cast<std::uint8_t>(i % 10);
    Rng rng(seed, Purpose::strokes, label_stream, first);
    for (std::size_t i = count; i > 1; --i)
        std::swap(set.labels[i - 1], set.labels[rng.below(static_cast<std::uint32_t>(i))]);
    pool.for_ranges(count, 64, [&](std::size_t begin, std::size_t end) {
        Canvas canvas(framed_ink_side, framed_ink_side);
        for (std::size_t i = begin; i < end; ++i) {
            const auto sample = static_cast<std::uint32_t>(first + i);
            std::uint8_t* pixels = set.pixels.data() + i * framed_size;
            paint_framed(pen_digit(seed, sample, set.labels[i]), canvas,
                         std::span<std::uint8_t, framed_size>(pixels, framed_size));
        }
    });
    return set;
}

}  // namespace

Dataset make_strokes(std::uint64_t seed, std::size_t train_count, std::size_t test_count,
                     ThreadPool& pool) {
    Dataset dataset;
    dataset.name = "strokes";
    for (int digit = 0; digit < 10; ++digit) dataset.classes.push_back(std::to_string(digit));
    dataset.train = make_part(seed, 0, train_count, pool);
    dataset.test = make_part(seed, first_test_sample, test_count, pool);
    return dataset;
}

}  // namespace inkling
