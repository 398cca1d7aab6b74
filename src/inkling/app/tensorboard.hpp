// Scalars for TensorBoard, in its own format: a file of TFRecords (length, masked CRC-32C, payload,
// masked CRC-32C), each an `Event` of protocol buffers, tensorflow/core/util/event.proto.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/bytes/file.hpp"

namespace inkling {

struct Scalar {
    std::string tag;
    float value = 0;
};

/// CRC-32C (Castagnoli, RFC 3720).
std::uint32_t crc32c(std::span<const std::uint8_t> bytes);

/// The first event of a file, which names the format's version.
Bytes version_event(double wall_time);
/// Values of one step.
Bytes scalar_event(double wall_time, std::int64_t step, std::span<const Scalar> scalars);
/// An event in its frame.
Bytes tf_record(std::span<const std::uint8_t> event);

/// A file events.out.tfevents.TIME.HOST in `folder`, which is made if need be.
class EventFile {
  public:
    static Result<EventFile> create(const std::string& folder);
    ~EventFile();
    EventFile(EventFile&& other) noexcept;
    EventFile& operator=(EventFile&&) = delete;
    EventFile(const EventFile&) = delete;
    EventFile& operator=(const EventFile&) = delete;

    /// Appends and flushes, so that TensorBoard shows it at once.
    Status add(std::int64_t step, std::span<const Scalar> scalars);

  private:
    EventFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
    Status append(std::span<const std::uint8_t> record);

    std::string path_;
    int fd_ = -1;
};

}  // namespace inkling
