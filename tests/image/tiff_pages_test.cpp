#include "inkling/image/decode.hpp"

#include <allheaders.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace inkling {
namespace {

/// A TIFF of pages of 20 × 10, the first all 10, the second all 20, …
std::vector<std::uint8_t> pages(int count) {
    const std::string path = testing::TempDir() + "/inkling-pages-" + std::to_string(getpid()) +
                             ".tif";  // tests run at once
    for (int i = 0; i < count; ++i) {
        Pix* pix = pixCreate(20, 10, 8);
        pixSetAllArbitrary(pix, static_cast<l_uint32>(10 * (i + 1)));
        pixWriteTiff(path.c_str(), pix, IFF_TIFF_ZIP, i == 0 ? "w" : "a");
        pixDestroy(&pix);
    }
    std::ifstream file(path, std::ios::binary);
    std::vector<std::uint8_t> bytes((std::istreambuf_iterator<char>(file)), {});
    std::filesystem::remove(path);
    return bytes;
}

TEST(TiffPages, EachIsReadByItself) {
    const auto bytes = pages(3);
    ASSERT_EQ(page_count(bytes).value(), 3);
    for (int i = 0; i < 3; ++i) {
        const auto page = decode_page(bytes, i);
        ASSERT_TRUE(page) << page.error().message;
        EXPECT_EQ(page->width, 20);
        EXPECT_EQ(page->at(5, 5), 10 * (i + 1));
    }
    EXPECT_EQ(decode_image(bytes)->at(0, 0), 10);
    EXPECT_FALSE(decode_page(bytes, 3));
}

TEST(TiffPages, CutFilesEndSomewhere) {
    const auto bytes = pages(3);
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        const std::vector<std::uint8_t> part(bytes.begin(),
                                             bytes.begin() + static_cast<std::ptrdiff_t>(size));
        const auto count = page_count(part);
        ASSERT_TRUE(count);
        EXPECT_GE(*count, 1);
        EXPECT_LE(*count, 3);
    }
}

TEST(TiffPages, ACircleIsAnError) {
    // One directory without entries, which is followed by itself.
    const std::vector<std::uint8_t> bytes{'I', 'I', 42, 0, 8, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0};
    EXPECT_FALSE(page_count(bytes));
}

TEST(TiffPages, OtherFormatsHaveOne) {
    const std::string pgm = "P5\n2 1\n255\nab";
    const std::vector<std::uint8_t> bytes(pgm.begin(), pgm.end());
    EXPECT_EQ(page_count(bytes).value(), 1);
    EXPECT_TRUE(decode_page(bytes, 0));
    EXPECT_FALSE(decode_page(bytes, 1));
    EXPECT_EQ(page_count({}).value(), 1);
}

}  // namespace
}  // namespace inkling
