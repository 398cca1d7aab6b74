#include "inkling/app/read_fields.hpp"

#include <algorithm>
#include <cmath>

#include "inkling/image/form_frame.hpp"
#include "inkling/image/ink_map.hpp"
#include "inkling/image/perspective.hpp"

namespace inkling {

namespace {

constexpr double field_height = 120;  // pixels that a field is looked at with, at most twice that

Result<Perspective> lay(const Form& form, const GreyImage& picture) {
    const Box whole_form{0, 0, form.width, form.height};
    const Box whole_picture{0, 0, picture.width, picture.height};
    if (!form.frame)
        return *Perspective::between(corners_of(whole_form), corners_of(whole_picture));
    InkMap map = map_ink(picture);
    const auto rules = remove_rules(map);
    const auto frame = find_frame(rules, picture.width, picture.height);
    if (!frame)
        return data_error("the frame of the form was not found on the picture",
                          "all four sides must be on it; or leave \"frame\" out of the template");
    const auto map_to_picture = Perspective::between(corners_of(*form.frame), *frame);
    if (!map_to_picture)
        return data_error("the frame on the picture is no quadrilateral",
                          "lay the form flat, all of it on the picture");
    return *map_to_picture;
}

Box around(const Perspective& to_picture, const Box& box) {
    double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
    for (const PagePoint& corner : corners_of(box)) {
        const PagePoint p = to_picture(corner);
        left = std::min(left, p.x);
        right = std::max(right, p.x);
        top = std::min(top, p.y);
        bottom = std::max(bottom, p.y);
    }
    return {static_cast<int>(left), static_cast<int>(top), static_cast<int>(right - left + 1),
            static_cast<int>(bottom - top + 1)};
}

}  // namespace

Result<std::vector<FieldAnswer>> read_fields(const Reader& reader, const Form& form,
                                             const GreyImage& picture) {
    if (picture.empty()) return data_error("the picture has no pixels");
    INKLING_TRY(const Perspective to_picture, lay(form, picture));
    std::vector<FieldAnswer> answers;
    for (const FormField& field : form.fields) {
        FieldAnswer answer;
        answer.name = field.name;
        answer.box = around(to_picture, field.box);
        const double zoom =
            std::min(std::max(static_cast<double>(answer.box.height), 1.0) / field.box.height,
                     field_height / field.box.height);
        const GreyImage part = rectified(picture, to_picture, field.box, zoom);
        INKLING_TRY(answer.reading, reader.read_field(part, field.pattern));
        answers.push_back(std::move(answer));
    }
    return answers;
}

}  // namespace inkling
