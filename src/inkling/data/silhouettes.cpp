// What is filled: plain shapes, and garments drawn as outlines with a texture inside. The outlines
// are our own; no picture of a data set is in them.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "inkling/base/math.hpp"
#include "inkling/data/field_impl.hpp"
#include "inkling/data/negatives_impl.hpp"
#include "inkling/image/raster.hpp"

namespace inkling {

namespace {

constexpr float pi = static_cast<float>(math::pi), two_pi = 2 * pi;
constexpr float middle = framed_side / 2.0F;

using Outline = std::vector<Corner>;

/// A closed curve around the middle that bulges in and out.
Outline blob(float size, Rng& rng) {
    float amplitudes[4], phases[4];
    for (int k = 0; k < 4; ++k) {
        amplitudes[k] = rng.uniform(0, 0.3F) / static_cast<float>(k + 1);
        phases[k] = two_pi * rng.uniform();
    }
    constexpr int corners = 40;
    Outline outline;
    for (int i = 0; i < corners; ++i) {
        const float angle = two_pi * static_cast<float>(i) / corners;
        float radius = 1;
        for (int k = 0; k < 4; ++k)
            radius += amplitudes[k] * cosine_of(static_cast<float>(k + 2) * angle + phases[k]);
        outline.push_back({size * radius * cosine_of(angle), size * radius * sine_of(angle)});
    }
    return outline;
}

/// A regular polygon of 3 to 6 corners, or a star; every corner is moved a little.
Outline polygon(float size, Rng& rng) {
    const bool star = rng.chance(0.3F);
    const int corners = (star ? 2 : 1) * (3 + static_cast<int>(rng.below(4)));
    const float phase = two_pi * rng.uniform(), depth = rng.uniform(0.4F, 0.7F);
    Outline outline;
    for (int i = 0; i < corners; ++i) {
        const float angle = phase + two_pi * static_cast<float>(i) / static_cast<float>(corners);
        const float radius = size * (star && i % 2 == 1 ? depth : 1) * rng.uniform(0.8F, 1.2F);
        outline.push_back({radius * cosine_of(angle), radius * sine_of(angle)});
    }
    return outline;
}

/// Stretched, turned and put to its place. Never so thin that it could be a 1.
void place(Outline& outline, Rng& rng) {
    const float stretch_y = rng.uniform(0.65F, 1), angle = two_pi * rng.uniform();
    const float c = cosine_of(angle), s = sine_of(angle);
    const float x = middle + rng.uniform(-2, 2), y = middle + rng.uniform(-2, 2);
    for (Corner& corner : outline) {
        corner.y *= stretch_y;
        corner = {x + c * corner.x - s * corner.y, y + s * corner.x + c * corner.y};
    }
}

/// Cloth: a base grey with a gradient, folds, weave, and at times stripes. 0.1 .. 1.
Field cloth(Rng& rng) {
    const float base = rng.uniform(0.3F, 1), slope_x = rng.uniform(-0.15F, 0.15F);
    const float slope_y = rng.uniform(-0.25F, 0.25F);
    const Field folds = smooth_noise(rng.uniform(2, 8), rng), weave = white_noise(rng);
    const float fold = rng.uniform(0, 0.4F), grain = rng.uniform(0, 0.15F);
    Field stripes{};
    float stripe = 0;
    if (rng.chance(0.3F)) {
        const float angle = rng.chance(0.7F) ? pi / 2 : pi * rng.uniform();
        stripe = rng.uniform(0.1F, 0.7F);
        stripes = striped({angle, rng.uniform(3, 9), two_pi * rng.uniform(), rng.uniform(1, 4)});
    }
    Field field;
    for (std::size_t i = 0; i < framed_size; ++i) {
        const Place at = place_of(i);
        const float level = base + slope_x * at.x + slope_y * at.y + fold * (folds[i] - 0.5F) +
                            grain * (weave[i] - 0.5F) - stripe * stripes[i];
        field[i] = std::clamp(level, 0.1F, 1.0F);
    }
    return field;
}

// Outlines: x 0 … 1 (mirrored: 0 … 0.5), y 0 … 1 downwards.
constexpr Corner t_shirt[] = {{0, .06F},   {.12F, .02F}, {.3F, .08F}, {.5F, .3F},
                              {.4F, .42F}, {.28F, .32F}, {.28F, 1},   {0, 1}};
constexpr Corner pullover[] = {{0, .05F},    {.13F, 0},   {.3F, .07F}, {.42F, .35F}, {.48F, .95F},
                               {.37F, .97F}, {.3F, .42F}, {.29F, 1},   {0, 1}};
constexpr Corner dress[] = {{0, .07F},   {.1F, 0},  {.22F, .07F}, {.2F, .35F},
                            {.25F, .6F}, {.38F, 1}, {0, 1}};
constexpr Corner trousers[] = {{0, 0},   {.25F, 0},    {.29F, .4F}, {.31F, 1},
                               {.1F, 1}, {.03F, .35F}, {0, .32F}};
constexpr Corner coat[] = {{0, .12F},    {.1F, 0},    {.32F, .07F}, {.44F, .4F}, {.5F, .9F},
                           {.38F, .93F}, {.33F, .5F}, {.36F, 1},    {.02F, 1}};
constexpr Corner vest[] = {{0, .18F},    {.1F, .14F},  {.13F, 0}, {.23F, 0},
                           {.24F, .26F}, {.33F, .38F}, {.32F, 1}, {0, 1}};
constexpr Corner skirt[] = {{0, .08F}, {.22F, .08F}, {.3F, .4F}, {.46F, .95F}, {0, 1}};
constexpr Corner bag[] = {{0, .36F}, {.42F, .36F}, {.5F, .95F}, {0, 1}};
constexpr Corner trainer[] = {{.02F, .72F}, {0, .6F},     {.2F, .55F}, {.45F, .36F}, {.6F, .28F},
                              {.78F, .36F}, {.95F, .28F}, {1, .55F},   {1, .74F}};
constexpr Corner boot[] = {{.5F, 0},    {.95F, .03F}, {.98F, .97F}, {.76F, .97F}, {.7F, .88F},
                           {.4F, .98F}, {.02F, .98F}, {.02F, .8F},  {.3F, .66F},  {.5F, .45F}};
constexpr Corner sandal[] = {{0, .85F},    {.12F, .68F}, {.5F, .52F}, {.9F, .18F},
                             {1, .25F},    {.97F, .9F},  {.89F, .9F}, {.86F, .5F},
                             {.55F, .78F}, {.3F, .9F},   {0, .92F}};

struct Garment {
    bool mirrored;  ///< the outline is the right half, x from the middle line 0 to 0.5
    bool handle;    ///< a strap over it
    std::span<const Corner> outline;
};

constexpr Garment garments[] = {
    {true, false, t_shirt},  {true, false, pullover}, {true, false, dress},
    {true, false, trousers}, {true, false, coat},     {true, false, vest},
    {true, false, skirt},    {true, true, bag},       {false, false, trainer},
    {false, false, boot},    {false, false, sandal},
};

/// The outline in pixels, with the proportions of one piece.
Outline cut_of(const Garment& garment, float size, Rng& rng) {
    const float width = size * rng.uniform(0.85F, 1.15F), flip = rng.chance(0.5F) ? -1.0F : 1.0F;
    Outline outline, mirrored;
    for (const Corner& corner : garment.outline) {
        const float slip_x = rng.uniform(-0.03F, 0.03F), slip_y = rng.uniform(-0.03F, 0.03F);
        const float x = corner.x + (garment.mirrored && corner.x == 0 ? 0 : slip_x);
        const float y = middle + size * (corner.y + slip_y - 0.5F);
        if (garment.mirrored) {
            outline.push_back({middle + width * x, y});
            mirrored.push_back({middle - width * x, y});
        } else {
            outline.push_back({middle + flip * width * (x - 0.5F), y});
        }
    }
    outline.insert(outline.end(), mirrored.rbegin(), mirrored.rend());
    return outline;
}

/// The strap of a bag: half an ellipse over it.
void add_strap(Field& field, float size, Rng& rng) {
    Canvas canvas(framed_side, framed_side);
    std::vector<StrokePoint> strap;
    const float reach = size * rng.uniform(0.15F, 0.35F), rise = size * rng.uniform(0.2F, 0.38F);
    const float breadth = rng.uniform(0.6F, 1.4F), level = rng.uniform(0.3F, 1);
    for (int i = 0; i <= 12; ++i) {
        const float angle = pi * static_cast<float>(i) / 12;
        strap.push_back({middle - reach * cosine_of(angle),
                         middle - 0.13F * size - rise * sine_of(angle), breadth});
    }
    canvas.draw_stroke(strap);
    for (std::size_t i = 0; i < framed_size; ++i)
        field[i] = std::max(field[i], level * canvas.coverage()[i]);
}

/// A print, a pocket, or the line down the front.
void add_detail(Field& field, const Field& inside, Rng& rng) {
    const float change = rng.uniform(-0.6F, 0.6F);
    const bool front = rng.chance(0.5F);
    const float x = front ? 0 : rng.uniform(-0.3F, 0.3F), y = front ? 0 : rng.uniform(-0.4F, 0.4F);
    const float width = front ? 0.05F : rng.uniform(0.1F, 0.35F);
    const float height = front ? 1 : rng.uniform(0.1F, 0.35F);
    for (std::size_t i = 0; i < framed_size; ++i) {
        const Place at = place_of(i);
        if (std::fabs(at.x - x) < width && std::fabs(at.y - y) < height)
            field[i] = std::clamp(field[i] + change, 0.0F, 1.0F) * inside[i];
    }
}

}  // namespace

void paint_shape(Rng& rng, Painting out) {
    Field picture{};
    const int shapes = rng.chance(0.25F) ? 2 : 1;
    for (int n = 0; n < shapes; ++n) {
        const float size = rng.uniform(7.5F, 12);
        Outline outline = rng.chance(0.5F) ? blob(size, rng) : polygon(size, rng);
        place(outline, rng);
        const Field inside = filled(outline);
        Field ink;
        if (rng.chance(0.4F))
            ink.fill(1);
        else
            ink = cloth(rng);
        for (std::size_t i = 0; i < framed_size; ++i)
            picture[i] += inside[i] * (ink[i] - picture[i]);
    }
    write_field(picture, out);
}

void paint_garment(Rng& rng, Painting out) {
    const std::span<const Garment> all = garments;
    const Garment& garment = all[rng.below(static_cast<std::uint32_t>(all.size()))];
    const float size = rng.chance(0.25F) ? framed_ink_side : rng.uniform(24, 28);
    const Field inside = filled(cut_of(garment, size, rng));
    const Field ink = cloth(rng);
    Field picture;
    for (std::size_t i = 0; i < framed_size; ++i) picture[i] = inside[i] * ink[i];
    if (rng.chance(0.4F)) add_detail(picture, inside, rng);
    if (garment.handle) add_strap(picture, size, rng);
    write_field(picture, out);
}

}  // namespace inkling
