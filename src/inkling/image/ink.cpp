// Paper taken away, what is left grouped into parts that hang together, specks dropped.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "inkling/image/ink_impl.hpp"
#include "inkling/image/paper_impl.hpp"

namespace inkling {
namespace {

constexpr float darkest_paper = 40;   // below, contrast is not taken relative to the paper
constexpr float least_contrast = 10;  // of 255: what is fainter is no ink
constexpr float deviations = 4;       // of noise; what deviates less is paper
constexpr int fine_side = 32;         // pictures up to here are sampled as coarsely as MNIST
constexpr float faint = 0.1F;         // of the ink's level: paper, in pictures larger than that
constexpr float black = 215;          // ink from this level on is left as it is
constexpr float core = 0.5F;          // of the ink's level: surely ink
constexpr float near_ink = 1;         // of the ink's level: the sum of 3 × 3 pixels beside it
constexpr float speck = 0.015F;       // of all ink
constexpr int least_side = 3;         // pixels that the ink must be long

Error no_ink() {
    return data_error("no ink found",
                      "the picture is blank, or its ink is too faint: take a "
                      "picture of one digit with good contrast");
}

/// Sums of squares of what is darker and what is lighter than paper: ink outweighs noise.
bool is_ink_dark(const GreyImage& picture, const Paper& paper) {
    std::vector<float> level(static_cast<std::size_t>(picture.width));
    double darker = 0;
    double lighter = 0;
    for (int y = 0; y < picture.height; ++y) {
        paper.row(y, level.data());
        const auto row = picture.row(y);
        double dark_sum = 0;
        double light_sum = 0;
        for (std::size_t x = 0; x < row.size(); ++x) {
            const float off = row[x] - level[x];
            (off < 0 ? dark_sum : light_sum) += static_cast<double>(off) * off;
        }
        darker += dark_sum;
        lighter += light_sum;
    }
    return darker > lighter;
}

/// Dark ink takes a share of the light that the paper reflects, so shadow does not weaken it here;
/// light ink adds to a dark board.
std::vector<float> deviation_from(const GreyImage& picture, const Paper& paper, bool dark) {
    std::vector<float> deviation(picture.pixels.size());
    std::vector<float> level(static_cast<std::size_t>(picture.width));
    for (int y = 0; y < picture.height; ++y) {
        paper.row(y, level.data());
        const auto row = picture.row(y);
        float* out = deviation.data() + picture.index(0, y);
        for (std::size_t x = 0; x < row.size(); ++x) {
            const float room = std::max(dark ? level[x] : 255 - level[x], darkest_paper);
            const float off = dark ? level[x] - row[x] : row[x] - level[x];
            out[x] = std::clamp(off * (255 / room), -255.0F, 255.0F);
        }
    }
    return deviation;
}

/// The level of solid ink: the median of what exceeds `floor`, weighted by its square, so that
/// edges and stains count little. 0 where nothing exceeds it.
float ink_level(const std::vector<float>& ink, float floor) {
    std::array<double, 256> weight{};
    double total = 0;
    for (const float value : ink)
        if (value >= floor) {
            const double square = static_cast<double>(value) * value;
            weight[static_cast<std::size_t>(value)] += square;
            total += square;
        }
    if (total <= 0) return 0;
    double below = 0;
    std::size_t level = 0;
    while (level < 255 && (below += weight[level]) < total / 2) ++level;
    return static_cast<float>(level);
}

/// The standard deviation of paper: what nine of ten pixels away from ink do not exceed, so that
/// noise that is cut off at black or white is not taken for none.
float paper_noise(const std::vector<float>& deviation, int width, int height, float level) {
    const int step = static_cast<int>(deviation.size() / 16384) + 1;
    std::vector<float> sizes;
    for (int pixel = 0; pixel < width * height; pixel += step) {
        const int x = pixel % width;
        const int y = pixel / width;
        float sum = 0;
        for (int ny = std::max(y - 1, 0); ny <= std::min(y + 1, height - 1); ++ny)
            for (int nx = std::max(x - 1, 0); nx <= std::min(x + 1, width - 1); ++nx)
                sum += deviation[static_cast<std::size_t>(ny * width + nx)];
        if (sum < near_ink * level)
            sizes.push_back(std::fabs(deviation[static_cast<std::size_t>(pixel)]));
    }
    if (sizes.empty()) return 0;
    const auto rank = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() * 9 / 10);
    std::nth_element(sizes.begin(), rank, sizes.end());
    return *rank / 1.4F;
}

/// Ink that hangs together (by edges and corners).
struct Part {
    Box box;
    double mass = 0;
    bool has_core = false;
    bool along_border = false;  ///< covers most of a side of the picture
    bool touches_border = false;
};

class Parts {
  public:
    Parts(const std::vector<float>& ink, int width, int height)
        : ink_(ink), width_(width), height_(height), label_(ink.size(), -1) {}

    void find(float floor, float core_level) {
        for (int start = 0; start < width_ * height_; ++start)
            if (label_[static_cast<std::size_t>(start)] < 0 &&
                ink_[static_cast<std::size_t>(start)] >= floor)
                flood(start, floor, core_level);
    }

    /// The parts that belong to a digit; the others lose their core.
    void drop_specks_and_edges();
    [[nodiscard]] bool kept(std::size_t pixel) const {
        return label_[pixel] >= 0 && parts_[static_cast<std::size_t>(label_[pixel])].has_core;
    }
    [[nodiscard]] Box box() const;

  private:
    void flood(int start, float floor, float core_level);

    const std::vector<float>& ink_;
    int width_;
    int height_;
    std::vector<int> label_;
    std::vector<Part> parts_;
    std::vector<int> stack_;
};

void Parts::flood(int start, float floor, float core_level) {
    const int label = static_cast<int>(parts_.size());
    Part part;
    std::array<int, 4> border{};  // pixels on the upper, lower, left and right edge
    stack_.assign(1, start);
    label_[static_cast<std::size_t>(start)] = label;
    while (!stack_.empty()) {
        const int pixel = stack_.back();
        stack_.pop_back();
        const int x = pixel % width_;
        const int y = pixel / width_;
        const float value = ink_[static_cast<std::size_t>(pixel)];
        part.mass += value;
        part.has_core |= value >= core_level;
        part.box = united(part.box, {x, y, 1, 1});
        border[0] += y == 0;
        border[1] += y == height_ - 1;
        border[2] += x == 0;
        border[3] += x == width_ - 1;
        for (int ny = std::max(y - 1, 0); ny <= std::min(y + 1, height_ - 1); ++ny)
            for (int nx = std::max(x - 1, 0); nx <= std::min(x + 1, width_ - 1); ++nx) {
                const auto next = static_cast<std::size_t>(ny * width_ + nx);
                if (label_[next] >= 0 || ink_[next] < floor) continue;
                label_[next] = label;
                stack_.push_back(ny * width_ + nx);
            }
    }
    part.touches_border = border[0] + border[1] + border[2] + border[3] > 0;
    part.along_border =
        2 * std::max(border[0], border[1]) > width_ || 2 * std::max(border[2], border[3]) > height_;
    parts_.push_back(part);
}

void Parts::drop_specks_and_edges() {
    double total = 0;
    bool free_ink = false;  // well inside, while what touches the border only runs along it
    bool crossing = false;
    for (const Part& part : parts_) {
        if (!part.has_core) continue;
        total += part.mass;
        crossing |= part.touches_border && !part.along_border;
        free_ink |= !part.touches_border &&
                    std::max(part.box.width, part.box.height) >= std::max(width_, height_) / 8;
    }
    if (free_ink && !crossing) {
        total = 0;
        for (Part& part : parts_) {
            part.has_core = part.has_core && !part.along_border;
            if (part.has_core) total += part.mass;
        }
    }
    for (Part& part : parts_) part.has_core = part.has_core && part.mass >= speck * total;
}

Box Parts::box() const {
    Box all;
    for (const Part& part : parts_)
        if (part.has_core) all = united(all, part.box);
    return all;
}

}  // namespace

Result<Ink> find_ink(const GreyImage& picture, std::optional<bool> known_dark) {
    const Paper paper = fit_paper(picture);
    const bool dark = known_dark ? *known_dark : is_ink_dark(picture, paper);
    const std::vector<float> deviation = deviation_from(picture, paper, dark);
    float level = ink_level(deviation, least_contrast);
    const float noise = paper_noise(deviation, picture.width, picture.height, level);
    const float noise_floor = std::max(deviations * noise, 0.5F);
    level = ink_level(deviation, std::max(noise_floor, least_contrast));
    if (level <= 0) return no_ink();

    const bool is_fine = std::max(picture.width, picture.height) <= fine_side;
    const float floor = std::max(noise_floor, is_fine ? 0.0F : faint * level);
    Parts parts(deviation, picture.width, picture.height);
    parts.find(floor, std::max(core * level, least_contrast));
    parts.drop_specks_and_edges();
    Ink ink{blank_image(picture.width, picture.height, 0), parts.box(), dark};
    if (std::max(ink.box.width, ink.box.height) < least_side) return no_ink();
    const float gain = level < black ? 255 / level : 1;
    for (std::size_t i = 0; i < deviation.size(); ++i)
        if (parts.kept(i))
            ink.levels.pixels[i] =
                static_cast<std::uint8_t>(std::min(deviation[i] * gain, 255.0F) + 0.5F);
    return ink;
}

}  // namespace inkling
