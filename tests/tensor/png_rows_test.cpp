#include "inkling/tensor/png_rows.hpp"

#include <cstdlib>
#include <cstring>
#include <vector>

#include "tensor/kernel_paths.hpp"

namespace inkling {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// Pixels of `bytes` channels and the rows that an encoder makes of them, written by the words of
/// the specification: row 0 lies above the others, and is not filtered.
struct Sample {
    std::size_t width, bytes;
    Bytes pixels;
    std::vector<PngFilter> filters;

    Sample(std::size_t sample_width, std::size_t sample_bytes, std::uint64_t seed, bool with_mean)
        : width(sample_width), bytes(sample_bytes), pixels(width * bytes * (png_rows_at_once + 1)) {
        Rng rng(seed, Purpose::test);
        // Ties and overflows are frequent.
        for (std::uint8_t& value : pixels) {
            const std::uint8_t few[] = {0, 1, 2, 127, 128, 254, 255};
            value =
                rng.chance(0.5F) ? few[rng.below(7)] : static_cast<std::uint8_t>(rng.below(256));
        }
        for (std::size_t r = 0; r < png_rows_at_once; ++r) {
            const auto filter = static_cast<PngFilter>(rng.below(5));
            const bool is_mean = filter == PngFilter::mean;
            filters.push_back(is_mean && !with_mean ? PngFilter::nearest : filter);
        }
    }

    [[nodiscard]] int at(std::ptrdiff_t x, std::size_t row, std::size_t k) const {
        return x < 0 ? 0 : pixels[(row * width + static_cast<std::size_t>(x)) * bytes + k];
    }

    [[nodiscard]] int guess(std::ptrdiff_t x, std::size_t row, std::size_t k) const {
        const int a = at(x - 1, row, k), b = at(x, row - 1, k), c = at(x - 1, row - 1, k);
        switch (filters[row - 1]) {
            case PngFilter::none:
                return 0;
            case PngFilter::left:
                return a;
            case PngFilter::above:
                return b;
            case PngFilter::mean:
                return (a + b) / 2;
            default:
                break;
        }
        const int p = a + b - c;
        const int pa = std::abs(p - a), pb = std::abs(p - b), pc = std::abs(p - c);
        if (pa <= pb && pa <= pc) return a;
        return pb <= pc ? b : c;
    }

    [[nodiscard]] Bytes filtered(std::size_t pitch) const {
        Bytes out(2 * png_margin + png_rows_at_once * pitch, 0xAA);
        for (std::size_t r = 0; r < png_rows_at_once; ++r)
            for (std::size_t x = 0; x < width; ++x)
                for (std::size_t k = 0; k < bytes; ++k) {
                    const auto place = static_cast<std::ptrdiff_t>(x);
                    out[png_margin + r * pitch + x * bytes + k] =
                        static_cast<std::uint8_t>(at(place, r + 1, k) - guess(place, r + 1, k));
                }
        return out;
    }
};

class PngRows : public KernelPaths {
  protected:
    static void check(const Sample& sample) {
        const std::size_t pitch = 1 + sample.width * sample.bytes;
        const std::size_t out_pitch = sample.width + 2 * png_margin;
        const Bytes filtered = sample.filtered(pitch);
        for (const auto path : available_kernels()) {
            ASSERT_TRUE(force_kernels(path));
            std::vector<std::uint32_t> out(png_rows_at_once * out_pitch, 0xDEADBEEF);
            std::uint32_t* first = out.data() + png_margin;
            std::uint32_t* above = first + (png_rows_at_once - 1) * out_pitch;  // shared on purpose
            for (std::size_t x = 0; x < sample.width; ++x) {
                above[x] = 0;
                std::memcpy(above + x, sample.pixels.data() + x * sample.bytes, sample.bytes);
            }
            kernels().png_rows({filtered.data() + png_margin, pitch, sample.bytes,
                                sample.filters.data(), above, first, out_pitch, sample.width});
            for (std::size_t r = 0; r < png_rows_at_once; ++r)
                for (std::size_t x = 0; x < sample.width; ++x)
                    for (std::size_t k = 0; k < 4; ++k) {
                        const std::uint32_t word = first[r * out_pitch + x];
                        const auto wanted =
                            k < sample.bytes ? sample.at(static_cast<std::ptrdiff_t>(x), r + 1, k)
                                             : 0;
                        ASSERT_EQ(static_cast<int>(word >> 8 * k & 255), wanted)
                            << path << ", row " << r << ", pixel " << x << ", channel " << k;
                    }
        }
    }
};

TEST_F(PngRows, AreThoseThatWereFiltered) {
    for (const std::size_t bytes : {1, 2, 3, 4})
        for (const std::size_t width : {1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 31, 100})
            for (const bool with_mean : {false, true}) {
                SCOPED_TRACE(testing::Message() << bytes << " bytes, " << width << " pixels");
                check(Sample(width, bytes, width * 8 + bytes, with_mean));
            }
}

TEST_F(PngRows, OfOneFilter) {
    for (int filter = 0; filter < 5; ++filter) {
        Sample sample(50, 3, static_cast<std::uint64_t>(filter), true);
        sample.filters.assign(png_rows_at_once, static_cast<PngFilter>(filter));
        check(sample);
    }
}

TEST_F(PngRows, GreyIsLuma) {
    constexpr std::size_t spare = 16;
    for (const std::size_t n : {0, 1, 15, 16, 17, 100}) {
        std::vector<std::uint32_t> pixels(n + spare);
        Rng rng(n, Purpose::test);
        for (std::uint32_t& pixel : pixels) pixel = static_cast<std::uint32_t>(rng.next());
        for (const auto path : available_kernels()) {
            ASSERT_TRUE(force_kernels(path));
            Bytes grey(n + 1, 77);
            kernels().luma(pixels.data(), grey.data(), n);
            for (std::size_t i = 0; i < n; ++i) {
                const double r = pixels[i] & 255, g = pixels[i] >> 8 & 255,
                             b = pixels[i] >> 16 & 255;
                EXPECT_NEAR(grey[i], 0.299 * r + 0.587 * g + 0.114 * b, 0.51) << path;
            }
            EXPECT_EQ(grey[n], 77) << path;
        }
    }
}

}  // namespace
}  // namespace inkling
