// Requests of the Open Inference Protocol, version 2, as one model of digits takes them: input
// `pixels`, outputs `probabilities`, `digit` and, for whoever asks, `none`; JSON, binary tensors,
// or bare bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/serve/http_message.hpp"

namespace inkling {

enum class OutputKind {
    probabilities,
    digit,  ///< the most probable class
    none,   ///< the probability that it is none of the classes
};

struct TensorOutput {
    OutputKind kind = OutputKind::probabilities;
    bool binary = false;
    std::size_t classification = 0;  ///< the best so many classes as text; 0: the numbers
};

struct TensorRequest {
    std::string id = {};
    bool has_id = false;
    std::size_t rows = 0;
    std::string_view bytes = {};     ///< grey levels in the body of the request; or
    std::string levels = {};         ///< grey levels from JSON; or
    std::vector<float> values = {};  ///< numbers 0 … 1
    std::vector<TensorOutput> outputs = {};

    [[nodiscard]] std::string_view pixels() const noexcept {
        return levels.empty() ? bytes : std::string_view(levels);
    }
};

/// Data error, in words for whoever wrote the client. `inputs` is the number of pixels of an image;
/// `tells_none`: the model has the output `none`.
Result<TensorRequest> read_tensor_request(const Request& request, std::size_t inputs,
                                          bool tells_none);

}  // namespace inkling
