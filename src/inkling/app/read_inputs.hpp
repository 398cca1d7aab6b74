// What the words after `inkling read` stand for: pictures, folders of pictures, standard input.
#pragma once

#include <string>
#include <vector>

#include "inkling/base/result.hpp"

namespace inkling {

/// Files as they are; of a folder, all pictures in it and below, in order of their names. File
/// error where a folder cannot be read or holds no picture.
Result<std::vector<std::string>> picture_files(const std::vector<std::string>& words);

}  // namespace inkling
