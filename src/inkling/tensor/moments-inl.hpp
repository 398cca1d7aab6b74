// Moments of the ink. Lanes are columns: rows are gathered from the bottom up by adding alone, as
// what is at row y enters `first` y times and `second` y(y − 1)/2 times.
#if defined(INKLING_TENSOR_MOMENTS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef INKLING_TENSOR_MOMENTS_INL_HPP
#undef INKLING_TENSOR_MOMENTS_INL_HPP
#else
#define INKLING_TENSOR_MOMENTS_INL_HPP
#endif

#include "inkling/tensor/kernels-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace inkling {
namespace HWY_NAMESPACE {

void ink_moments(const uint8_t* picture, InkMoments& moments) noexcept {
    constexpr size_t n = hn::MaxLanes(floats), side = 28;
    const hn::RebindToSigned<Floats> ints;
    const hn::Rebind<uint8_t, Floats> bytes;
    const auto zero = hn::Zero(ints);
    auto sum = zero, sum_x = zero, sum_y = zero, sum_xx = zero, sum_xy = zero, sum_yy = zero;
    for (size_t next = 0; next < side; next += n) {
        // The last columns lie at the end of the row; those that were counted count no more.
        const size_t begin = next + n <= side ? next : side - n;
        auto mass = zero, first = zero, second = zero;
        for (size_t y = side; y-- > 0;) {
            second = hn::Add(second, first);
            first = hn::Add(first, mass);
            const auto row = hn::LoadU(bytes, picture + y * side + begin);
            mass = hn::Add(mass, hn::PromoteTo(ints, row));
        }
        const auto x = hn::Iota(ints, static_cast<int32_t>(begin));
        const auto is_new = hn::Gt(x, hn::Set(ints, static_cast<int32_t>(next) - 1));
        mass = hn::IfThenElseZero(is_new, mass);
        first = hn::IfThenElseZero(is_new, first);
        second = hn::IfThenElseZero(is_new, second);
        const auto mass_x = hn::Mul(mass, x);
        sum = hn::Add(sum, mass);
        sum_x = hn::Add(sum_x, mass_x);
        sum_xx = hn::Add(sum_xx, hn::Mul(mass_x, x));
        sum_y = hn::Add(sum_y, first);
        sum_xy = hn::Add(sum_xy, hn::Mul(first, x));
        sum_yy = hn::Add(sum_yy, hn::Add(hn::Add(second, second), first));
    }
    const auto total = [&](auto lanes)
                           HWY_ATTR { return hn::GetLane(hn::SumOfLanes(ints, lanes)); };
    moments = {total(sum), total(sum_x), total(sum_y), total(sum_xx), total(sum_xy), total(sum_yy)};
}

}  // namespace HWY_NAMESPACE
}  // namespace inkling
HWY_AFTER_NAMESPACE();

#endif
