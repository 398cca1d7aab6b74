#include "inkling/data/crossed.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "inkling/base/check.hpp"
#include "inkling/base/math.hpp"
#include "inkling/base/rng.hpp"
#include "inkling/data/field_impl.hpp"
#include "inkling/image/frame.hpp"
#include "inkling/image/raster.hpp"

namespace inkling {

namespace {

constexpr std::uint32_t crossed_stream = 5;  // of Purpose::strokes, as in negatives.cpp
constexpr float pi = static_cast<float>(math::pi);
constexpr float middle = framed_side / 2.0F;

/// Teeth, waves or nothing beside the line, at `along` pixels from its middle.
struct Course {
    enum class Kind { straight, waves, teeth };
    Kind kind = Kind::straight;
    float depth = 0;   ///< pixels to either side
    float period = 1;  ///< pixels
    float phase = 0;   ///< 0 … 1

    [[nodiscard]] float across(float along) const {
        const float turn = along / period + phase;
        const float part = turn - std::floor(turn);
        switch (kind) {
            case Kind::straight:
                return 0;
            case Kind::waves:
                return depth * sine_of(2 * pi * part);
            case Kind::teeth:
                return depth * (4 * std::fabs(part - 0.5F) - 1);
        }
        return 0;
    }
};

Course random_course(Rng& rng) {
    Course course;
    const float kind = rng.uniform();
    // Few are straight: a bar is what tells some digits from others.
    course.kind = kind < 0.15F  ? Course::Kind::straight
                  : kind < 0.4F ? Course::Kind::waves
                                : Course::Kind::teeth;
    course.depth = rng.uniform(1, 3);
    course.period = rng.uniform(3, 8);
    course.phase = rng.uniform();
    return course;
}

/// Most run from side to side, some up and down.
void draw_line(Rng& rng, Canvas& canvas) {
    const Course course = random_course(rng);
    float tilt = pi / 10 * rng.uniform(-1, 1);
    if (!rng.chance(0.8F)) tilt += pi / 2;
    const float c = cosine_of(tilt), s = sine_of(tilt);
    const float off = rng.uniform(-12, 12), shift = rng.uniform(-3, 3);
    const float half = rng.uniform(8, 14), radius = rng.uniform(0.5F, 1.6F);
    constexpr float step = 0.5F;  // pixels: teeth keep their corners
    std::vector<StrokePoint> points;
    for (float along = -half; along <= half; along += step) {
        const float u = along + shift, v = off + course.across(along);
        points.push_back({middle + c * u - s * v, middle + s * u + c * v, radius});
    }
    canvas.draw_stroke(points);
}

FramedPixels crossed(std::span<const std::uint8_t> digit, Rng& rng) {
    Canvas canvas(framed_side, framed_side);
    draw_line(rng, canvas);
    FramedPixels line;
    canvas.write(line);
    const float level = rng.uniform(0.6F, 1);
    GreyImage picture = blank_image(framed_side, framed_side, 0);
    for (std::size_t i = 0; i < framed_size; ++i) {
        const float ink = static_cast<float>(digit[i]) + level * static_cast<float>(line[i]);
        picture.pixels[i] = static_cast<std::uint8_t>(std::min(ink, 255.0F));
    }
    const Result<FramedDigit> framed = frame_digit(picture);
    if (framed) return framed->pixels;
    FramedPixels whole;
    std::ranges::copy(picture.pixels, whole.begin());
    return whole;
}

}  // namespace

ImageSet make_crossed(const ImageSet& digits, std::uint64_t seed, std::size_t count,
                      ThreadPool& pool) {
    INKLING_CHECK(!digits.empty() && digits.image_size() == framed_size);
    ImageSet set;
    set.count = count;
    set.height = set.width = framed_side;
    set.pixels = Buffer<std::uint8_t>::uninitialised(count * framed_size);
    set.labels = Buffer<std::uint8_t>::uninitialised(count);
    pool.for_ranges(count, 20, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            Rng rng(seed, Purpose::strokes, crossed_stream, static_cast<std::uint32_t>(i));
            const std::uint32_t which = rng.below(static_cast<std::uint32_t>(digits.count));
            set.labels[i] = digits.labels[which];
            std::ranges::copy(crossed(digits.image(which), rng),
                              set.pixels.data() + i * framed_size);
        }
    });
    return set;
}

}  // namespace inkling
