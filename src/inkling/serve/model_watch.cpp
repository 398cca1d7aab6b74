#include "inkling/serve/model_watch.hpp"

#include <sys/stat.h>

#include <utility>

namespace inkling {

ModelWatch::ModelWatch(std::string path) : path_(std::move(path)), known_(stamp()), last_(known_) {}

ModelWatch::Stamp ModelWatch::stamp() const {
    struct stat facts {};
    if (path_.empty() || ::stat(path_.c_str(), &facts) != 0) return {};
    return {facts.st_ino, facts.st_size,
            facts.st_mtim.tv_sec * 1'000'000'000LL + facts.st_mtim.tv_nsec};
}

bool ModelWatch::changed() {
    const Stamp now = stamp();
    const bool settled = now == last_;
    last_ = now;
    if (!settled || now == known_ || now.size < 0) return false;
    known_ = now;
    return true;
}

}  // namespace inkling
