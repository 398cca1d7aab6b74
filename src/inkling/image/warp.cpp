#include "inkling/image/warp.hpp"

#include "inkling/tensor/kernels.hpp"

namespace inkling {

void warp(FramedSpan source, const Affine& to_source, std::span<std::uint8_t, framed_size> out,
          const WarpField& field) {
    const auto f = [](double x) { return static_cast<float>(x); };
    const Affine& m = to_source;
    kernels().warp({source.data(), out.data(), f(m.xx), f(m.xy), f(m.x0), f(m.yx), f(m.yy), f(m.y0),
                    field.dx, field.dy, field.pitch, field.step});
}

}  // namespace inkling
