// The model that reads pages where no other is named: models/cells.safetensors, part of the
// program.
#pragma once

#include <cstdint>
#include <span>

namespace inkling {

/// The bytes of the model file.
std::span<const std::uint8_t> cell_model_bytes();

}  // namespace inkling
