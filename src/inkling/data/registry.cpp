// The facts of registry.hpp. SHA-256 of uncompressed files were computed from the files; those of
// files as published are TensorFlow Datasets' (url_checksums/kmnist.txt, emnist.txt).
#include "inkling/data/registry.hpp"

#include <algorithm>
#include <utility>

namespace inkling {
namespace {

constexpr std::uint64_t idx_images_size(std::uint64_t count) {
    return 16 + count * 28 * 28;
}
constexpr std::uint64_t idx_labels_size(std::uint64_t count) {
    return 8 + count;
}

DataSource mnist() {
    return {.name = "mnist",
            .title = "handwritten digits, 60,000 + 10,000 (LeCun, Cortes, Burges)",
            .licence = "CC BY-SA 3.0",
            .home = "http://yann.lecun.com/exdb/mnist/",
            .classes = digit_classes(),
            .mirrors = {"https://ossci-datasets.s3.amazonaws.com/mnist/",
                        "https://storage.googleapis.com/cvdf-datasets/mnist/"},
            .files = {{{"train-images-idx3-ubyte.gz", idx_images_size(60'000),
                        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"},
                       {"train-labels-idx1-ubyte.gz", idx_labels_size(60'000),
                        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"},
                       {"t10k-images-idx3-ubyte.gz", idx_images_size(10'000),
                        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"},
                       {"t10k-labels-idx1-ubyte.gz", idx_labels_size(10'000),
                        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"}}},
            .train_count = 60'000,
            .test_count = 10'000};
}

DataSource fashion_mnist() {
    return {.name = "fashion-mnist",
            .title = "clothes in place of digits, 60,000 + 10,000 (Zalando)",
            .licence = "MIT",
            .home = "https://github.com/zalandoresearch/fashion-mnist",
            .classes = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt",
                        "Sneaker", "Bag", "Ankle boot"},
            .mirrors = {"https://fashion-mnist.s3.eu-central-1.amazonaws.com/",
                        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
                        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/"
                        "data/fashion/"},
            .files = {{{"train-images-idx3-ubyte.gz", idx_images_size(60'000),
                        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"},
                       {"train-labels-idx1-ubyte.gz", idx_labels_size(60'000),
                        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"},
                       {"t10k-images-idx3-ubyte.gz", idx_images_size(10'000),
                        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"},
                       {"t10k-labels-idx1-ubyte.gz", idx_labels_size(10'000),
                        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"}}},
            .train_count = 60'000,
            .test_count = 10'000};
}

DataSource kmnist() {
    return {.name = "kmnist",
            .title = "cursive Japanese in place of digits, 60,000 + 10,000 (CODH)",
            .licence = "CC BY-SA 4.0",
            .home = "https://codh.rois.ac.jp/kmnist/",
            .classes = {"o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"},
            .mirrors = {"https://codh.rois.ac.jp/kmnist/dataset/kmnist/"},
            .files = {{{"train-images-idx3-ubyte.gz", idx_images_size(60'000), "", 18'165'135,
                        "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"},
                       {"train-labels-idx1-ubyte.gz", idx_labels_size(60'000), "", 29'497,
                        "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"},
                       {"t10k-images-idx3-ubyte.gz", idx_images_size(10'000),
                        "76fbd229ce87db80dd281af5e6670de4ad0e42fb30a7bd643972994c47c1f42e"},
                       {"t10k-labels-idx1-ubyte.gz", idx_labels_size(10'000),
                        "a11dc742be8e781a40a92f53d6a4957e7b7d36df2faa097659131ebfd8fd60c6"}}},
            .train_count = 60'000,
            .test_count = 10'000};
}

DataSource emnist_digits() {
    return {.name = "emnist-digits",
            .title = "handwritten digits of NIST SD 19, 240,000 + 40,000 (Cohen et al.)",
            .licence = "free to use; cite arXiv:1702.05373",
            .home = "https://www.nist.gov/itl/products-and-services/emnist-dataset",
            .classes = digit_classes(),
            .mirrors = {"https://biometrics.nist.gov/cs_links/EMNIST/"},
            .files = {{{"emnist-digits-train-images-idx3-ubyte.gz", idx_images_size(240'000), ""},
                       {"emnist-digits-train-labels-idx1-ubyte.gz", idx_labels_size(240'000), ""},
                       {"emnist-digits-test-images-idx3-ubyte.gz", idx_images_size(40'000), ""},
                       {"emnist-digits-test-labels-idx1-ubyte.gz", idx_labels_size(40'000), ""}}},
            .train_count = 240'000,
            .test_count = 40'000,
            .transposed = true,
            .archive = {"gzip.zip", "gzip/", 561'753'746,
                        "fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e"}};
}

DataSource qmnist() {
    // Labels have eight columns of 32 bits; the first is the digit.
    constexpr std::uint64_t labels_size = 12 + 60'000 * 8 * 4;
    return {.name = "qmnist",
            .title = "MNIST rebuilt, with all 60,000 test digits (Yadav, Bottou)",
            .licence = "BSD-3-Clause",
            .home = "https://github.com/facebookresearch/qmnist",
            .classes = digit_classes(),
            .mirrors = {"https://raw.githubusercontent.com/facebookresearch/qmnist/master/"},
            .files = {{{"qmnist-train-images-idx3-ubyte.gz", idx_images_size(60'000), ""},
                       {"qmnist-train-labels-idx2-int.gz", labels_size, ""},
                       {"qmnist-test-images-idx3-ubyte.gz", idx_images_size(60'000), ""},
                       {"qmnist-test-labels-idx2-int.gz", labels_size, ""}}},
            .train_count = 60'000,
            .test_count = 60'000};
}

}  // namespace

std::vector<std::string> digit_classes() {
    return {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
}

std::span<const DataSource> data_sources() {
    static const std::vector<DataSource> sources = {mnist(), fashion_mnist(), kmnist(),
                                                    emnist_digits(), qmnist()};
    return sources;
}

const DataSource* find_data_source(std::string_view name) {
    const auto sources = data_sources();
    const auto found = std::find_if(sources.begin(), sources.end(),
                                    [&](const DataSource& source) { return source.name == name; });
    return found == sources.end() ? nullptr : &*found;
}

std::span<const GeneratedSource> generated_sources() {
    static const std::vector<GeneratedSource> sources = {
        {"strokes", "Digits that the program writes itself; nothing to download", 60'000, 10'000},
        {"letters", "Letters that look like no digit, written by the same pen", 20'000, 10'000},
        {"letters-held-out", "Six more letters, which no model is trained on", 6'000, 6'000},
        {"noise", "White noise", 10'000, 10'000},
        {"negatives", "All kinds of what is no digit, made by the program itself", 20'000, 10'000},
    };
    return sources;
}

const GeneratedSource* find_generated_source(std::string_view name) {
    const auto sources = generated_sources();
    const auto found =
        std::find_if(sources.begin(), sources.end(),
                     [&](const GeneratedSource& source) { return source.name == name; });
    return found == sources.end() ? nullptr : &*found;
}

std::vector<std::string> dataset_names() {
    std::vector<std::string> names = {"auto"};
    for (const DataSource& source : data_sources()) names.push_back(source.name);
    for (const GeneratedSource& source : generated_sources()) names.push_back(source.name);
    names.emplace_back("cells");
    return names;
}

}  // namespace inkling
