// The model that is part of the program, so that it reads digits as soon as it is installed.
#pragma once

#include <cstdint>
#include <span>

namespace inkling {

/// The bytes of models/default.safetensors.
std::span<const std::uint8_t> default_model_bytes();

}  // namespace inkling
