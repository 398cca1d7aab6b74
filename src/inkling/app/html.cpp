#include "inkling/app/html.hpp"

#include <fmt/format.h>

#include "inkling/base/text.hpp"
#include "inkling/image/encode.hpp"

namespace inkling {

std::string html_escaped(std::string_view text) {
    std::string escaped;
    for (const char c : printable(text, 4 * text.size() + 1)) {
        switch (c) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            case '\'':
                escaped += "&#39;";
                break;
            default:
                escaped += c;
        }
    }
    return escaped;
}

std::string inline_image(const GreyImage& picture, int scale, std::string_view alternative) {
    return fmt::format(R"(<img width="{}" height="{}" alt="{}" src="data:image/png;base64,{}">)",
                       picture.width * scale, picture.height * scale, html_escaped(alternative),
                       base64(encode_png(picture)));
}

}  // namespace inkling
