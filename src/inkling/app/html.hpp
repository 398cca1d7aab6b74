// Small pieces of HTML for the report page.
#pragma once

#include <string>
#include <string_view>

#include "inkling/image/grey_image.hpp"

namespace inkling {

/// Foreign text as the content of an element or of an attribute.
std::string html_escaped(std::string_view text);

/// An <img> that carries its picture, drawn `scale` times as large with hard pixels.
std::string inline_image(const GreyImage& picture, int scale, std::string_view alternative);

}  // namespace inkling
