// The version of this build.
#pragma once

#include <string>

namespace inkling {

/// Such as "0.1.0".
std::string version();

}  // namespace inkling
