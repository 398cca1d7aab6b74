#include "inkling/app/default_model.hpp"

#include "inkling/base/embed.hpp"

INKLING_EMBED(inkling_default_model, INKLING_EMBEDDED_FILE)

namespace inkling {

std::span<const std::uint8_t> default_model_bytes() {
    return {inkling_default_model, inkling_default_model_end};
}

}  // namespace inkling
