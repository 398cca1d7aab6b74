// The page on which a person corrects what `inkling read` was not sure of: one HTML file that holds
// everything, pictures included, and asks no server.
#pragma once

#include <string>
#include <vector>

#include "inkling/app/read_output.hpp"

namespace inkling {

/// `pages` with answers and pictures; digits below `least_confidence` are asked about first.
std::string review_page(const std::vector<ReadPage>& pages, double least_confidence);

}  // namespace inkling
