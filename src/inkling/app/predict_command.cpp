// `inkling predict IMAGE…`: one digit per picture.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "inkling/answer/reader.hpp"
#include "inkling/app/command_files.hpp"
#include "inkling/app/commands.hpp"
#include "inkling/app/console.hpp"
#include "inkling/app/draw.hpp"
#include "inkling/app/explanation_text.hpp"
#include "inkling/app/json_output.hpp"
#include "inkling/app/model_source.hpp"
#include "inkling/app/option_set.hpp"
#include "inkling/app/saliency_picture.hpp"
#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/image/decode.hpp"
#include "inkling/image/encode.hpp"

namespace inkling {

namespace {

struct PredictOptions {
    explicit PredictOptions(CLI::App& command) : set(command) {}
    OptionSet set;
    std::vector<std::string> images;
    std::optional<std::string> model;
    std::optional<std::string> saliency;
    bool explain = false;
    bool json = false;
};

/// What is said to one file: an answer, or the reason why there is none.
struct FileAnswer {
    std::string file;
    std::optional<DigitAnswer> answer;
    std::optional<Error> error;
    bool rejected = false;  ///< a picture, but no digit on it: that is an answer as well
};

Result<GreyImage> load_picture(const std::string& file) {
    auto bytes = file == "-" ? read_stdin() : read_file(file);
    if (!bytes) return std::move(bytes).error();
    auto picture = decode_image(*bytes);
    if (!picture) return std::move(picture).error().within(printable(file));
    return picture;
}

FileAnswer answer_file(const Reader& reader, const std::string& file) {
    FileAnswer result;
    result.file = file;
    auto picture = load_picture(file);
    if (!picture) {
        result.error = std::move(picture).error();
        return result;
    }
    auto answer = reader.read_digit(*picture);
    if (answer) {
        result.answer = std::move(answer).value();
    } else {
        result.rejected = answer.error().code == ErrorCode::data;
        result.error = std::move(answer).error();
    }
    return result;
}

std::string no_digit_text(const DigitAnswer& answer) {
    return fmt::format("no digit ({:.2f} % sure)", 100 * answer.none);
}

/// Nothing where there is no answer, or no explanation was asked for.
std::optional<Explained> explained(const Reader& reader, const FileAnswer& result,
                                   const PredictOptions& options) {
    if (!result.answer || (!options.explain && !options.saliency)) return {};
    return Explained(reader, *result.answer);
}

nlohmann::ordered_json as_json(const FileAnswer& result, std::size_t classes) {
    nlohmann::ordered_json object = {
        {"file", result.file},      {"digit", nullptr},
        {"confidence", 0.0},        {"probabilities", std::vector<double>(classes, 0.0)},
        {"reject_reason", nullptr},
    };
    if (result.answer) {
        if (result.answer->rejected)
            object["reject_reason"] = no_digit_text(*result.answer);
        else
            object["digit"] = result.answer->digit;
        object["confidence"] = result.answer->confidence;
        object["probabilities"] = result.answer->probabilities;
    } else {
        object["reject_reason"] = printable(result.error->message, 1000);
    }
    return object;
}

std::string as_text(const FileAnswer& result, const std::vector<std::string>& classes,
                    const Explained* why, const Terminal& terminal) {
    const std::string file = printable(result.file);
    if (!result.answer)
        return result.rejected ? fmt::format("{}: {}\n", file, result.error->message) : "";
    const DigitAnswer& answer = *result.answer;
    const auto index = static_cast<std::size_t>(answer.digit);
    const std::string name =
        index < classes.size() ? printable(classes[index], 24) : std::to_string(answer.digit);
    const std::string text =
        answer.rejected
            ? fmt::format("{}: {}; if it were one: {}\n", file, no_digit_text(answer), name)
            : fmt::format("{}: {} ({:.2f} % sure)\n", file, styled(terminal, Ink::bold, name),
                          100 * answer.confidence);
    if (why) return text + explanation_text(*why, terminal);
    const auto bars = probability_bars(answer.probabilities, classes, terminal);
    return text + beside({""}, bars, terminal);
}

Status check_files(const PredictOptions& options) {
    CommandFiles files;
    files.reads("--model", "the model", options.model);
    files.reads_pictures(options.images);
    files.writes("--saliency", options.saliency);
    return files.check();
}

Result<int> run_predict(const PredictOptions& options) {
    INKLING_TRY_STATUS(options.set.finish());
    INKLING_TRY_STATUS(check_files(options));
    if (options.saliency) INKLING_TRY_STATUS(check_writable(*options.saliency));
    INKLING_TRY(LoadedModel loaded, load_model_from(options.model.value_or("")));
    INKLING_TRY(const Reader reader, reader_of(loaded));
    const auto& classes = reader.model().classes;
    const Terminal terminal = terminal_of(1);
    auto all = nlohmann::ordered_json::array();
    SaliencySheet sheet;
    int worst = 0;
    for (const std::string& file : options.images) {
        const FileAnswer result = answer_file(reader, file);
        if (result.error && result.error->code == ErrorCode::model)
            return Error(*result.error).within(loaded.name);
        if (result.error && !result.rejected) worst = std::max(worst, report_error(*result.error));
        const auto why = explained(reader, result, options);
        if (options.saliency && why) sheet.add(result.answer->framed.pixels, why->saliency);
        if (options.json) {
            all.push_back(as_json(result, reader.predictor().classes()));
            if (options.explain) all.back()["explanation"] = nullptr;
            if (options.explain && why) all.back()["explanation"] = explanation_json(*why);
        } else {
            INKLING_TRY_STATUS(write_output(
                as_text(result, classes, options.explain && why ? &*why : nullptr, terminal)));
        }
    }
    if (options.json) INKLING_TRY_STATUS(write_output(json_text(all)));
    if (!sheet.empty())
        INKLING_TRY_STATUS(write_file_atomic(*options.saliency, encode_png(sheet.picture())));
    return worst;
}

}  // namespace

void add_predict_command(CLI::App& program, Action& chosen) {
    CLI::App* command =
        add_command(program, "predict", "Read one digit on each picture",
                    "Examples:\n"
                    "  inkling predict digit.png\n"
                    "  inkling predict --explain --model inkling.safetensors *.jpg\n"
                    "  inkling predict digit.png --saliency why.png\n"
                    "Light or dark ink, any size; PNG, JPEG, TIFF, WebP, GIF, BMP and PNM.");
    auto options = std::make_shared<PredictOptions>(*command);
    options->set.arguments("IMAGE", options->images, "Picture files; - is the standard input")
        ->required();
    options->set.text("--model", "FILE", options->model,
                      "Model to read with (default: the built-in model)");
    options->set.flag("--explain", options->explain,
                      "Show the 28×28 that the network saw, and which pixels spoke for the answer");
    options->set.text("--saliency", "FILE.png", options->saliency,
                      "Write both as a picture: orange spoke for the answer, purple against it");
    options->set.flag("--json", options->json, "Print one JSON array, an object for each picture");
    command->callback([options, &chosen] { chosen = [options] { return run_predict(*options); }; });
}

}  // namespace inkling
