// Reads one digit: read_digit model.safetensors picture.png
#include <cstdio>

#include "inkling/answer/reader.hpp"
#include "inkling/image/decode.hpp"

inkling::Status read(const char* model, const char* file) {
    INKLING_TRY(const auto reader, inkling::Reader::load(model));
    INKLING_TRY(const auto bytes, inkling::read_file(file));
    INKLING_TRY(const auto picture, inkling::decode_image(bytes));
    INKLING_TRY(const auto answer, reader.read_digit(picture));
    std::printf("%d (%.1f %% sure)\n", answer.digit, 100 * answer.confidence);
    return {};
}

int main(int argc, char** argv) {
    const auto status = argc == 3 ? read(argv[1], argv[2])
                                  : inkling::usage_error("usage: read_digit MODEL PICTURE");
    if (status) return 0;
    std::fprintf(stderr, "%s\n", status.error().message.c_str());
    return inkling::exit_code(status.error().code);
}
