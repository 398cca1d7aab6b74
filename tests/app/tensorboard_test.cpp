#include "inkling/app/tensorboard.hpp"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <string_view>

namespace inkling {
namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// Values of RFC 3720, appendix B.4.
TEST(TensorBoard, Crc32c) {
    EXPECT_EQ(crc32c(bytes_of("123456789")), 0xE3069283U);
    std::array<std::uint8_t, 32> block{};
    EXPECT_EQ(crc32c(block), 0x8A9136AAU);
    block.fill(0xFF);
    EXPECT_EQ(crc32c(block), 0x62A8AB43U);
    for (std::size_t i = 0; i < block.size(); ++i) block[i] = static_cast<std::uint8_t>(i);
    EXPECT_EQ(crc32c(block), 0x46DD794EU);
    EXPECT_EQ(crc32c({}), 0U);
}

// Written down by hand from event.proto; tests/e2e has protoc read whole files.
TEST(TensorBoard, EventsAreProtocolBuffers) {
    const Bytes version = version_event(1.0);
    const Bytes expected_version = {0x09, 0,    0,    0,   0,   0,   0,   0xF0,
                                    0x3F, 0x1A, 0x0D, 'b', 'r', 'a', 'i', 'n',
                                    '.',  'E',  'v',  'e', 'n', 't', ':', '2'};
    EXPECT_EQ(version, expected_version);
    const Scalar scalar{"ab", 1.5F};
    const Bytes event = scalar_event(1.0, 300, std::span(&scalar, 1));
    const Bytes expected = {0x09, 0,    0,    0,    0,   0, 0, 0xF0, 0x3F,  // wall_time
                            0x10, 0xAC, 0x02,                               // step 300
                            0x2A, 0x0B,                                     // summary
                            0x0A, 0x09,                                     // value
                            0x0A, 0x02, 'a',  'b',                          // tag
                            0x15, 0x00, 0x00, 0xC0, 0x3F};                  // simple_value 1.5
    EXPECT_EQ(event, expected);
}

TEST(TensorBoard, RecordsHaveLengthAndMaskedChecksums) {
    const Bytes record = tf_record(bytes_of("123456789"));
    ASSERT_EQ(record.size(), 8U + 4 + 9 + 4);
    EXPECT_EQ(record[0], 9);
    const std::uint32_t crc = 0xE3069283U;
    const std::uint32_t masked = ((crc >> 15) | (crc << 17)) + 0xA282EAD8U;
    for (std::size_t i = 0; i < 4; ++i)
        EXPECT_EQ(record[21 + i], static_cast<std::uint8_t>(masked >> (8 * i)));
}

TEST(TensorBoard, FilesOfOneSecondDoNotMeet) {
    const auto folder = std::filesystem::path(testing::TempDir()) / "inkling-events";
    std::filesystem::remove_all(folder);
    {
        auto first = EventFile::create(folder.string());
        auto second = EventFile::create(folder.string());
        ASSERT_TRUE(first && second);
        const Scalar scalar{"loss/train", 0.5F};
        EXPECT_TRUE(first->add(1, std::span(&scalar, 1)));
    }
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        ++files;
        EXPECT_TRUE(entry.path().filename().string().starts_with("events.out.tfevents."));
    }
    EXPECT_EQ(files, 2);
    std::filesystem::remove_all(folder);
}

TEST(TensorBoard, AFileInTheWayIsAFileError) {
    const auto events = EventFile::create("/dev/null/events");
    ASSERT_FALSE(events);
    EXPECT_EQ(exit_code(events.error().code), 4);
}

}  // namespace
}  // namespace inkling
