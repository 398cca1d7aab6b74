#include "inkling/app/command_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "bytes/bytes_support.hpp"

namespace inkling {
namespace {

using test::Scratch;

const Bytes some = {1, 2, 3};

TEST(CommandFiles, WhatIsReadIsNotWrittenOver) {
    const Scratch scratch;
    test::put(scratch / "m", some);
    std::filesystem::create_hard_link(scratch / "m", scratch / "hard");
    std::filesystem::create_symlink("m", scratch / "soft");
    for (const char* name : {"m", "hard", "soft"}) {
        CommandFiles files;
        files.reads("--model", "the model", scratch / "m");
        files.writes("--log", scratch / "log");
        files.writes("--report", scratch / name);
        const Status status = files.check();
        EXPECT_ERROR(status, ErrorCode::file,
                     "--report: " + (scratch / name) + " is the model (--model " + (scratch / "m"));
        EXPECT_EQ(status.error().hint, "give --report another name");
    }
}

TEST(CommandFiles, NoFileIsWrittenTwice) {
    const Scratch scratch;
    for (const bool there : {false, true}) {
        if (there) test::put(scratch / "z", some);
        CommandFiles files;
        files.writes("--out", scratch / "z");
        files.writes("--log", scratch.path() + "/./z");
        EXPECT_ERROR(files.check(), ErrorCode::file, "/./z is the file of --out as well");
    }
    CommandFiles files;
    files.writes("--out", scratch / "y.part", "journal");
    files.writes("--log", scratch / "y.part");
    EXPECT_ERROR(files.check(), ErrorCode::file, "y.part is the journal of --out as well");
    CommandFiles other_order;
    other_order.writes("--log", scratch / "y.part");
    other_order.writes("--out", scratch / "y.part", "journal");
    EXPECT_ERROR(other_order.check(), ErrorCode::file, "the journal of --out: ");
}

TEST(CommandFiles, FilesOfADataSet) {
    const Scratch scratch;
    test::put(scratch / "mine.csv", some);
    CommandFiles files;
    files.reads_dataset("--dataset", {scratch / "mine.csv", {}});
    files.writes("--log", scratch / "mine.csv");
    EXPECT_ERROR(files.check(), ErrorCode::file, "mine.csv is a file of the data set (--dataset");
    CommandFiles named;
    named.reads_dataset("--dataset", {"strokes", {}});
    named.writes("--out", "strokes");
    EXPECT_TRUE(named.check());
}

TEST(CommandFiles, AllElseIsAllowed) {
    const Scratch scratch;
    test::put(scratch / "m", some);
    CommandFiles files;
    files.reads("--model", "the model", scratch / "m");
    files.reads("--from", "the model to start from", scratch / "m");  // read twice
    files.reads("--teacher", "the teacher", std::nullopt);
    files.reads_pictures({"-", scratch / "m", ""});
    files.writes("--out", "");
    files.writes("--log", std::nullopt);
    files.writes("--debug", scratch / "d");
    files.writes("--debug", scratch / "d");  // of one option
    EXPECT_TRUE(files.check());
}

}  // namespace
}  // namespace inkling
