#include "inkling/tensor/page_rows.hpp"

#include <algorithm>
#include <vector>

#include "tensor/kernel_paths.hpp"

namespace inkling {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes random_bytes(std::size_t n, std::uint64_t seed) {
    Bytes bytes(n);
    Rng rng(seed, Purpose::test);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(rng.below(256));
    return bytes;
}

class PageRows : public KernelPaths {};

TEST_F(PageRows, PaperIsTakenAway) {
    for (const std::size_t width : {1, 2, 3, 4, 5, 6, 7, 17, 18, 19, 22, 64, 99, 100, 101, 102}) {
        const std::size_t blocks = (width + 3) / 4;
        std::vector<float> light(blocks + 1 + lane_count), factor(light.size());
        Rng rng(width, Purpose::test);
        for (float& value : light) value = 100 + 100 * rng.uniform();
        for (float& value : factor) value = 3 * rng.uniform() - 0.5F;
        light[blocks] = light[blocks - 1];
        const Bytes grey = random_bytes(width, width);
        for (const auto path : available_kernels()) {
            ASSERT_TRUE(force_kernels(path));
            Bytes ink(width + 1, 77);
            kernels().take_paper({grey.data(), light.data(), factor.data(), ink.data(), width});
            for (std::size_t x = 0; x < width; ++x) {
                // From the middle of the block on its left, or of the first.
                const std::size_t from = std::max<std::size_t>(x, 2) - 2, block = from / 4;
                const float share = (static_cast<float>(from % 4) + 0.5F) / 4;
                const float paper = light[block] + (light[block + 1] - light[block]) * share;
                const float off = (paper - grey[x]) * factor[block];
                EXPECT_EQ(ink[x], static_cast<int>(std::clamp(off, 0.0F, 255.0F)))
                    << path << ", pixel " << x << " of " << width;
            }
            EXPECT_EQ(ink[width], 77) << path;
        }
    }
}

TEST_F(PageRows, TheLargerOfTwo) {
    for (const std::size_t n : {0, 1, 3, 4, 16, 17, 50}) {
        std::vector<float> values(n + 5);
        Rng rng(n, Purpose::test);
        for (float& value : values) value = rng.normal();
        for (const std::size_t off : {1, 2, 5})
            for (const auto path : available_kernels()) {
                ASSERT_TRUE(force_kernels(path));
                std::vector<float> out = values;  // in place
                kernels().larger_of(out.data(), out.data() + off, out.data(), n);
                for (std::size_t i = 0; i < values.size(); ++i)
                    EXPECT_EQ(out[i], i < n ? std::max(values[i], values[i + off]) : values[i])
                        << path;
            }
    }
}

TEST_F(PageRows, InkIsMarked) {
    for (const std::size_t n : {1, 15, 16, 63, 64, 65, 128, 200}) {
        const Bytes grey = random_bytes(n, n);
        for (const int most : {0, 100, 127, 128, 254, 255})
            for (const auto path : available_kernels()) {
                ASSERT_TRUE(force_kernels(path));
                std::vector<std::uint64_t> bits((n + 63) / 64 + 1, 77);
                kernels().mark_ink(grey.data(), n, static_cast<std::uint8_t>(most), bits.data());
                for (std::size_t i = 0; i < (n + 63) / 64 * 64; ++i)
                    ASSERT_EQ(bits[i / 64] >> i % 64 & 1, i < n && grey[i] > most ? 1U : 0U)
                        << path << ", " << i << " of " << n << ", above " << most;
                EXPECT_EQ(bits.back(), 77U) << path;
            }
    }
}

}  // namespace
}  // namespace inkling
