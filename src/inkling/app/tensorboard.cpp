#include "inkling/app/tensorboard.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <utility>

#include "inkling/base/text.hpp"

namespace inkling {

namespace {

constexpr std::uint32_t castagnoli = 0x82F63B78;  // reversed

constexpr std::array<std::uint32_t, 256> crc_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t crc = i;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? castagnoli : 0);
        table[i] = crc;
    }
    return table;
}

template <class T>
void put_little_endian(Bytes& bytes, T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i)
        bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void put_varint(Bytes& bytes, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<std::uint8_t>(value | 0x80));
    bytes.push_back(static_cast<std::uint8_t>(value));
}

enum WireType : std::uint32_t { varint = 0, fixed64 = 1, delimited = 2, fixed32 = 5 };

void put_key(Bytes& bytes, std::uint32_t field, WireType type) {
    put_varint(bytes, field << 3 | type);
}

template <class Range>
void put_delimited(Bytes& bytes, std::uint32_t field, const Range& content) {
    put_key(bytes, field, delimited);
    put_varint(bytes, content.size());
    bytes.insert(bytes.end(), content.begin(), content.end());
}

// Field numbers of Event, Summary and Summary.Value.
enum EventField : std::uint32_t {
    wall_time_field = 1,
    step_field,
    version_field,
    summary_field = 5
};
enum SummaryField : std::uint32_t { value_field = 1 };
enum ValueField : std::uint32_t { tag_field = 1, simple_value_field };

Bytes event_at(double wall_time) {
    Bytes event;
    put_key(event, wall_time_field, fixed64);
    put_little_endian(event, std::bit_cast<std::uint64_t>(wall_time));
    return event;
}

/// TFRecord never stores the CRC of data that may itself contain CRCs.
std::uint32_t masked_crc(std::span<const std::uint8_t> bytes) {
    const std::uint32_t crc = crc32c(bytes);
    return ((crc >> 15) | (crc << 17)) + 0xA282EAD8U;
}

double seconds_since_1970() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
}

std::string host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
    return name.data();
}

}  // namespace

std::uint32_t crc32c(std::span<const std::uint8_t> bytes) {
    static constexpr auto table = crc_table();
    std::uint32_t crc = 0xFFFFFFFF;
    for (const std::uint8_t byte : bytes) crc = (crc >> 8) ^ table[(crc ^ byte) & 0xFF];
    return ~crc;
}

Bytes version_event(double wall_time) {
    Bytes event = event_at(wall_time);
    put_delimited(event, version_field, std::string_view("brain.Event:2"));
    return event;
}

Bytes scalar_event(double wall_time, std::int64_t step, std::span<const Scalar> scalars) {
    Bytes event = event_at(wall_time);
    put_key(event, step_field, varint);
    put_varint(event, static_cast<std::uint64_t>(step));
    Bytes summary;
    for (const Scalar& scalar : scalars) {
        Bytes value;
        put_delimited(value, tag_field, scalar.tag);
        put_key(value, simple_value_field, fixed32);
        put_little_endian(value, std::bit_cast<std::uint32_t>(scalar.value));
        put_delimited(summary, value_field, value);
    }
    put_delimited(event, summary_field, summary);
    return event;
}

Bytes tf_record(std::span<const std::uint8_t> event) {
    Bytes record;
    put_little_endian(record, static_cast<std::uint64_t>(event.size()));
    put_little_endian(record, masked_crc(record));
    record.insert(record.end(), event.begin(), event.end());
    put_little_endian(record, masked_crc(event));
    return record;
}

Result<EventFile> EventFile::create(const std::string& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        return file_error(printable(folder) + ": cannot make the folder: " + error.message(),
                          "give --tensorboard a folder that may be written to");
    const std::string stem = folder + "/events.out.tfevents." +
                             std::to_string(static_cast<std::int64_t>(seconds_since_1970())) + "." +
                             host_name();
    // A second run in the same second gets a name of its own.
    for (int attempt = 0; attempt < 100; ++attempt) {
        const std::string path = attempt == 0 ? stem : stem + "." + std::to_string(attempt);
        const int fd =
            ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
        if (fd < 0 && errno == EEXIST) continue;
        if (fd < 0)
            return file_error(printable(path) + ": cannot be made: " + std::strerror(errno),
                              "give --tensorboard a folder that may be written to");
        EventFile file(path, fd);
        INKLING_TRY_STATUS(file.append(tf_record(version_event(seconds_since_1970()))));
        return file;
    }
    return file_error(printable(stem) + ": too many files of this name",
                      "give --tensorboard another folder");
}

EventFile::~EventFile() {
    if (fd_ >= 0) ::close(fd_);
}

EventFile::EventFile(EventFile&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)) {}

Status EventFile::add(std::int64_t step, std::span<const Scalar> scalars) {
    return append(tf_record(scalar_event(seconds_since_1970(), step, scalars)));
}

Status EventFile::append(std::span<const std::uint8_t> record) {
    while (!record.empty()) {
        const ssize_t written = ::write(fd_, record.data(), record.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            return file_error(printable(path_) + ": cannot write: " + std::strerror(errno),
                              "make room on that disk");
        }
        record = record.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

}  // namespace inkling
