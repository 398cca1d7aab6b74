// A form template for `inkling read --fields`: named boxes, and what is known of the number in
// each.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "inkling/answer/number_pattern.hpp"
#include "inkling/base/result.hpp"
#include "inkling/image/box.hpp"

namespace inkling {

struct FormField {
    std::string name;
    Box box;  ///< on the template
    NumberPattern pattern;
};

struct Form {
    int width = 0;  ///< of the template, in its own units (pixels of a scan, points, …)
    int height = 0;
    std::optional<Box> frame;  ///< the printed frame by which pages are laid on the template
    std::vector<FormField> fields;
};

/// {"width", "height", "frame": BOX, "fields": [{"name", "box": BOX, "digits": N or [least, most],
/// "allowed": "0123", "check": "luhn"}]}; BOX is {"left", "top", "width", "height"}. Data error
/// that names what is wrong.
Result<Form> parse_form(std::string_view json);

}  // namespace inkling
