// One room of inkling in somebody else's program.
#include <cstdio>

#include "inkling/base/rng.hpp"
#include "inkling/base/text.hpp"

int main() {
    inkling::Rng rng(7);
    std::printf("%s\n", inkling::with_commas(1'000'000 + rng.below(1000)).c_str());
    return inkling::with_commas(47'040'016) == "47,040,016" ? 0 : 1;
}
