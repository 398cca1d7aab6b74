// What `inkling read` writes about a page: JSON, CSV or plain text.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "inkling/answer/page_answer.hpp"
#include "inkling/app/read_fields.hpp"
#include "inkling/base/error.hpp"

namespace inkling {

/// One picture, or one page of it, and what came of it.
struct ReadPage {
    std::string file;
    int page = 0;  ///< of a file of several, from 1; else 0
    std::optional<PageAnswer> answer;
    std::vector<FieldAnswer> fields;  ///< in place of the answer, where a form was given
    std::optional<Error> error;
    GreyImage picture;      ///< for the review page; may be empty
    int picture_scale = 1;  ///< pixels of the page to one of `picture`
};

/// {"file", "width", "height", "lines": [{"text", "box", "angle", "digits": [{"digit", "box",
/// "confidence", "alternatives"}], "marks"}]}; of a file of several pages also "page"; with "error"
/// in place of all that follows where it could not be read; with "fields": [{"name", "text",
/// "valid", "confidence", "box"}] in place of lines where a form was given. A box is {"left",
/// "top", "width", "height"} in pixels of the picture.
nlohmann::ordered_json page_json(const ReadPage& page, double least_confidence);

/// The first line of CSV for pages.
std::string csv_header();
/// From page_json(): a line for each number: file, line, number, text, box, confidence.
std::string page_csv(const nlohmann::ordered_json& page);

/// The first line of CSV for forms: file, the fields' names, and "check": names of the fields that
/// a person should look at.
std::string fields_csv_header(const Form& form);
/// From page_json(): one line.
std::string fields_csv(const nlohmann::ordered_json& page);

/// From page_json(): a line of text for each line of the page, or NAME: TEXT for each field.
std::string page_text(const nlohmann::ordered_json& page);

}  // namespace inkling
