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

std::string base64(std::span<const std::uint8_t> bytes) {
    static constexpr char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t left = bytes.size() - i;
        const std::uint32_t group = static_cast<std::uint32_t>(bytes[i]) << 16 |
                                    (left > 1 ? static_cast<std::uint32_t>(bytes[i + 1]) << 8 : 0) |
                                    (left > 2 ? static_cast<std::uint32_t>(bytes[i + 2]) : 0);
        text += digits[group >> 18 & 63];
        text += digits[group >> 12 & 63];
        text += left > 1 ? digits[group >> 6 & 63] : '=';
        text += left > 2 ? digits[group & 63] : '=';
    }
    return text;
}

std::string inline_image(const GreyImage& picture, int scale, std::string_view alternative) {
    return fmt::format(R"(<img width="{}" height="{}" alt="{}" src="data:image/png;base64,{}">)",
                       picture.width * scale, picture.height * scale, html_escaped(alternative),
                       base64(encode_png(picture)));
}

}  // namespace inkling
