#include "inkling/app/epoch_log.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "inkling/bytes/file.hpp"

namespace inkling {
namespace {

EpochRecord record_of(int epoch) {
    EpochRecord record;
    record.epoch = epoch;
    record.loss = 0.5 / epoch;
    record.accuracy = 0.75;
    record.learning_rate = 0.001;
    record.seconds = 1.5;
    return record;
}

class EpochLogFile : public testing::Test {
  protected:
    void SetUp() override {
        path_ = testing::TempDir() + "inkling-epochs-" +
                testing::UnitTest::GetInstance()->current_test_info()->name() + ".csv";
        std::filesystem::remove(path_);
    }
    void TearDown() override { std::filesystem::remove(path_); }

    std::string content() const {
        const auto bytes = read_file(path_);
        return bytes ? std::string(bytes->begin(), bytes->end()) : "no file";
    }

    std::string path_;
};

TEST_F(EpochLogFile, HoldsALineForEachEpoch) {
    auto log = EpochLog::open(path_, false);
    ASSERT_TRUE(log);
    ASSERT_TRUE(log->add(record_of(1)));
    EpochRecord second = record_of(2);
    second.validation_loss = 0.125;
    second.validation_accuracy = 0.5;
    ASSERT_TRUE(log->add(second));
    EXPECT_EQ(content(),
              "epoch,loss,accuracy,validation_loss,validation_accuracy,learning_rate,seconds\n"
              "1,0.5,0.75,,,0.001,1.500\n"
              "2,0.25,0.75,0.125,0.5,0.001,1.500\n");
}

TEST_F(EpochLogFile, ARunThatIsResumedGoesOnWithItsLog) {
    auto log = EpochLog::open(path_, false);
    ASSERT_TRUE(log && log->add(record_of(1)) && log->add(record_of(2)));
    // Killed after the log of epoch 2, before its checkpoint: epoch 2 comes again.
    auto resumed = EpochLog::open(path_, true);
    ASSERT_TRUE(resumed && resumed->add(record_of(2)) && resumed->add(record_of(3)));
    EXPECT_EQ(content(), epoch_csv({record_of(1), record_of(2), record_of(3)}));
}

TEST_F(EpochLogFile, ANewRunReplacesTheLog) {
    auto log = EpochLog::open(path_, false);
    ASSERT_TRUE(log && log->add(record_of(1)) && log->add(record_of(2)));
    auto fresh = EpochLog::open(path_, false);
    ASSERT_TRUE(fresh && fresh->add(record_of(1)));
    EXPECT_EQ(content(), epoch_csv({record_of(1)}));
}

TEST_F(EpochLogFile, AFileOfSomebodyElseIsNotGoneOnWith) {
    const std::string text = "my,own,table\n1,2,3\n";
    ASSERT_TRUE(write_file_atomic(
        path_, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
    const auto log = EpochLog::open(path_, true);
    ASSERT_FALSE(log);
    EXPECT_EQ(exit_code(log.error().code), 4);
    EXPECT_EQ(content(), text);
}

TEST_F(EpochLogFile, AMissingFolderIsAFileError) {
    const auto log = EpochLog::open(path_ + "/no/such.csv", false);
    ASSERT_FALSE(log);
    EXPECT_EQ(exit_code(log.error().code), 4);
}

}  // namespace
}  // namespace inkling
