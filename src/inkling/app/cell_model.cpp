#include "inkling/app/cell_model.hpp"

#include "inkling/base/embed.hpp"

INKLING_EMBED(inkling_cell_model, INKLING_EMBEDDED_FILE)

namespace inkling {

std::span<const std::uint8_t> cell_model_bytes() {
    return {inkling_cell_model, inkling_cell_model_end};
}

}  // namespace inkling
