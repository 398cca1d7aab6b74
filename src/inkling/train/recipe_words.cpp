// Parts of a recipe as people type them, and back: framings, networks of a committee, augmentation.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "inkling/base/text.hpp"
#include "inkling/train/recipe.hpp"

namespace inkling {

namespace {

struct Strength {
    std::string_view name;
    float AugmentSpec::*field;
};
constexpr std::array<Strength, 6> strengths = {{{"rotate", &AugmentSpec::rotate_degrees},
                                                {"scale", &AugmentSpec::scale},
                                                {"shear", &AugmentSpec::shear},
                                                {"shift", &AugmentSpec::shift_pixels},
                                                {"elastic", &AugmentSpec::elastic_pixels},
                                                {"thickness", &AugmentSpec::thickness}}};

}  // namespace

Result<std::vector<Framing>> recipe_framings(std::string_view names) {
    INKLING_TRY(std::vector<Framing> framings, framings_named(names));
    if (framings == std::vector{Framing::mnist}) framings.clear();
    return framings;
}

std::string recipe_framings_name(const std::vector<Framing>& framings) {
    return framings.empty() ? std::string(name_of(Framing::mnist)) : name_of(framings);
}

std::string name_of(const MemberSpec& member) {
    return recipe_framings_name(member.framings) + "/" +
           (member.features.blocks.empty() ? "pixels" : name_of(member.features));
}

Result<MemberSpec> member_named(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos)
        return usage_error(
            "a network of a committee is FRAMING/FRONT-END, got '" + printable(text) + "'",
            "for example gentle/gradient:7x16+second:6");
    MemberSpec member;
    INKLING_TRY(member.framings, recipe_framings(text.substr(0, slash)));
    const std::string_view front_end = text.substr(slash + 1);
    if (front_end != "pixels") {
        INKLING_TRY(member.features, features_named(front_end));
    }
    return member;
}

std::string name_of(const AugmentSpec& augment) {
    std::vector<std::string> parts;
    for (const Strength& strength : strengths)
        if (augment.*strength.field > 0)
            parts.push_back(fmt::format("{}={:g}", strength.name, augment.*strength.field));
    return parts.empty() ? "none" : fmt::format("{}", fmt::join(parts, ","));
}

Result<AugmentSpec> augment_named(std::string_view word) {
    if (word == "none") return AugmentSpec{};
    if (word == "light")
        return AugmentSpec{
            .rotate_degrees = 5, .scale = 0.08F, .shift_pixels = 0.5F, .elastic_pixels = 0.6F};
    if (word == "strong")
        return AugmentSpec{.rotate_degrees = 12,
                           .scale = 0.15F,
                           .shear = 0.1F,
                           .shift_pixels = 1.5F,
                           .elastic_pixels = 1,
                           .thickness = 0.2F};
    AugmentSpec augment;
    for (const std::string_view part : split(word, ',')) {
        const std::size_t equals = part.find('=');
        const auto strength = std::find_if(
            strengths.begin(), strengths.end(),
            [&](const Strength& known) { return known.name == part.substr(0, equals); });
        const auto value =
            equals == std::string_view::npos ? std::nullopt : parse_number(part.substr(equals + 1));
        if (strength == strengths.end() || !value)
            return usage_error(fmt::format("'{}' makes no sense", printable(part)),
                               "none, light, strong, or a list such as rotate=8,scale=0.1,"
                               "shear=0.1,shift=1,elastic=1,thickness=0.2");
        augment.*strength->field = static_cast<float>(*value);
    }
    return augment;
}

}  // namespace inkling
