// Makes a zip archive in memory.
#include <zip.h>

#include <memory>

#include "inkling/bytes/zip.hpp"

namespace inkling {
namespace {

struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct Release {
    void operator()(zip_source_t* source) const { zip_source_free(source); }
};

Error zip_fault(zip_error_t* error) {
    return data_error(std::string("cannot make a zip archive: ") + zip_error_strerror(error));
}

Result<Bytes> content_of(zip_source_t* room) {
    zip_stat_t facts;
    if (zip_source_stat(room, &facts) != 0 || zip_source_open(room) != 0)
        return zip_fault(zip_source_error(room));
    Bytes bytes(facts.size);
    const zip_int64_t got = zip_source_read(room, bytes.data(), bytes.size());
    zip_source_close(room);
    if (got != static_cast<zip_int64_t>(bytes.size())) return zip_fault(zip_source_error(room));
    return bytes;
}

}  // namespace

Result<Bytes> write_zip(const std::vector<ZipEntry>& entries) {
    zip_error_t error;
    zip_error_init(&error);
    const std::unique_ptr<zip_source_t, Release> room(
        zip_source_buffer_create(nullptr, 0, 0, &error));
    if (room == nullptr) return zip_fault(&error);
    std::unique_ptr<zip_t, Discard> archive(zip_open_from_source(room.get(), ZIP_TRUNCATE, &error));
    if (archive == nullptr) return zip_fault(&error);
    zip_source_keep(room.get());  // the archive lets go of its own share
    for (const ZipEntry& entry : entries) {
        zip_source_t* content =
            zip_source_buffer(archive.get(), entry.content.data(), entry.content.size(), 0);
        if (content == nullptr) return zip_fault(zip_get_error(archive.get()));
        if (zip_file_add(archive.get(), entry.name.c_str(), content, ZIP_FL_ENC_UTF_8) < 0) {
            zip_source_free(content);
            return zip_fault(zip_get_error(archive.get()));
        }
    }
    if (zip_close(archive.get()) != 0) return zip_fault(zip_get_error(archive.get()));
    (void)archive.release();  // closed
    return content_of(room.get());
}

}  // namespace inkling
