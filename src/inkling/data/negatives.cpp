// The data set: which sample is of which kind. How each is painted: negatives_impl.hpp.
#include "inkling/data/negatives.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <vector>

#include "inkling/base/check.hpp"
#include "inkling/base/rng.hpp"
#include "inkling/data/negatives_impl.hpp"
#include "inkling/data/registry.hpp"
#include "inkling/data/strokes.hpp"
#include "inkling/image/grey_image.hpp"

namespace inkling {

namespace {

/// Streams of Purpose::strokes; strokes itself has 0 and 1.
constexpr std::uint32_t negatives_stream = 2, letters_stream = 3, noise_stream = 4;
constexpr std::uint32_t first_test_sample = 1U << 31;
constexpr std::size_t digits_in_stock = 2000;

enum class Kind {
    letter,
    mark,
    scribble,
    sign,
    pair,
    exchanged,
    shape,
    garment,
    noise,
    pattern,
    specks
};

/// Sample i is of kind turns[i mod 20].
constexpr Kind turns[] = {Kind::letter,  Kind::sign,     Kind::garment,  Kind::pair,
                          Kind::letter,  Kind::scribble, Kind::noise,    Kind::mark,
                          Kind::sign,    Kind::shape,    Kind::letter,   Kind::exchanged,
                          Kind::garment, Kind::pair,     Kind::scribble, Kind::sign,
                          Kind::letter,  Kind::pattern,  Kind::mark,     Kind::specks};

ImageSet blank_set(std::size_t count) {
    ImageSet set;
    set.count = count;
    set.height = set.width = framed_side;
    set.pixels = Buffer<std::uint8_t>(count * framed_size);
    set.labels = Buffer<std::uint8_t>::uninitialised(count);
    std::fill(set.labels.begin(), set.labels.end(), no_digit_label);
    return set;
}

/// Calls paint(number of the sample, its pixels) for each picture of a new set.
template <class Paint>
ImageSet painted(std::uint32_t first, std::size_t count, ThreadPool& pool, Paint paint) {
    ImageSet set = blank_set(count);
    pool.for_ranges(count, 20, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            paint(static_cast<std::uint32_t>(first + i),
                  Painting(set.pixels.data() + i * framed_size, framed_size));
    });
    return set;
}

std::vector<const LetterModels*> chosen_letters(Letters letters) {
    std::vector<const LetterModels*> chosen;
    for (const LetterModels& letter : letter_models())
        if (letters == Letters::all || letter.held_out == (letters == Letters::held_out))
            chosen.push_back(&letter);
    return chosen;
}

std::span<const std::uint8_t> any_of(const ImageSet& digits, Rng& rng) {
    return digits.image(rng.below(static_cast<std::uint32_t>(digits.count)));
}

Dataset as_dataset(const char* name) {
    Dataset dataset;
    dataset.name = name;
    dataset.classes = digit_classes();
    dataset.classes.emplace_back("no digit");
    return dataset;
}

/// The smallest box around the ink; empty where there is none.
Box ink_box(std::span<const std::uint8_t> ink, int width, int height) {
    int left = width, right = 0, top = height, bottom = 0;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            if (ink[static_cast<std::size_t>(y * width + x)] == 0) continue;
            left = std::min(left, x);
            right = std::max(right, x + 1);
            top = std::min(top, y);
            bottom = std::max(bottom, y + 1);
        }
    if (left >= right) return {};
    return {left, top, right - left, bottom - top};
}

}  // namespace

void paint_pair(const ImageSet& digits, Rng& rng, Painting out) {
    constexpr int side = framed_side, width = 3 * side, height = side + 8;
    GreyImage sheet = blank_image(width, height, 0);
    int next = 4;
    for (int n = 0; n < 2; ++n) {
        const std::span<const std::uint8_t> digit = any_of(digits, rng);
        const Box box = ink_box(digit, side, side);
        // Two narrow digits that touch could be taken for one.
        const int gap =
            box.width < 8 ? 2 + static_cast<int>(rng.below(4)) : static_cast<int>(rng.below(7)) - 2;
        const int left = n == 0 ? next : next + gap, shift = static_cast<int>(rng.below(8));
        for (int y = 0; y < box.height; ++y)
            for (int x = 0; x < box.width; ++x) {
                std::uint8_t& pixel = sheet.at(left + x, box.top + shift + y);
                pixel = std::max(
                    pixel, digit[static_cast<std::size_t>((box.top + y) * side + box.left + x)]);
            }
        next = left + box.width;
    }
    const Box all = ink_box(sheet.pixels, width, height);
    if (all.empty()) return;
    std::ranges::copy(frame_ink(sheet, all), out.begin());
}

void paint_exchanged(const ImageSet& digits, Rng& rng, Painting out) {
    const std::span<const std::uint8_t> digit = any_of(digits, rng);
    const float level = rng.uniform(0.6F, 1);
    for (std::size_t i = 0; i < framed_size; ++i)
        out[i] = static_cast<std::uint8_t>(level * static_cast<float>(255 - digit[i]) + 0.5F);
}

ImageSet make_negatives(const ImageSet& digits, std::uint64_t seed, std::size_t count,
                        ThreadPool& pool, const NegativesOptions& options) {
    if (digits.empty() && count > 0) {
        const Dataset strokes = make_strokes(seed, digits_in_stock, 0, pool);
        return make_negatives(strokes.train, seed, count, pool, options);
    }
    INKLING_CHECK(count == 0 || digits.image_size() == framed_size);
    const std::vector<const LetterModels*> letters = chosen_letters(options.letters);
    return painted(options.first, count, pool, [&](std::uint32_t sample, Painting out) {
        Rng rng(seed, Purpose::strokes, negatives_stream, sample);
        switch (turns[sample % std::size(turns)]) {
            case Kind::letter: {
                const auto one = rng.below(static_cast<std::uint32_t>(letters.size()));
                return paint_letter(*letters[one], rng, out);
            }
            case Kind::mark:
                return paint_mark(rng, out);
            case Kind::scribble:
                return paint_scribble(rng, out);
            case Kind::sign:
                return paint_sign(rng, out);
            case Kind::pair:
                return paint_pair(digits, rng, out);
            case Kind::exchanged:
                return paint_exchanged(digits, rng, out);
            case Kind::shape:
                return paint_shape(rng, out);
            case Kind::garment:
                return paint_garment(rng, out);
            case Kind::noise:
                return paint_noise(rng, out);
            case Kind::pattern:
                return paint_pattern(rng, out);
            case Kind::specks:
                return paint_specks(rng, out);
        }
    });
}

ImageSet make_letters(std::uint64_t seed, std::size_t count, ThreadPool& pool,
                      const NegativesOptions& options) {
    const std::vector<const LetterModels*> letters = chosen_letters(options.letters);
    return painted(options.first, count, pool, [&](std::uint32_t sample, Painting out) {
        Rng rng(seed, Purpose::strokes, letters_stream, sample);
        paint_letter(*letters[sample % letters.size()], rng, out);
    });
}

ImageSet make_noise(std::uint64_t seed, std::size_t count, ThreadPool& pool, std::uint32_t first) {
    return painted(first, count, pool, [&](std::uint32_t sample, Painting out) {
        Rng rng(seed, Purpose::strokes, noise_stream, sample);
        const float share = rng.uniform(0.05F, 1);
        const std::uint32_t levels = 64 + rng.below(193);  // 64 … 256
        for (std::uint8_t& pixel : out)
            pixel = rng.chance(share) ? static_cast<std::uint8_t>(rng.below(levels)) : 0;
    });
}

Dataset make_negatives_set(std::uint64_t seed, std::size_t train_count, std::size_t test_count,
                           ThreadPool& pool) {
    Dataset dataset = as_dataset("negatives");
    const Dataset digits = make_strokes(seed, train_count > 0 ? digits_in_stock : 0,
                                        test_count > 0 ? digits_in_stock : 0, pool);
    dataset.train = make_negatives(digits.train, seed, train_count, pool);
    dataset.test =
        make_negatives(digits.test, seed, test_count, pool, {.first = first_test_sample});
    return dataset;
}

Dataset make_letters_set(std::uint64_t seed, std::size_t train_count, std::size_t test_count,
                         ThreadPool& pool) {
    Dataset dataset = as_dataset("letters");
    dataset.train = make_letters(seed, train_count, pool);
    dataset.test = make_letters(seed, test_count, pool, {.first = first_test_sample});
    return dataset;
}

Dataset make_held_out_letters_set(std::uint64_t seed, std::size_t train_count,
                                  std::size_t test_count, ThreadPool& pool) {
    Dataset dataset = as_dataset("letters-held-out");
    dataset.train = make_letters(seed, train_count, pool, {.letters = Letters::held_out});
    dataset.test = make_letters(seed, test_count, pool,
                                {.first = first_test_sample, .letters = Letters::held_out});
    return dataset;
}

Dataset make_noise_set(std::uint64_t seed, std::size_t train_count, std::size_t test_count,
                       ThreadPool& pool) {
    Dataset dataset = as_dataset("noise");
    dataset.train = make_noise(seed, train_count, pool);
    dataset.test = make_noise(seed, test_count, pool, first_test_sample);
    return dataset;
}

}  // namespace inkling
