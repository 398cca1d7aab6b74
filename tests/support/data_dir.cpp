#include "support/data_dir.hpp"

#include <cstdlib>
#include <filesystem>

namespace inkling::test {

std::string data_folder(const std::string& name) {
    const char* root = std::getenv("INKLING_DATA_DIR");
    if (root == nullptr || *root == '\0') return {};
    const std::filesystem::path folder = std::filesystem::path(root) / name;
    std::error_code error;
    return std::filesystem::is_directory(folder, error) ? folder.string() : std::string{};
}

}  // namespace inkling::test
