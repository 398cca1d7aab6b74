// PNG through libpng itself: strict about cut and damaged data, silent on the terminal. What is
// ordinary and sound goes a faster way (png_at_once.cpp).
#include <fmt/format.h>
#include <png.h>

#include <csetjmp>
#include <cstring>
#include <new>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "inkling/image/decode_impl.hpp"
#include "inkling/image/png_at_once_impl.hpp"

namespace inkling {
namespace {

constexpr const char* ends_early = "PNG data ends early";

/// One decoding. libpng reports errors by a long jump: the functions that it may jump out of hold
/// no object with a destructor; what they need lives here.
class PngReader {
  public:
    explicit PngReader(ByteSpan bytes) : bytes_(bytes) {
        png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, on_error, on_warning);
        if (png_ != nullptr) info_ = png_create_info_struct(png_);
    }
    ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }
    PngReader(const PngReader&) = delete;
    PngReader& operator=(const PngReader&) = delete;

    Result<GreyImage> decode(const DecodeLimits& limits);

  private:
    [[noreturn]] static void on_error(png_structp png, png_const_charp message);
    static void on_warning(png_structp, png_const_charp) {}
    static void on_read(png_structp png, png_bytep out, std::size_t size);

    bool read_header();
    bool start_rows();
    bool read_rows();
    [[nodiscard]] Error failure() const;

    ByteSpan bytes_;
    std::size_t at_ = 0;
    png_structp png_ = nullptr;
    png_infop info_ = nullptr;
    char message_[100] = {};
    png_uint_32 width_ = 0;
    png_uint_32 height_ = 0;
    std::size_t channels_ = 0;
    int passes_ = 1;
    std::vector<std::uint8_t> rows_;  ///< one row; all of them where the picture is interlaced
    GreyImage image_;
};

void PngReader::on_error(png_structp png, png_const_charp message) {
    auto* reader = static_cast<PngReader*>(png_get_error_ptr(png));
    std::strncpy(reader->message_, message, sizeof(reader->message_) - 1);
    png_longjmp(png, 1);
}

void PngReader::on_read(png_structp png, png_bytep out, std::size_t size) {
    auto* reader = static_cast<PngReader*>(png_get_io_ptr(png));
    if (size > reader->bytes_.size() - reader->at_) png_error(png, ends_early);
    std::memcpy(out, reader->bytes_.data() + reader->at_, size);
    reader->at_ += size;
}

Error PngReader::failure() const {
    if (std::strcmp(message_, ends_early) == 0)
        return data_error(
            fmt::format("{}: {} bytes are there, and more are needed", ends_early, bytes_.size()),
            "the file was not saved or sent completely: get it again");
    return data_error(fmt::format("PNG data is damaged: {}", message_), "get the file again");
}

bool PngReader::read_header() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_read_fn(png_, this, on_read);
    // Size is checked by check_size(), which has the better words.
    png_set_user_limits(png_, 0x7fffffff, 0x7fffffff);
    png_set_chunk_malloc_max(png_, most_png_chunk_bytes);
    png_set_crc_action(png_, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    // Text, colour profiles and the like are skipped, so that faults in them do not count.
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    png_set_benign_errors(png_, 0);
    png_read_info(png_, info_);
    width_ = png_get_image_width(png_, info_);
    height_ = png_get_image_height(png_, info_);
    return true;
}

bool PngReader::start_rows() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_expand(png_);
    png_set_scale_16(png_);
    passes_ = png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    channels_ = png_get_channels(png_, info_);
    return true;
}

template <std::size_t channels>
void store_row(const std::uint8_t* from, std::span<std::uint8_t> to) {
    for (std::uint8_t& out : to) {
        std::uint8_t grey = from[0];
        if constexpr (channels >= 3) grey = luma(from[0], from[1], from[2]);
        if constexpr (channels % 2 == 0) grey = on_white(grey, from[channels - 1]);
        out = grey;
        from += channels;
    }
}

void store_row(std::size_t channels, const std::uint8_t* from, std::span<std::uint8_t> to) {
    switch (channels) {
        case 1:
            return store_row<1>(from, to);
        case 2:
            return store_row<2>(from, to);
        case 3:
            return store_row<3>(from, to);
        default:
            return store_row<4>(from, to);
    }
}

bool PngReader::read_rows() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    const std::size_t pitch = width_ * channels_;
    for (int pass = 0; pass < passes_; ++pass)
        for (png_uint_32 y = 0; y < height_; ++y) {
            std::uint8_t* row = rows_.data() + (passes_ > 1 ? y * pitch : 0);
            png_read_row(png_, row, nullptr);
            if (pass + 1 == passes_)
                store_row(channels_, row, {image_.pixels.data() + y * std::size_t{width_}, width_});
        }
    png_read_end(png_, nullptr);
    return true;
}

Result<GreyImage> PngReader::decode(const DecodeLimits& limits) {
    if (info_ == nullptr) throw std::bad_alloc();
    if (!read_header()) return failure();
    INKLING_TRY_STATUS(check_size(width_, height_, limits));
    if (!start_rows()) return failure();
    image_ = blank_image(static_cast<int>(width_), static_cast<int>(height_), 255);
    rows_.resize(width_ * channels_ * (passes_ > 1 ? height_ : 1));
    if (!read_rows()) return failure();
    return std::move(image_);
}

}  // namespace

Result<GreyImage> decode_png(ByteSpan bytes, const DecodeLimits& limits) {
    if (auto image = png_at_once(bytes, limits)) return *std::move(image);
    return PngReader(bytes).decode(limits);
}

}  // namespace inkling
