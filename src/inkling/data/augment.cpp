#include "inkling/data/augment.hpp"

#include <algorithm>
#include <array>

#include "inkling/base/math.hpp"

namespace inkling {

namespace {

/// Each pixel moves towards the darkest (amount > 0) or lightest of itself and its four neighbours.
void change_thickness(FramedSpan image, float amount, FramedPixels& out) {
    constexpr int pitch = framed_side + 4;
    std::array<std::uint8_t, std::size_t{pitch} * (framed_side + 2)> padded{};
    for (int y = 0; y < framed_side; ++y)
        std::copy_n(image.data() + y * framed_side, framed_side,
                    padded.data() + (y + 1) * pitch + 1);
    const bool grows = amount > 0;
    const int share = static_cast<int>(std::min(1.0F, grows ? amount : -amount) * 256);
    for (int y = 0; y < framed_side; ++y) {
        const std::uint8_t* row = padded.data() + (y + 1) * pitch + 1;
        std::uint8_t* to = out.data() + y * framed_side;
        for (int x = 0; x < framed_side; ++x) {
            const std::uint8_t here = row[x];
            const std::uint8_t left = row[x - 1], right = row[x + 1];
            const std::uint8_t above = row[x - pitch], below = row[x + pitch];
            const int darkest =
                std::max(std::max(std::max(left, right), std::max(above, below)), here);
            const int lightest =
                std::min(std::min(std::min(left, right), std::min(above, below)), here);
            to[x] = static_cast<std::uint8_t>(
                here + (((grows ? darkest : lightest) - here) * share) / 256);
        }
    }
}

}  // namespace

Augmenter::Augmenter(const AugmentSpec& spec, std::vector<Framing> framings, std::uint64_t seed,
                     ThreadPool& pool)
    : spec_(spec), framings_(std::move(framings)) {
    if (framings_.empty()) framings_ = {Framing::mnist};
    if (spec.elastic_pixels > 0) bank_ = ElasticBank(seed, pool);
}

void Augmenter::operator()(FramedSpan image, Rng rng, std::span<std::uint8_t> planes) const {
    if (!spec_.any()) return frame_planes(framings_, image, planes);
    const auto within = [&](float amount) {
        return static_cast<double>(rng.uniform(-amount, amount));
    };
    const double angle = within(spec_.rotate_degrees) * math::pi / 180;
    const double scale_x = 1 + within(spec_.scale), scale_y = 1 + within(spec_.scale);
    const double shear = within(spec_.shear);
    const double shift_x = within(spec_.shift_pixels), shift_y = within(spec_.shift_pixels);
    const Affine bend = Affine::translation(shift_x, shift_y)
                            .then(Affine::rotation(angle)
                                      .then(Affine::shear(shear, 0))
                                      .then(Affine::scaling(scale_x, scale_y))
                                      .about(framed_centre));
    FramedPixels thickened;
    if (spec_.thickness > 0) {
        change_thickness(image, static_cast<float>(within(spec_.thickness)), thickened);
        image = thickened;
    }
    WarpField field;
    if (spec_.elastic_pixels > 0) field = bank_.window(rng, spec_.elastic_pixels);
    for (std::size_t i = 0; i < framings_.size(); ++i)
        warp(image, bend.then(framing_map(framings_[i], image)),
             std::span<std::uint8_t, framed_size>(planes.data() + i * framed_size, framed_size),
             field);
}

}  // namespace inkling
