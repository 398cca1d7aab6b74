// What an answer hangs on as a picture: the ink in grey, in orange what spoke for the answer, in
// purple what spoke against it. For the terminal and for PNG files.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "inkling/app/terminal.hpp"
#include "inkling/image/frame.hpp"
#include "inkling/image/rgb_image.hpp"

namespace inkling {

/// 28×28. `saliency` holds one number a pixel, as saliency() gives it; its largest takes the full
/// colour. Dark ink on white paper, or the other way round.
RgbImage saliency_picture(const FramedPixels& ink, std::span<const float> saliency,
                          bool light_paper);

/// Two rows of pixels in each line of text. Without colour: blocks where the ink spoke for the
/// answer.
std::vector<std::string> drawn_saliency(const FramedPixels& ink, std::span<const float> saliency,
                                        const Terminal& terminal);

/// A row for each picture, many times enlarged: what the network saw, and the same with colours.
class SaliencySheet {
  public:
    void add(const FramedPixels& ink, std::span<const float> saliency);
    [[nodiscard]] bool empty() const { return sheet_.pixels.empty(); }
    [[nodiscard]] const RgbImage& picture() const { return sheet_; }

  private:
    RgbImage sheet_;
};

}  // namespace inkling
