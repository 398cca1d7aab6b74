#include "inkling/bytes/npz.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "inkling/base/text.hpp"

namespace inkling {
namespace {

constexpr std::string_view extension = ".npy";
constexpr const char* usual_hint =
    "write it anew: numpy.savez_compressed(FILE, x_train=…, y_train=…, x_test=…, y_test=…)";

}  // namespace

Result<Npz> Npz::open(const std::string& path) {
    INKLING_TRY(ZipArchive archive, with_hint(ZipArchive::open(path), usual_hint));
    return Npz(std::move(archive), path);
}

std::vector<std::string> Npz::names() const {
    std::vector<std::string> names;
    for (const std::string& member : archive_.names())
        if (member.ends_with(extension))
            names.push_back(member.substr(0, member.size() - extension.size()));
    return names;
}

Result<NpyArray> Npz::read(const std::string& name, std::uint64_t max_bytes) {
    const std::vector<std::string> there = names();
    if (std::find(there.begin(), there.end(), name) == there.end()) {
        const std::string list = printable(fmt::format("{}", fmt::join(there, ", ")), 400);
        return data_error(fmt::format("{}: no array '{}'; there are: {}", printable(path_),
                                      printable(name), list.empty() ? "none" : list),
                          usual_hint);
    }
    constexpr std::uint64_t most_header_bytes = 64 * 1024 + 16;
    INKLING_TRY(const Bytes member, with_hint(archive_.read(name + std::string(extension),
                                                            max_bytes + most_header_bytes),
                                              usual_hint));
    auto array = parse_npy(member);
    if (!array)
        return std::move(array)
            .error()
            .within(fmt::format("{}: array '{}'", printable(path_), printable(name)))
            .or_hint(usual_hint);
    return array;
}

}  // namespace inkling
