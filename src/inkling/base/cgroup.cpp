// The quota of a container: cgroup version 2 writes both numbers into one file, version 1 into two.
#include <algorithm>
#include <cmath>
#include <fstream>

#include "inkling/base/cgroup_impl.hpp"

namespace inkling {

int cgroup_cpus(const std::string& folder) {
    constexpr int no_quota = 1 << 20;
    double quota = 0, period = 0;
    // "150000 100000", or "max 100000": microseconds of CPU in each period.
    if (std::ifstream version_2(folder + "/cpu.max"); version_2) {
        version_2 >> quota >> period;
    } else {
        std::ifstream(folder + "/cpu/cpu.cfs_quota_us") >> quota;  // -1: none
        std::ifstream(folder + "/cpu/cpu.cfs_period_us") >> period;
    }
    if (!(quota > 0 && period > 0)) return no_quota;
    return static_cast<int>(std::min<double>(no_quota, std::ceil(quota / period)));
}

}  // namespace inkling
