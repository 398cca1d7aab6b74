// Keras' mnist.npz and its like: x_train, y_train, x_test, y_test.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "inkling/base/text.hpp"
#include "inkling/bytes/npz.hpp"
#include "inkling/data/readers_impl.hpp"
#include "inkling/data/registry.hpp"

namespace inkling {
namespace {

constexpr std::uint64_t max_array_bytes = 2ULL << 30;

std::string shape_text(const std::vector<std::uint64_t>& shape) {
    std::string text;
    for (const std::uint64_t n : shape) text += (text.empty() ? "" : ", ") + std::to_string(n);
    return "(" + text + ")";
}

bool is_bytes(const std::string& dtype) {
    return dtype == "|u1" || dtype == "u1" || dtype == "<u1" || dtype == "B";
}

/// (n, 28, 28), (n, 28, 28, 1) or (n, 784) of bytes.
Result<IdxArray> to_images(const NpyArray& array, const std::string& where) {
    if (!is_bytes(array.dtype))
        return data_error(fmt::format("{}: element type '{}'; images need bytes, '|u1'", where,
                                      printable(array.dtype)),
                          "save it with x.astype('uint8')");
    std::vector<std::uint64_t> shape = array.shape;
    if (shape.size() == 4 && shape[3] == 1) shape.pop_back();
    const bool flat = shape.size() == 2 && shape[1] == digit_size;
    const bool square = shape.size() == 3 && shape[1] == digit_side && shape[2] == digit_side;
    if ((!flat && !square) || shape[0] > 0xFFFFFFFFULL)
        return data_error(fmt::format("{}: shape {}; expected (n, 28, 28) or (n, 784)", where,
                                      shape_text(array.shape)),
                          "one picture a row: save x.reshape(-1, 28, 28)");
    IdxArray images;
    images.shape = {static_cast<std::uint32_t>(shape[0]), digit_side, digit_side};
    images.values = Buffer<std::uint8_t>::copy_of(array.values);
    return images;
}

/// Bytes, or little-endian integers of 16 to 64 bits as numpy makes them.
Result<Buffer<std::uint8_t>> to_labels(const NpyArray& array, const std::string& where) {
    std::size_t width = is_bytes(array.dtype) ? 1 : 0;
    for (const char* dtype : {"<i2", "<i4", "<i8", "<u2", "<u4", "<u8"})
        if (array.dtype == dtype) width = static_cast<std::size_t>(dtype[2] - '0');
    if (width == 0)
        return data_error(fmt::format("{}: element type '{}'; labels need integers such as '|u1'",
                                      where, printable(array.dtype)),
                          "save it with y.astype('uint8')");
    if (array.shape.size() != 1)
        return data_error(fmt::format("{}: shape {}; expected (n)", where, shape_text(array.shape)),
                          "one class number for each image; for one-hot labels save y.argmax(1)");
    const std::size_t count = array.values.size() / width;
    auto labels = Buffer<std::uint8_t>::uninitialised(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint8_t* p = array.values.data() + i * width;
        if (std::any_of(p + 1, p + width, [](std::uint8_t byte) { return byte != 0; }))
            return data_error(fmt::format("{}: label at index {} is not in 0..255", where, i),
                              "labels are the digits 0..9");
        labels[i] = *p;
    }
    return labels;
}

Result<ImageSet> read_part(Npz& npz, const std::string& path, const std::string& part,
                           std::size_t classes) {
    LabelledArrays arrays;
    arrays.images_name = fmt::format("{}: x_{}", printable(path), part);
    arrays.labels_name = fmt::format("{}: y_{}", printable(path), part);
    arrays.labels_hint =
        "a .npz holds the ten digits; give other classes as IDX files, or CSV, "
        "with a file classes.txt";
    {
        INKLING_TRY(const NpyArray images, npz.read("x_" + part, max_array_bytes));
        INKLING_TRY(arrays.images, to_images(images, arrays.images_name));
    }
    INKLING_TRY(const NpyArray labels, npz.read("y_" + part, max_array_bytes));
    INKLING_TRY(arrays.labels, to_labels(labels, arrays.labels_name));
    return make_image_set(std::move(arrays), classes);
}

}  // namespace

Result<Dataset> read_npz(const std::string& path, const DataOptions& options) {
    INKLING_TRY(Npz npz, Npz::open(path));
    Dataset dataset;
    dataset.name = std::filesystem::path(path).stem().string();
    dataset.classes = digit_classes();
    if (options.want_train) {
        INKLING_TRY(dataset.train, read_part(npz, path, "train", dataset.classes.size()));
    }
    if (options.want_test) {
        INKLING_TRY(dataset.test, read_part(npz, path, "test", dataset.classes.size()));
    }
    return dataset;
}

}  // namespace inkling
