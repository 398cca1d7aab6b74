// Maps the kinds of failure to exit codes, in one place.
#include "inkling/base/error.hpp"

namespace inkling {

int exit_code(ErrorCode code) {
    switch (code) {
        case ErrorCode::internal:
            return 1;
        case ErrorCode::usage:
            return 2;
        case ErrorCode::data:
        case ErrorCode::model:
            return 3;
        case ErrorCode::file:
            return 4;
        case ErrorCode::network:
            return 5;
        case ErrorCode::checksum:
            return 6;
        case ErrorCode::interrupted:
            return 130;
    }
    return 1;
}

}  // namespace inkling
