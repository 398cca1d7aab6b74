// Signatures of picture formats.
#include "inkling/image/picture_format_impl.hpp"

#include <algorithm>
#include <array>

namespace inkling {
namespace {

using namespace std::string_view_literals;

struct Signature {
    std::size_t offset;
    std::string_view bytes;
};

bool has(ByteSpan bytes, const Signature& signature) {
    if (bytes.size() < signature.offset + signature.bytes.size()) return false;
    return std::equal(signature.bytes.begin(), signature.bytes.end(),
                      bytes.begin() + static_cast<std::ptrdiff_t>(signature.offset),
                      [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

struct Known {
    PictureFormat format;
    Signature signature;
};

constexpr std::array known{
    Known{PictureFormat::png, {0, "\x89PNG"sv}}, Known{PictureFormat::jpeg, {0, "\xff\xd8"sv}},
    Known{PictureFormat::tiff, {0, "II*\0"sv}},  Known{PictureFormat::tiff, {0, "MM\0*"sv}},
    Known{PictureFormat::tiff, {0, "II+\0"sv}},  Known{PictureFormat::tiff, {0, "MM\0+"sv}},
    Known{PictureFormat::gif, {0, "GIF87a"sv}},  Known{PictureFormat::gif, {0, "GIF89a"sv}},
    Known{PictureFormat::bmp, {0, "BM"sv}},
};

struct Unsupported {
    std::string_view name;
    Signature signature;
};

constexpr std::array unsupported{
    Unsupported{"HEIC", {4, "ftyphei"sv}},
    Unsupported{"HEIC", {4, "ftyphev"sv}},
    Unsupported{"HEIC", {4, "ftypmif1"sv}},
    Unsupported{"HEIC", {4, "ftypmsf1"sv}},
    Unsupported{"AVIF", {4, "ftypavi"sv}},
    Unsupported{"MP4", {4, "ftyp"sv}},
    Unsupported{"JPEG 2000", {0, "\0\0\0\x0cjP  "sv}},
    Unsupported{"JPEG 2000", {0, "\xff\x4f\xff\x51"sv}},
    Unsupported{"JPEG XL", {0, "\0\0\0\x0cJXL "sv}},
    Unsupported{"JPEG XL", {0, "\xff\x0a"sv}},
    Unsupported{"PDF", {0, "%PDF"sv}},
    Unsupported{"PostScript", {0, "%!PS"sv}},
    Unsupported{"PSD", {0, "8BPS"sv}},
    Unsupported{"PAM", {0, "P7\n"sv}},
    Unsupported{"ICO", {0, "\0\0\1\0"sv}},
    Unsupported{"OpenEXR", {0, "\x76\x2f\x31\x01"sv}},
    Unsupported{"DjVu", {0, "AT&TFORM"sv}},
    Unsupported{"gzip", {0, "\x1f\x8b"sv}},
    Unsupported{"zip", {0, "PK\3\4"sv}},
};

bool contains(std::string_view text, std::string_view word) {
    return text.find(word) != std::string_view::npos;
}

}  // namespace

std::optional<PictureFormat> picture_format(ByteSpan bytes) {
    for (const Known& entry : known)
        if (has(bytes, entry.signature)) return entry.format;
    const auto start = "\x89PNG"sv.substr(0, bytes.size());  // cut within the signature
    if (!bytes.empty() && has(bytes, {0, start})) return PictureFormat::png;
    if (has(bytes, {0, "RIFF"sv}) && has(bytes, {8, "WEBP"sv})) return PictureFormat::webp;
    if (bytes.size() >= 3 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' &&
        (bytes[2] == '#' || bytes[2] == ' ' || (bytes[2] >= '\t' && bytes[2] <= '\r')))
        return PictureFormat::pnm;
    return std::nullopt;
}

std::string_view unsupported_format(ByteSpan bytes) {
    for (const Unsupported& entry : unsupported)
        if (has(bytes, entry.signature)) return entry.name;
    std::string head;
    for (const std::uint8_t byte : bytes.first(std::min<std::size_t>(bytes.size(), 1024)))
        head += static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
    if (contains(head, "<svg")) return "SVG";
    if (contains(head, "<!doctype html") || contains(head, "<html")) return "HTML";
    return {};
}

}  // namespace inkling
