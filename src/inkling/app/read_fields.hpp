// The fields of a form on a photographed or scanned page.
#pragma once

#include <string>
#include <vector>

#include "inkling/answer/reader.hpp"
#include "inkling/app/form.hpp"
#include "inkling/image/grey_image.hpp"

namespace inkling {

/// What stands in one field.
struct FieldAnswer {
    std::string name;
    FieldReading reading;
    Box box;  ///< on the picture, upright around the field
};

/// Lays the page on the template, by its frame where the template has one, else by its size, and
/// reads each field. Data error where the frame is not found on the picture.
Result<std::vector<FieldAnswer>> read_fields(const Reader& reader, const Form& form,
                                             const GreyImage& picture);

}  // namespace inkling
