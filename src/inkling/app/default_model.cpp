#include "inkling/app/default_model.hpp"

#ifdef INKLING_EMBEDDED_FILE
#include "inkling/app/embed.hpp"

INKLING_EMBED(inkling_default_model, INKLING_EMBEDDED_FILE)
#endif

namespace inkling {

std::span<const std::uint8_t> default_model_bytes() {
#ifdef INKLING_EMBEDDED_FILE
    return {inkling_default_model, inkling_default_model_end};
#else
    return {};
#endif
}

}  // namespace inkling
