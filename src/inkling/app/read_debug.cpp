#include "inkling/app/read_debug.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/image/encode.hpp"
#include "inkling/image/rgb_image.hpp"

namespace inkling {

namespace {

using Colour = std::array<std::uint8_t, 3>;
constexpr Colour sure{0, 150, 60}, doubtful{240, 120, 0}, none{60, 110, 240};
constexpr double sure_from = 0.9;

/// Digits as 3 × 5 pixels, a row an octal figure.
constexpr std::array<std::array<std::uint8_t, 5>, 10> glyphs{{{7, 5, 5, 5, 7},
                                                              {2, 6, 2, 2, 7},
                                                              {7, 1, 7, 4, 7},
                                                              {7, 1, 7, 1, 7},
                                                              {5, 5, 7, 1, 1},
                                                              {7, 4, 7, 1, 7},
                                                              {7, 4, 7, 5, 7},
                                                              {7, 1, 1, 2, 2},
                                                              {7, 5, 7, 5, 7},
                                                              {7, 5, 7, 1, 7}}};

void set(RgbImage& image, int x, int y, const Colour& colour) {
    if (x < 0 || y < 0 || x >= image.width || y >= image.height) return;
    std::copy(colour.begin(), colour.end(),
              image.pixels.begin() + 3 * (static_cast<std::ptrdiff_t>(y) * image.width + x));
}

void draw_box(RgbImage& image, const Box& box, const Colour& colour) {
    for (int x = box.left - 1; x <= box.right(); ++x)
        for (const int y : {box.top - 1, box.bottom()}) set(image, x, y, colour);
    for (int y = box.top - 1; y <= box.bottom(); ++y)
        for (const int x : {box.left - 1, box.right()}) set(image, x, y, colour);
}

void draw_digit(RgbImage& image, int digit, const Box& box, const Colour& colour) {
    const int size = std::max(1, box.height / 16);
    const auto& glyph = glyphs[static_cast<std::size_t>(digit)];
    for (int y = 0; y < 5 * size; ++y)
        for (int x = 0; x < 3 * size; ++x)
            if (((glyph[static_cast<std::size_t>(y / size)] >> (2 - x / size)) & 1) != 0)
                set(image, box.left + x, box.top - 6 * size - 2 + y, colour);
}

}  // namespace

Status make_folder(const std::string& folder) {
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    if (code || !std::filesystem::is_directory(folder, code))
        return file_error(fmt::format("{}: cannot make this folder: {}", printable(folder),
                                      code ? code.message() : "a file is in its place"),
                          "name a folder that is there, or a new one beside others");
    return {};
}

std::string debug_picture_path(const std::string& file, const std::string& folder) {
    const std::string name =
        file == "-" ? "stdin" : std::filesystem::path(file).filename().string();
    return (std::filesystem::path(folder) / (name + ".read.png")).string();
}

Status write_debug_picture(const GreyImage& picture, const PageAnswer& answer,
                           const std::string& file, const std::string& folder) {
    RgbImage image;
    image.width = picture.width;
    image.height = picture.height;
    image.pixels.reserve(3 * picture.pixels.size());
    for (const std::uint8_t grey : picture.pixels) image.pixels.insert(image.pixels.end(), 3, grey);
    for (const PageLine& line : answer.lines) {
        for (const Box& mark : line.marks) draw_box(image, mark, none);
        for (const PageDigit& digit : line.digits) {
            const Colour& colour = digit.confidence >= sure_from ? sure : doubtful;
            draw_box(image, digit.box, colour);
            draw_digit(image, digit.digit, digit.box, colour);
        }
    }
    return write_file_atomic(debug_picture_path(file, folder), encode_png(image));
}

}  // namespace inkling
