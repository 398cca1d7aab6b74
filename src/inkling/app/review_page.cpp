#include "inkling/app/review_page.hpp"

#include <nlohmann/json.hpp>
#include <string_view>

#include "inkling/base/embed.hpp"
#include "inkling/base/text.hpp"
#include "inkling/bytes/sha256.hpp"
#include "inkling/image/encode.hpp"

INKLING_EMBED(inkling_review_page, INKLING_EMBEDDED_FILE)

namespace inkling {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view place = "/*DATA*/";

Json data_of(const ReadPage& page, double least_confidence) {
    Json object = page_json(page, 0);
    if (!page.answer) return object;
    bool has_doubt = false;
    for (std::size_t l = 0; l < page.answer->lines.size(); ++l)
        for (std::size_t d = 0; d < page.answer->lines[l].digits.size(); ++d) {
            const PageDigit& digit = page.answer->lines[l].digits[d];
            object["lines"][l]["digits"][d]["crop"] = base64(digit.framed);
            has_doubt = has_doubt || digit.confidence < least_confidence;
        }
    // Pages that raise no question are listed without their picture: it would make up the file.
    if (has_doubt && !page.picture.empty()) {
        object["picture"] = "data:image/png;base64," + base64(encode_png(page.picture));
        object["scale"] = page.picture_scale;
    }
    return object;
}

}  // namespace

std::string review_page(const std::vector<ReadPage>& pages, double least_confidence) {
    Json data = {{"least", least_confidence}, {"pages", Json::array()}};
    for (const ReadPage& page : pages) data["pages"].push_back(data_of(page, least_confidence));
    const auto dumped = [&] { return data.dump(-1, ' ', true, Json::error_handler_t::replace); };
    std::string text = dumped();
    data["id"] = sha256_hex({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    text = dumped();
    // Within a script, "<" could end it.
    std::string safe;
    safe.reserve(text.size());
    for (const char c : text) c == '<' ? safe += "\\u003c" : safe += c;
    const std::string_view page(
        reinterpret_cast<const char*>(inkling_review_page),
        static_cast<std::size_t>(inkling_review_page_end - inkling_review_page));
    const std::size_t at = page.find(place);
    return std::string(page.substr(0, at)) + safe + std::string(page.substr(at + place.size()));
}

}  // namespace inkling
