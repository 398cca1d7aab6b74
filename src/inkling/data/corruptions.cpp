#include "inkling/data/corruptions.hpp"

#include <algorithm>

#include "inkling/base/check.hpp"
#include "inkling/base/math.hpp"
#include "inkling/base/thread_pool.hpp"
#include "inkling/data/corruptions_impl.hpp"

namespace inkling {

namespace {

using corruption::Plane;

constexpr double turn = 0.4;  // radians, of shear and rotation
constexpr double small = 0.7;
constexpr int step = 3;  // pixels, of translation

/// To where the pixels of the result lie on the digit; it is their shape that is given. The sign of
/// `turn` is thrown by the dice.
Affine geometry(Corruption corruption, Rng& rng) {
    const double angle = rng.below(2) == 0 ? -turn : turn;
    if (corruption == Corruption::translate) {
        const int other = rng.below(2) == 0 ? -step : step;
        return Affine::translation(angle < 0 ? -step : step, other);
    }
    Affine map;
    if (corruption == Corruption::scale) map = Affine::scaling(1 / small, 1 / small);
    if (corruption == Corruption::rotate) map = Affine::rotation(angle);
    if (corruption == Corruption::shear) {
        // Shear as an angle of the y axis, whose length stays: scikit-image before 0.19.
        map.xy = -math::sin(angle);
        map.yy = math::cos(angle);
    }
    return map.about(framed_centre);
}

Plane spoilt(Corruption corruption, const Plane& digit, Rng& rng) {
    switch (corruption) {
        case Corruption::shot_noise:
            return corruption::shot_noise(digit, rng);
        case Corruption::impulse_noise:
            return corruption::impulse_noise(digit, rng);
        case Corruption::glass_blur:
            return corruption::glass_blur(digit, rng);
        case Corruption::motion_blur:
            return corruption::motion_blur(digit, rng);
        case Corruption::stripe:
            return corruption::stripe(digit);
        case Corruption::fog:
            return corruption::fog(digit, rng);
        case Corruption::spatter:
            return corruption::spatter(digit, rng);
        case Corruption::dotted_line:
            return corruption::dotted_line(digit, rng);
        case Corruption::zigzag:
            return corruption::zigzag(digit, rng);
        case Corruption::canny_edges:
            return corruption::canny_edges(digit);
        case Corruption::brightness: {
            Plane bright = digit;
            for (double& value : bright.values) value += 0.5;
            return bright;
        }
        case Corruption::identity:
        case Corruption::shear:
        case Corruption::scale:
        case Corruption::rotate:
        case Corruption::translate:
            break;
    }
    return digit;
}

}  // namespace

std::string_view name_of(Corruption corruption) {
    static constexpr std::array<std::string_view, corruption_count> names = {
        "identity", "shot noise",  "impulse noise", "glass blur", "motion blur", "shear",
        "scale",    "rotate",      "brightness",    "translate",  "stripe",      "fog",
        "spatter",  "dotted line", "zigzag",        "Canny edges"};
    return names[static_cast<std::size_t>(corruption)];
}

std::array<Corruption, corruption_count> all_corruptions() {
    std::array<Corruption, corruption_count> all{};
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = static_cast<Corruption>(static_cast<std::uint32_t>(i));
    return all;
}

FramedPixels corrupted(Corruption corruption, FramedSpan digit, Rng rng) {
    FramedPixels out{};
    switch (corruption) {
        case Corruption::identity:
            std::copy(digit.begin(), digit.end(), out.begin());
            return out;
        case Corruption::shear:
        case Corruption::scale:
        case Corruption::rotate:
        case Corruption::translate:
            warp(digit, geometry(corruption, rng), out);
            return out;
        default:
            break;
    }
    Plane plane;
    for (std::size_t i = 0; i < framed_size; ++i) plane.values[i] = digit[i] / 255.0;
    plane = spoilt(corruption, plane, rng);
    for (std::size_t i = 0; i < framed_size; ++i)
        out[i] = static_cast<std::uint8_t>(std::clamp(plane.values[i], 0.0, 1.0) * 255 + 0.5);
    return out;
}

ImageSet corrupted(Corruption corruption, const ImageSet& images, std::uint64_t seed,
                   ThreadPool& pool) {
    INKLING_CHECK(images.width == framed_side && images.height == framed_side);
    ImageSet spoilt_images;
    spoilt_images.count = images.count;
    spoilt_images.height = spoilt_images.width = framed_side;
    spoilt_images.pixels = Buffer<std::uint8_t>(images.count * framed_size);
    spoilt_images.labels = Buffer<std::uint8_t>(images.count);
    std::copy_n(images.labels.data(), images.count, spoilt_images.labels.data());
    pool.for_ranges(images.count, 1, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            const Rng rng(seed, Purpose::corruptions, static_cast<std::uint32_t>(corruption),
                          static_cast<std::uint32_t>(i));
            const FramedPixels picture = corrupted(corruption, FramedSpan(images.image(i)), rng);
            std::copy(picture.begin(), picture.end(),
                      spoilt_images.pixels.data() + i * framed_size);
        }
    });
    return spoilt_images;
}

}  // namespace inkling
