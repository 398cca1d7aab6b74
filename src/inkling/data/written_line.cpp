#include "inkling/data/written_line_impl.hpp"

#include <algorithm>
#include <cmath>

#include "inkling/base/math.hpp"
#include "inkling/data/ink_shape_impl.hpp"
#include "inkling/image/frame.hpp"

namespace inkling {
namespace {

/// A shape and where its upper left corner lies.
struct Placed {
    InkShape shape;
    int label = WrittenLine::no_digit;
    int x = 0;
    int y = 0;
};

Hand draw_hand(Rng& rng) {
    Hand hand;
    const float size = rng.uniform();
    hand.scale = size < 0.3F ? rng.uniform(0.8F, 1.5F) : rng.uniform(1.5F, 3.4F);
    if (rng.chance(0.7F)) hand.slant = rng.uniform(-0.4F, 0.4F);
    if (rng.chance(0.6F)) hand.rotation = rng.uniform(-0.2F, 0.2F);
    const float weight = rng.uniform();
    if (weight < 0.2F) {  // a fine pen
        hand.edge_low = rng.uniform(0.45F, 0.6F);
        hand.edge_high = hand.edge_low + 0.38F;
    } else if (weight < 0.3F) {  // a marker
        hand.edge_low = rng.uniform(0.05F, 0.15F);
        hand.edge_high = hand.edge_low + 0.35F;
    }
    hand.pen = weight < 0.2F ? 1.6F : weight < 0.3F ? 3.4F : 2.6F;
    hand.breaks = rng.chance(0.25F) ? 0.6F : 0.0F;
    return hand;
}

/// How far `right` may slide to the left until its ink meets that of `left`.
int room_between(const Placed& left, const Placed& right) {
    const int top = std::max(left.y, right.y);
    const int bottom = std::min(left.y + left.shape.height, right.y + right.shape.height);
    int room = 1 << 20;
    for (int y = top; y < bottom; ++y) {
        int end = left.shape.width - 1;
        while (end >= 0 && left.shape.at(end, y - left.y) <= inked) --end;
        int begin = 0;
        while (begin < right.shape.width && right.shape.at(begin, y - right.y) <= inked) ++begin;
        if (end >= 0 && begin < right.shape.width)
            room = std::min(room, right.x + begin - (left.x + end));
    }
    return room;
}

class Writer {
  public:
    Writer(const DigitSupply& supply, std::uint32_t index)
        : supply_(supply), index_(index), rng_(supply.seed, Purpose::cells, 0, index) {
        hand_ = draw_hand(rng_);
        mode_ = rng_.uniform();
        tilt_ = rng_.chance(0.4F) ? rng_.uniform(-0.12F, 0.12F) : 0;
    }

    std::vector<Placed> place() {
        std::vector<Placed> placed;
        const std::uint32_t count = 2 + rng_.below(6);
        float pen_x = 0;
        for (std::uint32_t i = 0; i < count; ++i) {
            Placed next = draw_shape(i);
            if (next.shape.empty()) continue;
            const float gap = mode_ < 0.55F ? rng_.uniform(1, 6) : rng_.uniform(-2, 2.5F);
            next.x = static_cast<int>(pen_x + (placed.empty() ? 0 : gap * hand_.scale));
            next.y = static_cast<int>(static_cast<float>(-next.shape.height) / 2 +
                                      rng_.uniform(-1.5F, 1.5F) * hand_.scale +
                                      tilt_ * static_cast<float>(next.x));
            if (next.label == WrittenLine::no_digit) drop_or_lift(next);
            if (!placed.empty() && mode_ >= 0.55F && rng_.chance(0.6F)) push(placed.back(), next);
            pen_x = static_cast<float>(next.x + next.shape.width);
            placed.push_back(std::move(next));
        }
        return placed;
    }

    GreyImage paint(const std::vector<float>& ink, int width, int height);
    [[nodiscard]] const Hand& hand() const { return hand_; }

  private:
    Placed draw_shape(std::uint32_t i) {
        Placed next;
        Hand hand = hand_;
        hand.scale *= rng_.chance(0.15F) ? rng_.uniform(0.65F, 0.95F) : rng_.uniform(0.9F, 1.1F);
        if (rng_.chance(mode_ > 0.88F ? 0.8F : 0.12F)) {
            next.shape = random_mark(hand, rng_);
        } else if (supply_.images == nullptr || supply_.images->empty() || rng_.chance(0.2F)) {
            next.label = static_cast<int>(rng_.below(10));
            next.shape = penned(pen_digit(supply_.seed, index_ * 16 + i, next.label), hand, rng_);
        } else {
            const std::size_t image = rng_.below(static_cast<std::uint32_t>(supply_.images->count));
            next.label = supply_.images->labels[image];
            next.shape = enlarged(supply_.images->image(image), hand, rng_);
        }
        return next;
    }

    /// Commas lie low, dashes in the middle.
    void drop_or_lift(Placed& mark) {
        const float height = 10 * hand_.scale;
        if (static_cast<float>(mark.shape.height) < height)
            mark.y += static_cast<int>(rng_.uniform(-0.5F, 1) * height);
    }

    void push(const Placed& left, Placed& right) {
        const int room = room_between(left, right);
        if (room > static_cast<int>(20 * hand_.scale)) return;
        const int overlap = static_cast<int>(rng_.uniform(0, 1.6F) * hand_.scale) + 1;
        right.x = std::max(right.x - room + 1 - overlap,
                           left.x + static_cast<int>(0.35F * static_cast<float>(left.shape.width)));
    }

    void rule(std::vector<float>& lines, int width, int height);

    const DigitSupply& supply_;
    std::uint32_t index_;
    Rng rng_;
    Hand hand_;
    float mode_ = 0;
    float tilt_ = 0;
};

void Writer::rule(std::vector<float>& lines, int width, int height) {
    const float kind = rng_.uniform();
    if (kind > 0.35F) return;
    const int thickness = std::max(1, static_cast<int>(hand_.scale * rng_.uniform(0.25F, 0.6F)));
    const auto pitch = static_cast<int>(hand_.scale * (kind < 0.2F ? 28.0F : 9.0F));
    const float lean = rng_.uniform(-0.06F, 0.06F);
    const auto start = static_cast<int>(rng_.below(static_cast<std::uint32_t>(pitch)));
    const auto draw = [&](bool upright) {
        for (int at = start; at < (upright ? width : height); at += pitch)
            for (int along = 0; along < (upright ? height : width); ++along)
                for (int t = 0; t < thickness; ++t) {
                    const int across = at + t +
                                       static_cast<int>(std::lround((upright ? -lean : lean) *
                                                                    static_cast<float>(along)));
                    if (across < 0 || across >= (upright ? width : height)) continue;
                    const int x = upright ? across : along;
                    const int y = upright ? along : across;
                    lines[static_cast<std::size_t>(y * width + x)] = 1;
                }
    };
    draw(false);
    if (kind >= 0.2F) draw(true);
}

GreyImage Writer::paint(const std::vector<float>& ink, int width, int height) {
    std::vector<float> lines(ink.size(), 0.0F);
    rule(lines, width, height);
    const float paper = rng_.uniform(200, 250);
    const float contrast = rng_.uniform(0.25F, 0.95F);
    const float rule_contrast = rng_.uniform(0.15F, 0.5F);
    const float noise = rng_.chance(0.6F) ? rng_.uniform(0, 10) * contrast : 0;
    const float light = rng_.uniform(-0.3F, 0.3F) / static_cast<float>(width);
    GreyImage picture = blank_image(width, height, 255);
    const bool board = rng_.chance(0.15F);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const std::size_t i = picture.index(x, y);
            const float left = (1 - rule_contrast * lines[i]) * (1 - contrast * ink[i]);
            float level = paper * left * (1 + light * static_cast<float>(x - width / 2));
            if (board) level = 270 - level;
            if (noise > 0) level += noise * (rng_.uniform() + rng_.uniform() - 1) * 2.45F;
            picture.pixels[i] = static_cast<std::uint8_t>(std::clamp(level + 0.5F, 0.0F, 255.0F));
        }
    return picture;
}

/// 3 × 3 means, as a lens a little out of focus.
void blur(std::vector<float>& ink, int width, int height) {
    const std::vector<float> sharp = ink;
    for (int y = 1; y + 1 < height; ++y)
        for (int x = 1; x + 1 < width; ++x) {
            float sum = 0;
            for (int dy = -1; dy <= 1; ++dy)
                for (int dx = -1; dx <= 1; ++dx)
                    sum += sharp[static_cast<std::size_t>((y + dy) * width + x + dx)];
            ink[static_cast<std::size_t>(y * width + x)] = sum / 9;
        }
}

}  // namespace

WrittenLine write_line(const DigitSupply& supply, std::uint32_t index) {
    Writer writer(supply, index);
    std::vector<Placed> placed = writer.place();
    const int margin = static_cast<int>(8 * writer.hand().scale) + 4;
    int left = 0, right = 1, top = 0, bottom = 1;
    for (const Placed& p : placed) {
        left = std::min(left, p.x);
        right = std::max(right, p.x + p.shape.width);
        top = std::min(top, p.y);
        bottom = std::max(bottom, p.y + p.shape.height);
    }
    const int width = right - left + 2 * margin;
    const int height = bottom - top + 2 * margin;
    WrittenLine line;
    std::vector<float> ink(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    line.owner.assign(ink.size(), WrittenLine::nobody);
    for (const Placed& p : placed) {
        for (int y = 0; y < p.shape.height; ++y)
            for (int x = 0; x < p.shape.width; ++x) {
                const auto at = static_cast<std::size_t>((p.y - top + margin + y) * width + p.x -
                                                         left + margin + x);
                if (p.shape.at(x, y) > inked && ink[at] <= inked)
                    line.owner[at] = static_cast<std::int8_t>(line.labels.size());
                ink[at] = std::max(ink[at], p.shape.at(x, y));
            }
        line.labels.push_back(p.label);
    }
    line.areas.assign(line.labels.size(), 0);
    for (const std::int8_t owner : line.owner)
        if (owner != WrittenLine::nobody) ++line.areas[static_cast<std::size_t>(owner)];
    const std::uint32_t blurs = writer.hand().scale > 2 && index % 3 == 0 ? 1 + index / 3 % 5 : 0;
    for (std::uint32_t i = 0; i < blurs; ++i) blur(ink, width, height);
    line.picture = writer.paint(ink, width, height);
    return line;
}

}  // namespace inkling
