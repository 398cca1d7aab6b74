#include "inkling/image/runs.hpp"

#include <algorithm>
#include <bit>

#include "inkling/tensor/kernels.hpp"

namespace inkling {
namespace {

constexpr std::size_t word_bits = 64;

/// No ink, with room for two bits behind each row: paper, where a run ends at the latest, and ink,
/// where the search for the next one does.
InkBits no_ink(int width, int height) {
    InkBits ink{
        width, height, (static_cast<std::size_t>(width) + 2 + word_bits - 1) / word_bits, {}};
    ink.words.resize(static_cast<std::size_t>(height) * ink.pitch, 0);
    return ink;
}

void end_rows(InkBits& ink) {
    const std::size_t end = static_cast<std::size_t>(ink.width) + 1;
    for (std::size_t i = end / word_bits; i < ink.words.size(); i += ink.pitch)
        ink.words[i] |= std::uint64_t{1} << end % word_bits;
}

/// The first place from `x` on whose bit is 1 once `flip` is applied; there is one.
std::size_t next_bit(const std::uint64_t* row, std::size_t x, std::uint64_t flip) {
    std::size_t i = x / word_bits;
    std::uint64_t word = (row[i] ^ flip) & ~std::uint64_t{0} << x % word_bits;
    while (word == 0) word = row[++i] ^ flip;
    return i * word_bits + static_cast<std::size_t>(std::countr_zero(word));
}

/// 64 rows of 64 bits become columns: halves of ever smaller squares change places.
/// H. S. Warren, "Hacker's Delight", section 7-3.
void transpose_square(std::uint64_t (&rows)[word_bits]) {
    std::uint64_t kept = 0x00000000FFFFFFFF;
    for (std::size_t half = word_bits / 2; half > 0; half /= 2, kept ^= kept << half)
        for (std::size_t top = 0; top < word_bits; top += 2 * half)
            for (std::size_t i = top; i < top + half; ++i) {
                const std::uint64_t moved = (rows[i] >> half ^ rows[i + half]) & kept;
                rows[i] ^= moved << half;
                rows[i + half] ^= moved;
            }
}

}  // namespace

InkBits ink_bits(const GreyImage& image, double threshold) {
    InkBits ink = no_ink(image.width, image.height);
    const auto least = static_cast<std::uint8_t>(std::clamp(threshold, 0.0, 255.0));
    for (int y = 0; y < image.height; ++y) {
        const auto row = image.row(y);
        kernels().mark_ink(row.data(), row.size(), least,
                           ink.words.data() + static_cast<std::size_t>(y) * ink.pitch);
    }
    end_rows(ink);
    return ink;
}

InkBits transposed(const InkBits& ink) {
    InkBits turned = no_ink(ink.height, ink.width);
    const auto width = static_cast<std::size_t>(ink.width);
    const auto height = static_cast<std::size_t>(ink.height);
    for (std::size_t top = 0; top < height; top += word_bits)
        for (std::size_t left = 0; left < width; left += word_bits) {
            std::uint64_t square[word_bits] = {};
            const std::size_t rows = std::min(word_bits, height - top);
            for (std::size_t i = 0; i < rows; ++i)
                square[i] = ink.words[(top + i) * ink.pitch + left / word_bits];
            transpose_square(square);
            const std::size_t columns = std::min(word_bits, width - left);
            for (std::size_t i = 0; i < columns; ++i)
                turned.words[(left + i) * turned.pitch + top / word_bits] = square[i];
        }
    end_rows(turned);
    return turned;
}

RunTable find_runs(const InkBits& ink) {
    RunTable table{ink.width, ink.height, {}, {}};
    table.runs.reserve(ink.words.size() / 4);  // one in 256 pixels, as pages have
    table.row_start.reserve(static_cast<std::size_t>(ink.height) + 1);
    const auto width = static_cast<std::size_t>(ink.width);
    for (int y = 0; y < ink.height; ++y) {
        table.row_start.push_back(static_cast<std::uint32_t>(table.runs.size()));
        const std::uint64_t* row = ink.words.data() + static_cast<std::size_t>(y) * ink.pitch;
        for (std::size_t first = next_bit(row, 0, 0); first < width;) {
            const std::size_t last = next_bit(row, first, ~std::uint64_t{0});
            table.runs.push_back({y, static_cast<int>(first), static_cast<int>(last)});
            first = next_bit(row, last, 0);
        }
    }
    table.row_start.push_back(static_cast<std::uint32_t>(table.runs.size()));
    return table;
}

RunTable find_runs(const GreyImage& image, double threshold) {
    return find_runs(ink_bits(image, threshold));
}

}  // namespace inkling
