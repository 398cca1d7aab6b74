// The paper of a page, block by block: what a picture would show without ink, shadows included.
// image/paper_impl.hpp fits one smooth surface to a picture of one digit; this follows edges of
// shadows. Inside the image room.
#pragma once

#include <vector>

#include "inkling/image/grey_image.hpp"
#include "inkling/tensor/page_rows.hpp"

namespace inkling {

/// Means over blocks of paper_block × paper_block pixels; those at the edges may be smaller.
struct BlockMeans {
    int columns = 0;
    int rows = 0;
    std::vector<float> values;
    int width = 0;  ///< of the picture
    int height = 0;
};

BlockMeans block_means(const GreyImage& picture);

/// Ink covers less than half of a page: the tail of the distribution around local means shows on
/// which side of the paper it lies.
bool is_ink_dark(const BlockMeans& means);

/// The paper in each block: dark (or light) things that are narrower than a third of the picture
/// are filled with what surrounds them. `narrower` 2: narrower than a sixth, and so on.
BlockMeans page_paper(const BlockMeans& means, bool dark, int narrower = 1);

/// The share of the light that ink takes away, 0 .. 255: dark ink absorbs a share of what the paper
/// reflects, so that shadow does not weaken it here; light ink adds to a dark board.
GreyImage without_paper(const GreyImage& picture, const BlockMeans& paper, bool dark);

}  // namespace inkling
