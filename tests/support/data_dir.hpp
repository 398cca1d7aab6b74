// Where the tests find real data: the folder $INKLING_DATA_DIR. Tests that need a data set which is
// not there are reported as skipped.
#pragma once

#include <gtest/gtest.h>

#include <string>

namespace inkling::test {

/// $INKLING_DATA_DIR/name where that folder exists, else empty.
std::string data_folder(const std::string& name);

}  // namespace inkling::test

/// Skips the test where the data set is not there.
#define INKLING_NEED_DATA(name)                     \
    if (::inkling::test::data_folder(name).empty()) \
    GTEST_SKIP() << "needs " << (name) << " in $INKLING_DATA_DIR"
