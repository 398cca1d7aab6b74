// The quota of a cgroup, in a folder that looks like /sys/fs/cgroup.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "inkling/base/cgroup_impl.hpp"

namespace inkling {
namespace {

TEST(Cgroup, QuotasAreCpus) {
    const std::filesystem::path folder =
        std::filesystem::path(testing::TempDir()) / ("cgroup" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder / "cpu");
    const auto with = [&](const char* name, const std::string& text) {
        std::ofstream(folder / name) << text << "\n";
        return cgroup_cpus(folder.string());
    };
    const int no_quota = cgroup_cpus(folder.string());
    EXPECT_GT(no_quota, 1000);
    with("cpu/cpu.cfs_period_us", "50000");
    EXPECT_EQ(with("cpu/cpu.cfs_quota_us", "-1"), no_quota);
    EXPECT_EQ(with("cpu/cpu.cfs_quota_us", "100000"), 2);
    EXPECT_EQ(with("cpu.max", "max 100000"), no_quota);
    EXPECT_EQ(with("cpu.max", "100000 100000"), 1);
    EXPECT_EQ(with("cpu.max", "10000 100000"), 1);
    EXPECT_EQ(with("cpu.max", "150000 100000"), 2);
    EXPECT_EQ(with("cpu.max", ""), no_quota);
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace inkling
