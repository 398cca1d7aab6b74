// Answers of the Open Inference Protocol, version 2.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "inkling/serve/http_message.hpp"
#include "inkling/serve/tensor_request.hpp"

namespace inkling {

inline constexpr std::string_view served_model_name = "digits";
inline constexpr std::string_view served_model_version = "1";

/// `answers` holds request.rows rows of the probabilities of the classes and, where the model can
/// reject, that of none of them.
Reply tensor_reply(const TensorRequest& request, std::span<const float> answers,
                   const std::vector<std::string>& classes);

}  // namespace inkling
