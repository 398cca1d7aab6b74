// JPEG through libjpeg itself: strict about cut and damaged data, few passes, silent.
#include <fmt/format.h>

// jpeglib.h needs size_t and FILE before it.
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <vector>

#include <jerror.h>
#include <jpeglib.h>

#include "inkling/base/text.hpp"
#include "inkling/image/decode_impl.hpp"
#include "inkling/image/orientation_impl.hpp"

namespace inkling {
namespace {

/// One decoding. libjpeg's errors end in a long jump: the functions that it may jump out of hold no
/// object with a destructor; what they need lives here.
class JpegReader {
  public:
    JpegReader(ByteSpan bytes, const DecodeLimits& limits) : bytes_(bytes), limits_(limits) {
        state_.err = jpeg_std_error(&errors_);
        state_.client_data = this;
        errors_.error_exit = on_error;
        errors_.emit_message = on_message;
        errors_.output_message = [](j_common_ptr) {};
        progress_.progress_monitor = on_progress;
    }
    ~JpegReader() { jpeg_destroy_decompress(&state_); }
    JpegReader(const JpegReader&) = delete;
    JpegReader& operator=(const JpegReader&) = delete;

    Result<GreyImage> decode();

  private:
    static JpegReader& self(j_common_ptr state) {
        return *static_cast<JpegReader*>(state->client_data);
    }
    [[noreturn]] static void on_error(j_common_ptr state);
    static void on_message(j_common_ptr state, int level);
    static void on_progress(j_common_ptr state);

    bool read_header();
    bool read_rows();
    void store_cmyk_row(std::uint8_t* to) const;
    [[nodiscard]] int orientation() const;
    [[nodiscard]] Error failure() const;

    ByteSpan bytes_;
    const DecodeLimits& limits_;
    jpeg_decompress_struct state_{};
    jpeg_error_mgr errors_{};
    jpeg_progress_mgr progress_{};
    std::jmp_buf jump_{};
    char message_[JMSG_LENGTH_MAX] = {};
    bool too_many_scans_ = false;
    bool ends_early_ = false;
    bool too_large_ = false;
    std::vector<std::uint8_t> row_;
    GreyImage image_;
};

void JpegReader::on_error(j_common_ptr state) {
    JpegReader& reader = self(state);
    reader.too_large_ = state->err->msg_code == JERR_IMAGE_TOO_BIG;
    state->err->format_message(state, reader.message_);
    std::longjmp(reader.jump_, 1);
}

/// Warnings (level -1) tell of missing or damaged data. Junk between segments is harmless.
void JpegReader::on_message(j_common_ptr state, int level) {
    const int code = state->err->msg_code;
    if (level >= 0 || code == JWRN_EXTRANEOUS_DATA || code == JWRN_ADOBE_XFORM ||
        code == JWRN_JFIF_MAJOR)
        return;
    self(state).ends_early_ = code == JWRN_JPEG_EOF;
    on_error(state);
}

void JpegReader::on_progress(j_common_ptr state) {
    JpegReader& reader = self(state);
    if (reader.state_.input_scan_number <= reader.limits_.max_jpeg_scans) return;
    reader.too_many_scans_ = true;
    std::longjmp(reader.jump_, 1);
}

Error JpegReader::failure() const {
    if (too_many_scans_)
        return data_error(fmt::format("progressive JPEG of more than {} scans; the limit is {}",
                                      limits_.max_jpeg_scans, limits_.max_jpeg_scans),
                          "save the picture anew, as a baseline JPEG or a PNG");
    if (too_large_)
        return data_error(
            fmt::format("the picture is too large: {} x {} pixels; the limit is {} on each side of "
                        "a JPEG",
                        with_commas(state_.image_width), with_commas(state_.image_height),
                        with_commas(JPEG_MAX_DIMENSION)),
            "make the picture smaller");
    if (ends_early_)
        return data_error(fmt::format("JPEG data ends early: {} bytes are there, and more are "
                                      "needed",
                                      bytes_.size()),
                          "the file was not saved or sent completely: get it again");
    return data_error(fmt::format("JPEG data is damaged or of an unsupported kind: {}", message_),
                      "get the file again, or convert it to PNG");
}

bool JpegReader::read_header() {
    if (setjmp(jump_) != 0) return false;
    jpeg_create_decompress(&state_);
    state_.progress = &progress_;
    jpeg_mem_src(&state_, bytes_.data(), static_cast<unsigned long>(bytes_.size()));
    jpeg_save_markers(&state_, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(&state_, TRUE);
    return true;
}

/// Adobe's files hold inverted ink: 255 is none.
void JpegReader::store_cmyk_row(std::uint8_t* to) const {
    const std::uint8_t flip = state_.saw_Adobe_marker ? 0 : 255;
    for (unsigned x = 0; x < state_.output_width; ++x) {
        const std::uint8_t* ink = row_.data() + 4 * static_cast<std::size_t>(x);
        const unsigned key = ink[3] ^ flip;
        const auto light = [&](int i) { return ((ink[i] ^ flip) * key + 127) / 255; };
        to[x] = luma(light(0), light(1), light(2));
    }
}

bool JpegReader::read_rows() {
    if (setjmp(jump_) != 0) return false;
    const bool is_cmyk = state_.num_components == 4;
    state_.out_color_space = is_cmyk ? JCS_CMYK : JCS_GRAYSCALE;
    jpeg_start_decompress(&state_);
    while (state_.output_scanline < state_.output_height) {
        std::uint8_t* to = image_.pixels.data() +
                           static_cast<std::size_t>(state_.output_scanline) * state_.output_width;
        JSAMPROW row = is_cmyk ? row_.data() : to;
        jpeg_read_scanlines(&state_, &row, 1);
        if (is_cmyk) store_cmyk_row(to);
    }
    jpeg_finish_decompress(&state_);
    return true;
}

int JpegReader::orientation() const {
    for (auto* marker = state_.marker_list; marker != nullptr; marker = marker->next)
        if (marker->marker == JPEG_APP0 + 1 && marker->data_length > 14 &&
            std::memcmp(marker->data, "Exif\0\0", 6) == 0)
            return exif_orientation({marker->data, marker->data_length});
    return 1;
}

Result<GreyImage> JpegReader::decode() {
    if (!read_header()) return failure();
    INKLING_TRY_STATUS(check_size(state_.image_width, state_.image_height, limits_));
    if (state_.arith_code)
        return data_error("arithmetic-coded JPEG is not supported; use PNG, JPEG, PGM",
                          "save the picture anew, as a baseline JPEG or a PNG");
    const int turn = orientation();
    image_ = blank_image(static_cast<int>(state_.image_width),
                         static_cast<int>(state_.image_height), 255);
    row_.resize(std::size_t{4} * state_.image_width);
    if (!read_rows()) return failure();
    return upright(std::move(image_), turn);
}

}  // namespace

Result<GreyImage> decode_jpeg(ByteSpan bytes, const DecodeLimits& limits) {
    return JpegReader(bytes, limits).decode();
}

}  // namespace inkling
