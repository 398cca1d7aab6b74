// "Learn my handwriting": a copy of the model goes on learning, from the corrections mixed with
// training images so that nothing old is forgotten. What it gains is measured before anybody
// decides.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/serve/correction_store.hpp"
#include "inkling/serve/model_slot.hpp"
#include "inkling/train/evaluation.hpp"

namespace inkling {

struct Score {
    std::size_t right = 0;
    std::size_t of = 0;
};

struct FineTuned {
    ServedModelPtr model;
    Score held_back_before, held_back_after;  ///< corrections that it did not learn from
    Score learned_before, learned_after;      ///< those that it did
    Score test_before, test_after;            ///< images of the data set's test part
    double seconds = 0;
};

/// Every fourth correction is held back, where there are at least eight. Usage error where there is
/// none.
Result<FineTuned> fine_tune(const ServedModel& model, const std::vector<Correction>& corrections,
                            const Dataset& data);

}  // namespace inkling
