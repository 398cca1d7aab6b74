// Reads many pictures, each on a thread of its own, and hands on what came of them in order.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "inkling/answer/reader.hpp"
#include "inkling/app/form.hpp"
#include "inkling/app/read_output.hpp"
#include "inkling/base/cancel.hpp"
#include "inkling/base/thread_pool.hpp"

namespace inkling {

struct ReadRequest {
    std::vector<std::string> files;
    const Reader* reader = nullptr;
    std::string model_name;      ///< of the reader's, for messages
    std::optional<Form> form;    ///< read its fields instead of whole pages
    std::string debug_folder;    ///< empty: no pictures of what was found
    bool keep_pictures = false;  ///< for the review page
    const CancelToken* cancel = nullptr;
};

/// All pages of file number `index`, read or told why not.
std::vector<ReadPage> read_pages(const ReadRequest& request, std::size_t index);

/// Calls `done(index, pages)` on this thread, in order, for each file that `wanted` names; stops
/// with an interrupted error when `cancel` fires, or with the error that `done` returns.
Status read_all(const ReadRequest& request, const std::vector<std::size_t>& wanted,
                ThreadPool& pool,
                const std::function<Status(std::size_t index, std::vector<ReadPage>&&)>& done);

}  // namespace inkling
