#include "inkling/base/math.hpp"

#include <bit>
#include <cmath>
#include <cstdint>

namespace inkling::math {

namespace {

constexpr double ln2_high = 6.93147180369123816490e-01;
constexpr double ln2_low = 1.90821492927058770002e-10;

/// 2^n for -1022 <= n <= 1023.
double power_of_two(int n) {
    return std::bit_cast<double>(static_cast<std::uint64_t>(n + 1023) << 52);
}

/// sin and cos of x in [-pi/4, pi/4] by their Taylor series.
double sin_series(double x) {
    const double z = x * x;
    double sum = 0;
    for (int k = 17; k >= 1; k -= 2) sum = 1 - z / ((k + 1) * (k + 2)) * sum;
    return x * sum;
}
double cos_series(double x) {
    const double z = x * x;
    double sum = 0;
    for (int k = 18; k >= 0; k -= 2) sum = 1 - z / ((k + 1) * (k + 2)) * sum;
    return sum;
}

}  // namespace

double exp(double x) {
    if (x > 709.7) return HUGE_VAL;
    if (x < -708) return x == x ? 0 : x;
    const double n = std::floor(x * 1.4426950408889634074 + 0.5);
    const double r = (x - n * ln2_high) - n * ln2_low;
    double sum = 1;
    for (int k = 14; k >= 1; --k) sum = 1 + r / k * sum;
    return sum * power_of_two(static_cast<int>(n));
}

double log(double x) {
    int exponent = 0;
    double m = std::frexp(x, &exponent);  // exact
    if (m < 0.70710678118654752440) {
        m *= 2;
        --exponent;
    }
    const double s = (m - 1) / (m + 1), z = s * s;  // log m = 2 atanh s, |s| < 0.172
    double sum = 0;
    for (int k = 21; k >= 1; k -= 2) sum = 1.0 / k + z * sum;
    return exponent * ln2_high + (2 * s * sum + exponent * ln2_low);
}

double sin(double x) {
    constexpr double half_pi_high = 1.57079632673412561417e+00;
    constexpr double half_pi_low = 6.07710050650619224932e-11;
    const double n = std::floor(x * (2 / pi) + 0.5);
    const double r = (x - n * half_pi_high) - n * half_pi_low;
    switch (static_cast<std::int64_t>(n) & 3) {
        case 0:
            return sin_series(r);
        case 1:
            return cos_series(r);
        case 2:
            return -sin_series(r);
        default:
            return -cos_series(r);
    }
}

double cos(double x) {
    return sin(x + pi / 2);
}

double pow(double base, double exponent) {
    return exp(exponent * log(base));
}

double atan2(double y, double x) {
    if (x == 0 && y == 0) return 0;
    const double ax = std::fabs(x), ay = std::fabs(y);
    const bool steep = ay > ax;
    double t = steep ? ax / ay : ay / ax;  // atan t, 0 <= t <= 1
    const bool reduced = t > 0.41421356237309504880;
    if (reduced) t = (t - 1) / (t + 1);
    const double z = t * t;
    double sum = 0;
    for (int k = 37; k >= 1; k -= 2) sum = 1.0 / k - z * sum;
    double angle = t * sum + (reduced ? pi / 4 : 0);
    if (steep) angle = pi / 2 - angle;
    if (x < 0) angle = pi - angle;
    return y < 0 ? -angle : angle;
}

}  // namespace inkling::math
