// A folder of pictures, one folder for each class.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/data/readers_impl.hpp"
#include "inkling/data/registry.hpp"
#include "inkling/image/decode.hpp"
#include "inkling/image/frame.hpp"

namespace inkling {
namespace {

namespace fs = std::filesystem;

struct Picture {
    std::string path;
    std::string class_folder;
};

constexpr std::uint64_t max_picture_bytes = 256ULL << 20;

/// One picture as the data set will hold it.
struct Digit {
    std::array<std::uint8_t, digit_size> pixels{};
    bool framed = false;         ///< by frame_digit(), so that ink is 255; else taken as it was
    bool bright_border = false;  ///< of a picture taken as it was
};

bool is_folder(const fs::path& path) {
    std::error_code code;
    return fs::is_directory(path, code);
}

bool is_clutter(const std::string& name) {
    return name == "Thumbs.db" || name == "desktop.ini" || name == "__MACOSX";
}

/// The folder of the part, or empty.
std::string part_folder(const std::string& folder, std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (is_folder(fs::path(folder) / name)) return (fs::path(folder) / name).string();
    return {};
}

Result<std::vector<Picture>> list_pictures(const std::string& folder) {
    std::vector<Picture> pictures;
    INKLING_TRY(const std::vector<std::string> classes, list_folder(folder));
    for (const std::string& class_name : classes) {
        const fs::path class_folder = fs::path(folder) / class_name;
        if (!is_folder(class_folder) || is_clutter(class_name)) continue;
        INKLING_TRY(const std::vector<std::string> names, list_folder(class_folder.string()));
        for (const std::string& name : names)
            if (!is_clutter(name)) pictures.push_back({(class_folder / name).string(), class_name});
    }
    return pictures;
}

struct Parts {
    std::vector<Picture> train;
    std::vector<Picture> test;
};

Result<Parts> list_parts(const std::string& folder) {
    std::string train_folder = part_folder(folder, {"train", "training"});
    const std::string test_folder = part_folder(folder, {"test", "testing", "t10k"});
    if (train_folder.empty() && test_folder.empty()) train_folder = folder;
    Parts parts;
    if (!train_folder.empty()) {
        INKLING_TRY(parts.train, list_pictures(train_folder));
    }
    if (!test_folder.empty()) {
        INKLING_TRY(parts.test, list_pictures(test_folder));
    }
    return parts;
}

/// The names of the class folders in order: the ten digits where all are digits; numbers by value;
/// else by name.
std::vector<std::string> sorted_folders(const std::vector<std::string>& found) {
    std::vector<std::string> names = found;
    const auto digits = digit_classes();
    if (std::includes(digits.begin(), digits.end(), names.begin(), names.end())) return digits;
    if (std::all_of(names.begin(), names.end(),
                    [](const std::string& name) { return parse_integer(name).has_value(); }))
        std::stable_sort(names.begin(), names.end(), [](const auto& a, const auto& b) {
            return *parse_integer(a) < *parse_integer(b);
        });
    return names;
}

/// Names of the classes and the folder of each, in order.
struct Classes {
    std::vector<std::string> names;
    std::vector<std::string> folders;
};

Result<Classes> find_classes(const std::string& folder, const std::vector<Picture>& train,
                             const std::vector<Picture>& test) {
    std::vector<std::string> found;
    for (const auto* pictures : {&train, &test})
        for (const Picture& picture : *pictures) found.push_back(picture.class_folder);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    Classes classes;
    if (!file_exists((fs::path(folder) / "classes.txt").string())) {
        classes.folders = sorted_folders(found);
        classes.names = classes.folders;
        return classes;
    }
    INKLING_TRY(classes.names, read_classes(folder));
    for (const std::string& name : classes.names) classes.folders.push_back(class_folder(name));
    for (const std::string& name : found)
        if (std::find(classes.folders.begin(), classes.folders.end(), name) ==
            classes.folders.end())
            return data_error(fmt::format("{}: the class of folder '{}' is not in classes.txt",
                                          printable(folder), printable(name)),
                              "name it there, or take the folder away");
    return classes;
}

bool has_bright_border(const GreyImage& image) {
    const auto side = static_cast<std::size_t>(digit_side);
    std::size_t sum = 0;
    for (std::size_t i = 0; i + 1 < side; ++i)
        sum += image.pixels[i] + image.pixels[(i + 1) * side + 0] +
               image.pixels[i * side + side - 1] + image.pixels[(side - 1) * side + i + 1];
    return sum > std::size_t{127} * 4 * (side - 1);
}

Result<Digit> read_digit(const std::string& path) {
    Digit digit;
    INKLING_TRY(const Bytes bytes, read_file(path, {.max_bytes = max_picture_bytes}));
    auto image = decode_image(bytes);
    if (!image) {
        Error error = std::move(image).error().within(printable(path));
        if (error.hint.empty())
            error.hint = "each file in a class folder must be a picture: remove this one";
        return error;
    }
    if (image->width == static_cast<int>(digit_side) &&
        image->height == static_cast<int>(digit_side)) {
        std::copy(image->pixels.begin(), image->pixels.end(), digit.pixels.begin());
        digit.bright_border = has_bright_border(*image);
        return digit;
    }
    auto framed = frame_digit(*image);
    if (!framed) return std::move(framed).error().within(printable(path));
    digit.pixels = framed->pixels;
    digit.framed = true;
    return digit;
}

/// Pictures of 28×28 come from one maker, so most of their borders tell whether paper is bright in
/// all of them: a single picture may be full to its edge.
bool mostly_bright(const std::vector<Digit>& digits) {
    std::size_t bright = 0;
    std::size_t dark = 0;
    for (const Digit& digit : digits)
        if (!digit.framed) ++(digit.bright_border ? bright : dark);
    return bright > dark;
}

/// The number of each picture's class; the pictures are put in the order of their classes.
std::vector<std::uint8_t> sort_by_class(std::vector<Picture>& pictures,
                                        const std::vector<std::string>& class_folders) {
    std::map<std::string, std::uint8_t> number;
    for (std::size_t c = 0; c < class_folders.size(); ++c)
        number[class_folders[c]] = static_cast<std::uint8_t>(c);
    std::stable_sort(pictures.begin(), pictures.end(), [&](const Picture& a, const Picture& b) {
        return number[a.class_folder] < number[b.class_folder];
    });
    std::vector<std::uint8_t> labels;
    for (const Picture& picture : pictures) labels.push_back(number[picture.class_folder]);
    return labels;
}

Result<ImageSet> read_pictures(std::vector<Picture> pictures,
                               const std::vector<std::string>& class_folders,
                               const DataOptions& options) {
    const std::vector<std::uint8_t> labels = sort_by_class(pictures, class_folders);
    std::vector<Digit> digits(pictures.size());
    std::vector<std::optional<Error>> errors(pictures.size());
    const auto cancelled = [&] { return options.cancel != nullptr && options.cancel->cancelled(); };
    PoolOf pool(options);
    (*pool).run(static_cast<int>(pictures.size()), [&](int i) {
        const auto index = static_cast<std::size_t>(i);
        if (cancelled()) return;
        auto digit = no_throw([&] { return read_digit(pictures[index].path); });
        if (digit)
            digits[index] = *digit;
        else
            errors[index] = std::move(digit).error();
    });
    if (cancelled()) return Error{ErrorCode::interrupted, "interrupted while reading pictures"};
    for (std::optional<Error>& error : errors)
        if (error) return std::move(*error);
    const bool invert = mostly_bright(digits);
    ImageSet set;
    set.count = pictures.size();
    set.height = set.width = digit_side;
    set.pixels = Buffer<std::uint8_t>::uninitialised(set.count * digit_size);
    set.labels = Buffer<std::uint8_t>::copy_of(labels);
    for (std::size_t i = 0; i < set.count; ++i) {
        const bool negative = invert && !digits[i].framed;
        std::transform(digits[i].pixels.begin(), digits[i].pixels.end(),
                       set.pixels.data() + i * digit_size, [&](std::uint8_t value) {
                           return static_cast<std::uint8_t>(negative ? 255 - value : value);
                       });
    }
    return set;
}

}  // namespace

std::string class_folder(const std::string& class_name) {
    std::string folder = class_name;
    for (char& c : folder)
        if (c == '/' || c == '\\' || static_cast<unsigned char>(c) < ' ') c = '-';
    return folder;
}

std::vector<std::string> picture_paths(const std::string& folder) {
    std::vector<std::string> paths;
    const auto parts = list_parts(folder);
    if (!parts) return paths;
    for (const auto* part : {&parts->train, &parts->test})
        for (const Picture& picture : *part) paths.push_back(picture.path);
    return paths;
}

Result<Dataset> read_image_folder(const std::string& folder, const DataOptions& options) {
    INKLING_TRY(Parts parts, list_parts(folder));
    auto& [train, test] = parts;
    if (train.empty() && test.empty())
        return data_error(
            fmt::format("{}: holds no data set that inkling knows", printable(folder)),
            "expected train-images…/train-labels… IDX files, train.csv, mnist.npz, or pictures in "
            "one folder for each class (0/ … 9/)");
    INKLING_TRY(Classes classes, find_classes(folder, train, test));
    if (classes.names.size() > 256)
        return data_error(fmt::format("{}: {} classes; at most 256 are possible", printable(folder),
                                      classes.names.size()),
                          "leave some folders out");
    Dataset dataset;
    if (options.want_train) {
        INKLING_TRY(dataset.train, read_pictures(std::move(train), classes.folders, options));
    }
    if (options.want_test) {
        INKLING_TRY(dataset.test, read_pictures(std::move(test), classes.folders, options));
    }
    dataset.classes = std::move(classes.names);
    return dataset;
}

}  // namespace inkling
