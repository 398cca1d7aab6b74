// A picture that shows what is in a data set: one row for each class.
#pragma once

#include <cstddef>

#include "inkling/data/dataset.hpp"
#include "inkling/image/grey_image.hpp"

namespace inkling {

struct SheetOptions {
    std::size_t per_class = 20;
    std::size_t scale = 1;  ///< each pixel becomes scale × scale
    std::size_t skip = 0;   ///< images of each class to pass over
};

/// Dark ink on white paper, the images of class 0 in the first row, and so on; a thin grid between.
/// Where all images are of one class, they fill rows of 20. Empty where `set` is.
GreyImage contact_sheet(const ImageSet& set, std::size_t classes, const SheetOptions& options = {});

}  // namespace inkling
