#include "inkling/serve/correction_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace inkling {
namespace {

struct StoreTest : testing::Test {
    StoreTest() { std::filesystem::remove_all(folder); }
    ~StoreTest() override { std::filesystem::remove_all(folder); }
    Correction seven(std::uint8_t ink) {
        Correction correction;
        correction.label = 7;
        correction.answer = 1;
        correction.pixels.fill(ink);
        return correction;
    }
    // Tests run side by side, each in a process of its own.
    std::string folder = testing::TempDir() + "inkling-store-" + std::to_string(::getpid());
    std::string path = folder + "/deep/corrections.db";
};

TEST_F(StoreTest, KeepsWhatItIsGivenBeyondItsOwnLife) {
    {
        CorrectionStore store(path);
        EXPECT_EQ(store.add(seven(1)).value(), 1);
        EXPECT_EQ(store.add(seven(2)).value(), 2);
    }
    CorrectionStore again(path);
    const auto all = again.all().value();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[1].label, 7);
    EXPECT_EQ(all[1].answer, 1);
    EXPECT_EQ(all[1].pixels, seven(2).pixels);
    EXPECT_THAT(all[1].made, testing::MatchesRegex("....-..-.. ..:..:.."));
}

TEST_F(StoreTest, AskingMakesNoFile) {
    CorrectionStore store(path);
    EXPECT_EQ(store.count().value(), 0U);
    EXPECT_TRUE(store.all().value().empty());
    EXPECT_FALSE(store.remove(1).value());
    EXPECT_TRUE(store.clear());
    EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST_F(StoreTest, DeletesOneOrAll) {
    CorrectionStore store(path);
    for (std::uint8_t i = 0; i < 3; ++i) ASSERT_TRUE(store.add(seven(i)));
    EXPECT_TRUE(store.remove(2).value());
    EXPECT_FALSE(store.remove(2).value());
    EXPECT_EQ(store.count().value(), 2U);
    EXPECT_TRUE(store.clear());
    EXPECT_EQ(store.count().value(), 0U);
    EXPECT_EQ(store.add(seven(9)).value(), 4);  // numbers are not used twice
}

TEST_F(StoreTest, TellsBeforehandWhatCannotBeUsed) {
    std::filesystem::create_directories(folder);
    const std::string foreign = folder + "/foreign", fresh = folder + "/fresh.db";
    std::ofstream(foreign) << std::string(4096, 'x');
    for (const std::string& bad : {folder, foreign, path, std::string("/dev/null")}) {
        const Status checked = CorrectionStore(bad).check();
        ASSERT_FALSE(checked) << bad;
        EXPECT_EQ(checked.error().code, ErrorCode::file);
        EXPECT_THAT(checked.error().message, testing::HasSubstr(bad));
        EXPECT_FALSE(checked.error().hint.empty());
    }
    EXPECT_TRUE(CorrectionStore(fresh).check());
    EXPECT_FALSE(std::filesystem::exists(fresh));
    ASSERT_TRUE(CorrectionStore(fresh).add(seven(1)));
    EXPECT_TRUE(CorrectionStore(fresh).check());
}

TEST_F(StoreTest, ForeignFilesAreNamed) {
    std::filesystem::create_directories(folder);
    const std::string foreign = folder + "/foreign";
    std::ofstream(foreign) << std::string(4096, 'x');
    CorrectionStore store(foreign);
    const auto added = store.add(seven(1));
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, ErrorCode::file);
    EXPECT_THAT(added.error().message, testing::HasSubstr("foreign"));
    CorrectionStore nowhere("/proc/inkling/corrections.db");
    EXPECT_FALSE(nowhere.add(seven(1)));
}

}  // namespace
}  // namespace inkling
