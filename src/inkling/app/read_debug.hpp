// Pictures of what `inkling read` found, for people who wonder about an answer.
#pragma once

#include <string>

#include "inkling/answer/page_answer.hpp"
#include "inkling/base/result.hpp"
#include "inkling/image/grey_image.hpp"

namespace inkling {

/// Makes the folder where it does not exist.
Status make_folder(const std::string& folder);

/// FOLDER/NAME.read.png.
std::string debug_picture_path(const std::string& file, const std::string& folder);

/// Writes it: the picture with a box around each digit (green: sure, orange:
/// doubtful) and around each mark that is none (blue), and each digit beside its box.
Status write_debug_picture(const GreyImage& picture, const PageAnswer& answer,
                           const std::string& file, const std::string& folder);

}  // namespace inkling
