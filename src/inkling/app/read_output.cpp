#include "inkling/app/read_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "inkling/base/text.hpp"

namespace inkling {

namespace {

using Json = nlohmann::ordered_json;

Json box_json(const Box& box) {
    return {{"left", box.left}, {"top", box.top}, {"width", box.width}, {"height", box.height}};
}

Box box_from(const Json& json) {
    return {json["left"].get<int>(), json["top"].get<int>(), json["width"].get<int>(),
            json["height"].get<int>()};
}

/// Four digits after the point: more would be noise.
double rounded(double value) {
    return std::round(value * 1e4) / 1e4 + 0.0;  // no -0
}

/// Other digits that it may be, the likeliest first.
Json alternatives_json(const PageDigit& digit) {
    std::vector<std::pair<double, int>> others;
    for (int other = 0; other < 10; ++other) {
        const double p = digit.probabilities[static_cast<std::size_t>(other)];
        if (other != digit.digit && p >= 0.001) others.emplace_back(-p, other);
    }
    std::sort(others.begin(), others.end());
    Json all = Json::array();
    for (const auto& [p, other] : others)
        all.push_back({{"digit", other}, {"confidence", rounded(-p)}});
    return all;
}

Json digit_json(const PageDigit& digit, double least_confidence) {
    Json object = {{"digit", digit.digit},
                   {"box", box_json(digit.box)},
                   {"confidence", rounded(digit.confidence)},
                   {"alternatives", alternatives_json(digit)}};
    if (digit.confidence < least_confidence) object["doubtful"] = true;
    return object;
}

Json line_json(const PageLine& line, double least_confidence) {
    Json digits = Json::array();
    for (const PageDigit& digit : line.digits)
        digits.push_back(digit_json(digit, least_confidence));
    Json marks = Json::array();
    for (const Box& mark : line.marks) marks.push_back(box_json(mark));
    return {{"text", line.text(least_confidence)},
            {"box", box_json(line.box)},
            {"angle", rounded(line.angle_degrees)},
            {"digits", digits},
            {"marks", marks}};
}

Json field_json(const FieldAnswer& field, double least_confidence) {
    Json object = {{"name", field.name},
                   {"text", field.reading.text()},
                   {"valid", field.reading.valid},
                   {"corrected", field.reading.yielded > 0},
                   {"confidence", rounded(field.reading.confidence)},
                   {"box", box_json(field.box)}};
    if (!field.reading.valid || field.reading.confidence < least_confidence ||
        field.reading.yielded > surely_yielded)
        object["doubtful"] = true;
    return object;
}

/// RFC 4180: a field with a comma, a quote or a line break stands in quotes.
std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + "\"";
}

/// The file, and the page where there are several.
std::string name_of(const Json& page) {
    const auto file = page["file"].get<std::string>();
    return page.contains("page") ? fmt::format("{}#{}", file, page["page"].get<int>()) : file;
}

}  // namespace

Json page_json(const ReadPage& page, double least_confidence) {
    Json object = {{"file", page.file}};
    if (page.page > 0) object["page"] = page.page;
    if (page.error) {
        object["error"] = printable(page.error->message, 1000);
        return object;
    }
    if (!page.answer) {
        object["fields"] = Json::array();
        for (const FieldAnswer& field : page.fields)
            object["fields"].push_back(field_json(field, least_confidence));
        return object;
    }
    object["width"] = page.answer->width;
    object["height"] = page.answer->height;
    object["lines"] = Json::array();
    for (const PageLine& line : page.answer->lines)
        object["lines"].push_back(line_json(line, least_confidence));
    return object;
}

std::string csv_header() {
    return "file,line,number,text,left,top,width,height,confidence\n";
}

std::string page_csv(const Json& page) {
    std::string text;
    if (!page.contains("lines")) return text;
    int line_number = 0;
    for (const Json& line : page["lines"]) {
        ++line_number;
        std::size_t next = 0;  // digit
        int index = 0;
        const auto words = line["text"].get<std::string>();
        for (const std::string_view number : split(words, ' ')) {
            Box box;
            double confidence = 1;
            for (std::size_t i = 0; i < number.size(); ++i, ++next) {
                box = united(box, box_from(line["digits"][next]["box"]));
                confidence = std::min(confidence, line["digits"][next]["confidence"].get<double>());
            }
            text += fmt::format("{},{},{},{},{},{},{},{},{:.4f}\n", csv_field(name_of(page)),
                                line_number, ++index, number, box.left, box.top, box.width,
                                box.height, confidence);
        }
    }
    return text;
}

std::string fields_csv_header(const Form& form) {
    std::string text = "file";
    for (const FormField& field : form.fields) text += "," + csv_field(field.name);
    return text + ",check\n";
}

std::string fields_csv(const Json& page) {
    if (!page.contains("fields")) return "";
    std::string text = csv_field(name_of(page));
    std::string doubtful;
    for (const Json& field : page["fields"]) {
        text += "," + field["text"].get<std::string>();
        if (!field.contains("doubtful")) continue;
        doubtful += (doubtful.empty() ? "" : " ") + field["name"].get<std::string>();
    }
    return text + "," + csv_field(doubtful) + "\n";
}

std::string page_text(const Json& page) {
    std::string text;
    if (page.contains("lines"))
        for (const Json& line : page["lines"]) text += line["text"].get<std::string>() + "\n";
    if (page.contains("fields"))
        for (const Json& field : page["fields"])
            text += fmt::format("{}: {}{}\n", printable(field["name"].get<std::string>()),
                                field["text"].get<std::string>(),
                                field.contains("doubtful") ? "  (look at it)" : "");
    return text;
}

}  // namespace inkling
