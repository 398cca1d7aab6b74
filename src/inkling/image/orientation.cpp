// Orientation tags of cameras.
#include "inkling/image/orientation_impl.hpp"

#include <libexif/exif-data.h>

#include <memory>

namespace inkling {

int exif_orientation(ByteSpan exif) {
    const auto release = [](ExifData* data) { exif_data_unref(data); };
    const std::unique_ptr<ExifData, decltype(release)> data(
        exif_data_new_from_data(exif.data(), static_cast<unsigned>(exif.size())), release);
    if (!data) return 1;
    const ExifEntry* entry = exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
    if (entry == nullptr || entry->format != EXIF_FORMAT_SHORT || entry->size < 2) return 1;
    const int orientation = exif_get_short(entry->data, exif_data_get_byte_order(data.get()));
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

GreyImage upright(GreyImage image, int orientation) {
    if (orientation <= 1 || orientation > 8) return image;
    const bool swapped = orientation >= 5;
    const bool mirrored = orientation == 2 || orientation == 3 || orientation == 7 ||
                          orientation == 8;  // the stored x runs against its upright axis
    const bool flipped =
        orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    GreyImage turned = swapped ? blank_image(image.height, image.width, 0)
                               : blank_image(image.width, image.height, 0);
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            const int along = mirrored ? image.width - 1 - x : x;
            const int across = flipped ? image.height - 1 - y : y;
            turned.at(swapped ? across : along, swapped ? along : across) = image.at(x, y);
        }
    return turned;
}

}  // namespace inkling
