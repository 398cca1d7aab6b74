# The install tree and its CMake package.
