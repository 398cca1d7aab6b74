// `inkling read IMAGE…`: whole numbers, pages and forms.
#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>

#include "inkling/app/command_files.hpp"
#include "inkling/app/commands.hpp"
#include "inkling/app/common_options.hpp"
#include "inkling/app/console.hpp"
#include "inkling/app/json_output.hpp"
#include "inkling/app/model_source.hpp"
#include "inkling/app/option_set.hpp"
#include "inkling/app/read_debug.hpp"
#include "inkling/app/read_inputs.hpp"
#include "inkling/app/read_journal.hpp"
#include "inkling/app/read_progress.hpp"
#include "inkling/app/read_run.hpp"
#include "inkling/app/review_page.hpp"
#include "inkling/app/signals.hpp"
#include "inkling/base/text.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/bytes/sha256.hpp"

namespace inkling {

namespace {

using Json = nlohmann::ordered_json;

constexpr double review_below = 0.95;  // digits that are less sure are asked about

struct ReadOptions {
    explicit ReadOptions(CLI::App& command) : set(command) {}
    OptionSet set;
    RunOptions run;
    std::vector<std::string> images;
    std::optional<std::string> model, debug, fields, review, out;
    std::optional<double> min_confidence;
    bool csv = false;
    bool text = false;
    bool resume = false;

    [[nodiscard]] double least() const { return min_confidence.value_or(0); }
};

/// Where a run writes down what it has read so far.
std::string journal_of(const std::string& out) {
    return out + ".part";
}

Status check(const ReadOptions& options) {
    INKLING_TRY_STATUS(options.set.finish());
    if (options.run.json + options.csv + options.text > 1)
        return usage_error("--json, --csv and --text exclude each other", "give one of them");
    if (options.resume && !options.out)
        return usage_error("--resume goes on with the file of --out, and there is none",
                           "give the --out FILE of the interrupted run");
    if (options.resume && options.review)
        return usage_error("--review needs all pictures: it cannot be made with --resume",
                           "leave out one of them");
    if (options.review && options.fields)
        return usage_error("--review shows pages, not --fields", "leave out one of them");
    return {};
}

/// Before hours of work: whether all can be written, and nothing that is read is written over.
Status check_files(const ReadOptions& options, const std::vector<std::string>& pictures) {
    CommandFiles files;
    files.reads("--model", "the model", options.model);
    files.reads("--fields", "the form", options.fields);
    files.reads_pictures(pictures);
    files.writes("--out", options.out);
    if (options.out) files.writes("--out", journal_of(*options.out), "journal");
    files.writes("--review", options.review);
    if (options.debug)
        for (const std::string& picture : pictures)
            files.writes("--debug", debug_picture_path(picture, *options.debug));
    INKLING_TRY_STATUS(files.check());
    if (options.out) INKLING_TRY_STATUS(check_writable(*options.out));
    if (options.review) INKLING_TRY_STATUS(check_writable(*options.review));
    if (options.debug) INKLING_TRY_STATUS(make_folder(*options.debug));
    return {};
}

/// Everything of one run: what to read, and what came of it so far.
class Run {
  public:
    Run(const ReadOptions& options, ReadRequest request)
        : options_(options), request_(std::move(request)), records_(request_.files.size()) {}

    Result<int> read(const std::string& model_sha256, const std::string& form_text,
                     const SignalGuard& signals) {
        if (options_.out) {
            std::string key = model_sha256 + form_text + fmt::format("{}", options_.least());
            for (const std::string& file : request_.files) key += "\n" + file;
            INKLING_TRY(journal_, ReadJournal::open(journal_of(*options_.out),
                                                    sha256_hex(bytes_of(key)), options_.resume));
        }
        INKLING_TRY_STATUS(begin());
        ThreadPool pool(options_.run.thread_count());
        const Status status = read_all(request_, wanted(), pool,
                                       [&](std::size_t index, std::vector<ReadPage>&& pages) {
                                           return take(index, std::move(pages));
                                       });
        progress_->clear();
        if (!status && status.error().code == ErrorCode::interrupted) return stopped(signals);
        if (!status) return Error(status.error());
        INKLING_TRY_STATUS(finish());
        return worst_;
    }

  private:
    [[nodiscard]] std::vector<std::size_t> wanted() {
        std::vector<std::size_t> indices;
        for (std::size_t i = 0; i < request_.files.size(); ++i) {
            const Json* before = journal_ ? journal_->find(i) : nullptr;
            if (before != nullptr)
                records_[i] = *before;
            else
                indices.push_back(i);
        }
        progress_.emplace(options_.run.progress_on(terminal_of(2)), indices.size());
        return indices;
    }

    Status begin() {
        if (!options_.csv) return {};
        return put(request_.form ? fields_csv_header(*request_.form) : csv_header());
    }

    Status take(std::size_t index, std::vector<ReadPage>&& pages) {
        Json records = Json::array();
        for (ReadPage& page : pages) {
            if (page.error) {
                progress_->clear();
                // It can read no other page either.
                if (page.error->code == ErrorCode::model) return std::move(*page.error);
                worst_ = std::max(worst_, report_error(*page.error));
            }
            records.push_back(page_json(page, options_.least()));
            if (options_.review) review_.push_back(std::move(page));
        }
        progress_->step();
        if (journal_) INKLING_TRY_STATUS(journal_->add(index, records));
        records_[index] = std::move(records);
        // Without a file for them, answers are written as soon as they are there.
        if (!options_.out && !options_.run.json) {
            INKLING_TRY_STATUS(write_output(words_of(records_[index])));
            records_[index] = Json::array();
        }
        return {};
    }

    /// CSV or text of one file's records.
    std::string words_of(const Json& records) const {
        std::string text;
        for (const Json& page : records) {
            if (options_.csv) {
                text += request_.form ? fields_csv(page) : page_csv(page);
                continue;
            }
            if (page.contains("error")) continue;
            const std::string name = printable(page["file"].get<std::string>());
            const std::string words = page_text(page);
            if (words.empty()) write_note(name + ": no digits found\n");
            if (!options_.text && (request_.files.size() > 1 || page.contains("page")))
                text += page.contains("page")
                            ? fmt::format("{}, page {}:\n", name, page["page"].get<int>())
                            : name + ":\n";
            text += words;
        }
        return text;
    }

    Status put(const std::string& text) {
        if (!options_.out) return write_output(text);
        output_ += text;
        return {};
    }

    Status finish() {
        if (options_.run.json) {
            Json all = Json::array();
            for (Json& records : records_)
                for (Json& page : records) all.push_back(std::move(page));
            INKLING_TRY_STATUS(put(json_text(all)));
        } else {
            for (const Json& records : records_) INKLING_TRY_STATUS(put(words_of(records)));
        }
        if (options_.out) {
            INKLING_TRY_STATUS(write_file_atomic(*options_.out, bytes_of(output_)));
            journal_->remove();
        }
        if (options_.review)
            INKLING_TRY_STATUS(write_file_atomic(
                *options_.review,
                bytes_of(review_page(review_, options_.min_confidence.value_or(review_below)))));
        return {};
    }

    [[nodiscard]] int stopped(const SignalGuard& signals) const {
        if (options_.out)
            write_note(
                fmt::format("stopped; what was read is in {}; the same command with "
                            "--resume goes on\n",
                            printable(journal_of(*options_.out))));
        return signals.exit_code();
    }

    const ReadOptions& options_;
    ReadRequest request_;
    std::vector<Json> records_;  // of each file
    std::vector<ReadPage> review_;
    std::optional<ReadJournal> journal_;
    std::optional<ReadProgress> progress_;
    std::string output_;
    int worst_ = 0;
};

Result<int> run_read(const ReadOptions& options) {
    INKLING_TRY_STATUS(check(options));
    ReadRequest request;
    INKLING_TRY(request.files, picture_files(options.images));
    INKLING_TRY_STATUS(check_files(options, request.files));
    std::string form_text;
    if (options.fields) {
        INKLING_TRY(const Bytes bytes, read_file(*options.fields));
        form_text.assign(bytes.begin(), bytes.end());
        auto form = parse_form(form_text);
        if (!form) return std::move(form).error().within(printable(*options.fields));
        request.form = std::move(form).value();
    }
    INKLING_TRY(const LoadedReader loaded, load_page_reader(options.model.value_or("")));
    const SignalGuard signals;
    request.reader = &loaded.reader;
    request.model_name = loaded.name;
    request.debug_folder = options.debug.value_or("");
    request.keep_pictures = options.review.has_value();
    request.cancel = &signals.token();
    return Run(options, std::move(request)).read(loaded.sha256, form_text, signals);
}

void declare(ReadOptions& options) {
    options.set
        .arguments("IMAGE", options.images,
                   "Picture files, and folders of them; - is the standard input")
        ->required();
    options.set.text("--model", "FILE", options.model,
                     "Model to read with (default: the built-in model for pages)");
    options.set.number("--min-confidence", {0, 1}, options.min_confidence,
                       "Digits that are less sure become ? (default: 0)");
    options.set.text("--fields", "FORM.json", options.fields,
                     "Read the fields of a form: one row a page");
    options.set.group("Output");
    options.set.flag("--csv", options.csv, "Print one line for each number, or each form");
    options.set.flag("--text", options.text, "Print the numbers and nothing else");
    options.set.text("--out", "FILE", options.out,
                     "Write to this file, whole or not at all, and keep what is done meanwhile");
    options.set.flag("--resume", options.resume,
                     "Go on where a run with the same --out was interrupted");
    options.set.text("--review", "FILE.html", options.review,
                     "Write a page on which a person corrects doubtful digits");
    options.set.text("--debug", "DIR", options.debug,
                     "Write each picture there with what was found drawn on it");
    options.set.group("Running");
    options.run.declare(options.set, true);
}

}  // namespace

void add_read_command(CLI::App& program, Action& chosen) {
    CLI::App* command = add_command(
        program, "read", "Read all numbers on pictures of pages, forms and lines",
        "Examples:\n"
        "  inkling read photo.jpg\n"
        "  inkling read --csv --out numbers.csv --review review.html scans/\n"
        "  inkling read --json --min-confidence 0.9 - < page.tif\n"
        "  inkling read --csv --fields form.json scans/*.png\n"
        "Photos and scans, dark or light ink, plain, ruled, squared or form paper;\n"
        "what is no digit is left out. A form template, in pixels of an empty form:\n"
        "  {\"width\": 1240, \"height\": 1754,\n"
        "   \"frame\": {\"left\": 60, \"top\": 60, \"width\": 1120, \"height\": 1634},\n"
        "   \"fields\": [{\"name\": \"card\", \"digits\": 16, \"check\": \"luhn\",\n"
        "     \"box\": {\"left\": 100, \"top\": 200, \"width\": 800, \"height\": 60}}]}\n"
        "frame, digits (N or [least, most]), allowed (\"0123\") and check (luhn, ean,\n"
        "isbn13, isbn10, mod97) may be left out.");
    auto options = std::make_shared<ReadOptions>(*command);
    declare(*options);
    command->callback([options, &chosen] { chosen = [options] { return run_read(*options); }; });
}

}  // namespace inkling
