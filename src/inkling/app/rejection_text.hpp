// The result of `inkling evaluate --ood`, for programs and for people.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "inkling/app/terminal.hpp"
#include "inkling/train/rejection.hpp"

namespace inkling {

/// The digits, and the strangers that were told from them.
struct RejectionResult {
    std::string model;
    std::string dataset;
    bool can_reject = false;
    std::size_t digits = 0;
    std::size_t digits_rejected = 0;
    std::vector<RejectionScore> strangers;
};

/// Its keys are a contract.
nlohmann::ordered_json rejection_json(const RejectionResult& result);
std::string rejection_text(const RejectionResult& result);

}  // namespace inkling
