// Pages for the tests of page preparation: strokes on paper, with light, rules and noise as wanted.
#pragma once

#include <algorithm>
#include <vector>

#include "inkling/image/grey_image.hpp"
#include "inkling/image/raster.hpp"

namespace inkling {

/// A picture of `width` × `height` with black strokes on white paper.
class PagePicture {
  public:
    PagePicture(int width, int height) : canvas_(width, height) {}

    PagePicture& stroke(const std::vector<StrokePoint>& points) {
        canvas_.draw_stroke(points);
        return *this;
    }
    /// A ring, which looks like a 0.
    PagePicture& ring(float x, float y, float radius_x, float radius_y, float pen) {
        static constexpr float cosines[9] = {1, .7071F, 0, -.7071F, -1, -.7071F, 0, .7071F, 1};
        static constexpr float sines[9] = {0, .7071F, 1, .7071F, 0, -.7071F, -1, -.7071F, 0};
        std::vector<StrokePoint> points;
        for (int i = 0; i < 9; ++i)
            points.push_back({x + cosines[i] * radius_x, y + sines[i] * radius_y, pen});
        return stroke(points);
    }
    PagePicture& bar(float x, float top, float bottom, float pen) {
        return stroke({{x, top, pen}, {x, bottom, pen}});
    }

    /// `paper` and `ink` are grey levels; light falls off to the right by `shade` (0 .. 1).
    [[nodiscard]] GreyImage picture(float paper = 240, float ink = 20, float shade = 0) const {
        GreyImage image = blank_image(canvas_.width(), canvas_.height(), 0);
        for (int y = 0; y < image.height; ++y)
            for (int x = 0; x < image.width; ++x) {
                const float cover = canvas_.coverage()[image.index(x, y)];
                const float light =
                    1 - shade * static_cast<float>(x) / static_cast<float>(image.width);
                image.at(x, y) =
                    static_cast<std::uint8_t>((paper + (ink - paper) * cover) * light + 0.5F);
            }
        return image;
    }

  private:
    Canvas canvas_;
};

}  // namespace inkling
