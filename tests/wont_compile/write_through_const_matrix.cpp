// A kernel that gets a ConstMatrix reads it: the view of const values writes nothing.
// EXPECT: read-only|not assignable|cannot assign
#include "inkling/tensor/matrix.hpp"

#ifdef WONT_COMPILE
void f(inkling::ConstMatrix m) {
#else
void f(inkling::Matrix m) {
#endif
    m(0, 0) = 1.0F;
}
