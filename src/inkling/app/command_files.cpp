#include "inkling/app/command_files.hpp"

#include <fmt/format.h>

#include <unordered_map>

#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/data/load.hpp"

namespace inkling {

void CommandFiles::reads(const std::string& option, const std::string& what,
                         const std::optional<std::string>& path) {
    if (path && !path->empty()) inputs_.push_back({option, what, *path});
}

void CommandFiles::reads_pictures(const std::vector<std::string>& files) {
    for (const std::string& file : files)
        reads("IMAGE", "a picture to read", file == "-" ? "/dev/stdin" : file);
}

void CommandFiles::reads_dataset(const std::string& option, const DatasetOptions& data) {
    datasets_.emplace_back(option, data);
}

void CommandFiles::writes(const std::string& option, const std::optional<std::string>& path,
                          const std::string& what) {
    if (path && !path->empty()) outputs_.push_back({option, what, *path});
}

Status CommandFiles::check() const {
    if (outputs_.empty()) return {};
    std::unordered_map<std::string, File> inputs, outputs;
    for (const File& file : inputs_) inputs.emplace(file_identity(file.path), file);
    for (const auto& [option, data] : datasets_)
        for (const std::string& path :
             dataset_files(data.dataset.value_or("auto"), {.data_dir = data.data_dir.value_or("")}))
            inputs.emplace(file_identity(path), File{option, "a file of the data set", path});
    for (const File& file : outputs_) {
        const std::string identity = file_identity(file.path);
        const std::string name =
            file.what.empty() ? file.option : fmt::format("the {} of {}", file.what, file.option);
        const std::string hint = fmt::format("give {} another name", file.option);
        if (const auto input = inputs.find(identity); input != inputs.end())
            return file_error(
                fmt::format("{}: {} is {} ({} {})", name, printable(file.path), input->second.what,
                            input->second.option, printable(input->second.path)),
                hint);
        const auto [other, fresh] = outputs.emplace(identity, file);
        if (fresh || other->second.option == file.option) continue;
        const std::string& what = other->second.what;
        return file_error(fmt::format("{}: {} is the {} of {} as well", name, printable(file.path),
                                      what.empty() ? "file" : what, other->second.option),
                          hint);
    }
    return {};
}

}  // namespace inkling
