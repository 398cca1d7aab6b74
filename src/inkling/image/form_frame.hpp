// The printed frame of a form, by which a photographed page is laid on its template.
#pragma once

#include <optional>
#include <span>

#include "inkling/image/perspective.hpp"
#include "inkling/image/rules.hpp"

namespace inkling {

/// The corners of the largest frame that these rules make on a picture of this size: its outermost
/// long rules. Nothing where one of the four sides is missing.
std::optional<Corners> find_frame(std::span<const Rule> rules, int width, int height);

}  // namespace inkling
