#include "inkling/app/version.hpp"

namespace inkling {

std::string version() {
    return INKLING_VERSION;
}

}  // namespace inkling
