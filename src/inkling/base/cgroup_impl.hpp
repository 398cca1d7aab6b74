// The limit that a container sets on CPU time. Not a public header.
#pragma once

#include <string>

namespace inkling {

/// CPUs granted by the quota of the cgroup (version 2 or 1) that is mounted at `folder`, rounded
/// up; or a large number where there is none.
int cgroup_cpus(const std::string& folder);

}  // namespace inkling
