#include "inkling/app/read_inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"

namespace inkling {

namespace {

namespace fs = std::filesystem;

bool is_picture_name(const fs::path& path) {
    static constexpr std::array<std::string_view, 12> endings = {".png",  ".jpg",  ".jpeg", ".tif",
                                                                 ".tiff", ".webp", ".gif",  ".bmp",
                                                                 ".pnm",  ".pgm",  ".ppm",  ".pbm"};
    std::string ending = path.extension().string();
    for (char& c : ending)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

Result<std::vector<std::string>> pictures_below(const std::string& folder) {
    std::vector<std::string> files;
    std::error_code code;
    fs::recursive_directory_iterator entry(folder, code);
    for (; !code && entry != fs::recursive_directory_iterator(); entry.increment(code)) {
        std::error_code ignored;
        if (is_picture_name(entry->path()) && entry->is_regular_file(ignored))
            files.push_back(entry->path().string());
    }
    if (code) return system_error(folder, "cannot read", code.value());
    if (files.empty())
        return file_error(fmt::format("{}: no picture in this folder", printable(folder)),
                          "pictures are known by .png, .jpg, .tif, .webp, .gif, .bmp or .pgm");
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

Result<std::vector<std::string>> picture_files(const std::vector<std::string>& words) {
    std::vector<std::string> files;
    for (const std::string& word : words) {
        std::error_code ignored;
        if (word != "-" && fs::is_directory(word, ignored)) {
            INKLING_TRY(const auto below, pictures_below(word));
            files.insert(files.end(), below.begin(), below.end());
        } else {
            files.push_back(word);
        }
    }
    return files;
}

}  // namespace inkling
