#include "inkling/data/augment.hpp"

#include "inkling/base/math.hpp"

namespace inkling {

void augment(const AugmentSpec& spec, FramedSpan image, Rng rng,
             std::span<std::uint8_t, framed_size> out) {
    const auto within = [&](float amount) {
        return static_cast<double>(rng.uniform(-amount, amount));
    };
    const double angle = within(spec.rotate_degrees) * math::pi / 180;
    const double scale_x = 1 + within(spec.scale), scale_y = 1 + within(spec.scale);
    const double shear = within(spec.shear);
    const double shift_x = within(spec.shift_pixels), shift_y = within(spec.shift_pixels);
    const Affine to_source = Affine::translation(shift_x, shift_y)
                                 .then(Affine::rotation(angle)
                                           .then(Affine::shear(shear, 0))
                                           .then(Affine::scaling(scale_x, scale_y))
                                           .about(framed_centre));
    warp(image, to_source, out);
}

}  // namespace inkling
