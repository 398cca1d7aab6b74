// Elementary functions whose bits do not depend on the C library or the CPU: plain double
// arithmetic in a fixed order. About 1e-13 relative error; where speed counts, the vector kernels
// of tensor/ have their own.
#pragma once

namespace inkling::math {

inline constexpr double pi = 3.14159265358979323846;

double exp(double x);
/// Natural logarithm; x > 0 and finite.
double log(double x);
/// |x| < 1e6.
double sin(double x);
double cos(double x);
/// base > 0.
double pow(double base, double exponent);
double atan2(double y, double x);

}  // namespace inkling::math
