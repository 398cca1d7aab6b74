// Corrections as files: a data set of IDX files, pictures, and a table; one by one or in a zip.
#pragma once

#include <string_view>
#include <vector>

#include "inkling/serve/correction_store.hpp"
#include "inkling/serve/http_message.hpp"

namespace inkling {

/// `part` is corrections.zip, which holds all others, or train-images-idx3-ubyte,
/// train-labels-idx1-ubyte, corrections.csv, or ID.png; 404 where it is none of them. `inkling
/// train --dataset` takes the folder that the zip unpacks to, and its folder png by itself.
Reply export_corrections(const std::vector<Correction>& corrections, std::string_view part);

}  // namespace inkling
