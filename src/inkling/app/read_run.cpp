#include "inkling/app/read_run.hpp"

#include <fmt/format.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <algorithm>
#include <new>

#include "inkling/app/read_debug.hpp"
#include "inkling/app/read_fields.hpp"
#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/image/decode.hpp"
#include "inkling/image/resize.hpp"

namespace inkling {

namespace {

constexpr int review_width = 1400;  // pixels of a page on the review page

ReadPage failed(const std::string& file, int page, Error error) {
    ReadPage result;
    result.file = file;
    result.page = page;
    result.error = std::move(error);
    return result;
}

Status read_one(const ReadRequest& request, const GreyImage& picture, ReadPage& page) {
    if (request.form) {
        INKLING_TRY(page.fields, read_fields(*request.reader, *request.form, picture));
        return {};
    }
    INKLING_TRY(PageAnswer answer, request.reader->read_page(picture, {request.keep_pictures}));
    if (!request.debug_folder.empty()) {
        const std::string name =
            page.page == 0 ? page.file : fmt::format("{}-{}", page.file, page.page);
        INKLING_TRY_STATUS(write_debug_picture(picture, answer, name, request.debug_folder));
    }
    if (request.keep_pictures) {
        page.picture_scale = std::max(1, picture.width / review_width);
        page.picture = shrunk(picture, page.picture_scale);
    }
    page.answer = std::move(answer);
    return {};
}

Status of_model(const ReadRequest& request, Status status) {
    if (status || status.error().code != ErrorCode::model) return status;
    return std::move(status).error().within(request.model_name);
}

std::vector<ReadPage> read_file_pages(const ReadRequest& request, const std::string& file) {
    auto bytes = file == "-" ? read_stdin() : read_file(file);
    if (!bytes) return {failed(file, 0, std::move(bytes).error())};
    auto count = page_count(*bytes);
    if (!count) return {failed(file, 0, std::move(count).error().within(printable(file)))};
    std::vector<ReadPage> pages;
    for (int i = 0; i < *count; ++i) {
        ReadPage page;
        page.file = file;
        page.page = *count > 1 ? i + 1 : 0;
        const std::string name =
            page.page == 0 ? printable(file) : fmt::format("{}, page {}", printable(file), i + 1);
        auto picture = decode_page(*bytes, i);
        Status status;
        if (picture)
            status = of_model(request, read_one(request, *picture, page));
        else
            status = std::move(picture).error();
        if (!status) page.error = Error(status.error()).within(name);
        pages.push_back(std::move(page));
        if (request.cancel != nullptr && request.cancel->cancelled()) break;
    }
    return pages;
}

/// Each page takes memory of the same sizes: what is handed back to the system between two pages
/// must be cleared for the next one.
void keep_freed_memory() {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the most that glibc takes
    mallopt(M_TRIM_THRESHOLD, 128 << 20);
#endif
}

}  // namespace

std::vector<ReadPage> read_pages(const ReadRequest& request, std::size_t index) {
    const std::string& file = request.files[index];
    try {
        return read_file_pages(request, file);
    } catch (const std::bad_alloc&) {
        return {failed(file, 0,
                       file_error(printable(file) + ": out of memory",
                                  "make the picture smaller, or use fewer --threads"))};
    }
}

Status read_all(const ReadRequest& request, const std::vector<std::size_t>& wanted,
                ThreadPool& pool,
                const std::function<Status(std::size_t, std::vector<ReadPage>&&)>& done) {
    keep_freed_memory();
    const auto block = static_cast<std::size_t>(pool.size()) * 2;
    for (std::size_t begin = 0; begin < wanted.size(); begin += block) {
        const std::size_t count = std::min(block, wanted.size() - begin);
        std::vector<std::vector<ReadPage>> pages(count);
        pool.run(static_cast<int>(count), [&](int i) {
            if (request.cancel != nullptr && request.cancel->cancelled()) return;
            const auto k = static_cast<std::size_t>(i);
            pages[k] = read_pages(request, wanted[begin + k]);
        });
        if (request.cancel != nullptr && request.cancel->cancelled())
            return Error{ErrorCode::interrupted, "reading was interrupted"};
        for (std::size_t k = 0; k < count; ++k)
            INKLING_TRY_STATUS(done(wanted[begin + k], std::move(pages[k])));
    }
    return {};
}

}  // namespace inkling
