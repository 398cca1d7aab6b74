#include "inkling/app/report_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "inkling/app/chart.hpp"
#include "inkling/app/html.hpp"
#include "inkling/app/progress.hpp"
#include "inkling/base/text.hpp"

namespace inkling {

namespace {

std::string percent(double share) {
    return fmt::format("{:.2f} %", 100 * share);
}

std::string class_name(const ReportData& data, std::size_t label) {
    return label < data.dataset.classes.size() ? html_escaped(data.dataset.classes[label])
                                               : std::to_string(label);
}

std::string figure(const std::string& name, const std::string& value, const std::string& detail) {
    return fmt::format(
        R"(<div class="figure"><div class="name">{}</div><div class="value">{}</div>)"
        R"(<div class="detail">{}</div></div>)"
        "\n",
        name, value, detail);
}

/// "1,234" as a large number, its unit smaller.
std::string with_unit(const std::string& number, const std::string& unit) {
    return number + " <small>" + unit + "</small>";
}

std::vector<ReliabilityBin> bins_of(const ReportData& data, int count) {
    std::vector<ReliabilityBin> bins(static_cast<std::size_t>(count));
    for (std::size_t b = 0; b < bins.size(); ++b) {
        bins[b].low = static_cast<double>(b) / count;
        bins[b].high = static_cast<double>(b + 1) / count;
    }
    const Evaluation& evaluation = *data.evaluation;
    for (std::size_t i = 0; i < evaluation.confidence.size(); ++i) {
        const double confidence = static_cast<double>(evaluation.confidence[i]);
        const auto at = static_cast<std::size_t>(std::clamp(confidence, 0.0, 1.0) * count);
        ReliabilityBin& bin = bins[std::min(at, bins.size() - 1)];
        ++bin.images;
        bin.confidence += confidence;
        bin.accuracy += evaluation.answers[i] == data.part.labels[i] ? 1 : 0;
    }
    for (ReliabilityBin& bin : bins) {
        if (bin.images == 0) continue;
        bin.confidence /= static_cast<double>(bin.images);
        bin.accuracy /= static_cast<double>(bin.images);
    }
    return bins;
}

}  // namespace

std::string report_header(const ReportData& data) {
    const std::string name = html_escaped(data.dataset.name);
    std::string html = "<header>\n";
    html += fmt::format("<p class=\"eyebrow\">inkling · {} · {}</p>\n",
                        data.history.empty() ? "evaluation" : "training run",
                        html_escaped(data.model_name));
    if (data.evaluation != nullptr) {
        const Evaluation& e = *data.evaluation;
        html += fmt::format("<h1>Reads <b>{}</b> of {}’s {} images right</h1>\n",
                            percent(e.accuracy), name, data.split);
        html += fmt::format(
            "<p class=\"lead\">{} of {} were answered wrongly. With 95 % certainty the true "
            "accuracy "
            "lies between {} and {}.</p>\n",
            with_commas(e.errors), with_commas(e.images), percent(e.interval.first),
            percent(e.interval.second));
    } else {
        html += fmt::format(
            "<h1>Trained on {}</h1>\n<p class=\"lead\">The data set has no test "
            "images.</p>\n",
            name);
    }
    html += "</header>\n";
    if (!data.dataset.notice.empty())
        html += "<p class=\"warning\">" + html_escaped(data.dataset.notice) + "</p>\n";
    return html;
}

std::string report_figures(const ReportData& data) {
    std::string html = "<div class=\"figures\">\n";
    if (data.evaluation != nullptr) {
        const Evaluation& e = *data.evaluation;
        html += figure(
            "accuracy", with_unit(fmt::format("{:.2f}", 100 * e.accuracy), "%"),
            fmt::format("{:.2f} to {:.2f} %", 100 * e.interval.first, 100 * e.interval.second));
        html += figure("wrong", with_commas(e.errors), "of " + with_commas(e.images));
        html += figure("loss", fmt::format("{:.4f}", e.loss), "mean −log p of the label");
        html += figure("calibration error", with_unit(fmt::format("{:.2f}", 100 * e.ece), "%"),
                       "expected, 15 bins");
    }
    if (!data.history.empty()) {
        const std::string time = duration(data.train_seconds);
        const std::size_t space = time.find(' ');
        html += figure("training",
                       space == std::string::npos || time.find(' ', space + 1) != std::string::npos
                           ? time
                           : with_unit(time.substr(0, space), time.substr(space + 1)),
                       fmt::format("{} epochs, {} thread{}", data.history.size(), data.threads,
                                   data.threads == 1 ? "" : "s"));
    }
    html += figure("weights", with_commas(data.model.trainable_count()),
                   byte_size(data.model_bytes) + " on disk");
    return html + "</div>\n";
}

std::string report_curves(const ReportData& data) {
    if (data.history.empty()) return "";
    const double unknown = std::numeric_limits<double>::quiet_NaN();
    Curve loss{"training", "learning", {}}, accuracy = loss;
    Curve validation_loss{"validation", "validation", {}}, validation_accuracy = validation_loss;
    bool validated = false;
    for (const EpochRecord& r : data.history) {
        loss.values.push_back(r.loss);
        accuracy.values.push_back(r.accuracy);
        validated = validated || r.validation_accuracy >= 0;
        validation_loss.values.push_back(r.validation_loss >= 0 ? r.validation_loss : unknown);
        validation_accuracy.values.push_back(r.validation_accuracy >= 0 ? r.validation_accuracy
                                                                        : unknown);
    }
    const bool marked = validated && data.history.size() > 1;
    std::string legend = R"(<div class="legend"><span><i class="learning"></i>training</span>)";
    if (validated) legend += R"(<span><i class="validation"></i>validation</span>)";
    if (marked)
        legend +=
            fmt::format(R"(<span><i class="best"></i>kept: epoch {}</span>)", data.best_epoch);
    legend += "</div>\n";
    std::vector<Curve> losses = {loss}, accuracies = {accuracy};
    if (validated) {
        losses.push_back(validation_loss);
        accuracies.push_back(validation_accuracy);
    }
    const int mark = marked ? data.best_epoch : 0;
    return "<div class=\"columns\">\n<section><h2>Loss</h2>\n" + legend +
           line_chart(losses, {"Loss over epochs", false, mark}) +
           "</section>\n<section><h2>Accuracy</h2>\n" + legend +
           line_chart(accuracies, {"Accuracy over epochs", true, mark}) + "</section>\n</div>\n";
}

std::string report_confusion(const ReportData& data) {
    if (data.evaluation == nullptr) return "";
    const auto& confusion = data.evaluation->confusion;
    std::uint32_t most = 1;
    for (std::size_t r = 0; r < confusion.size(); ++r)
        for (std::size_t c = 0; c < confusion[r].size(); ++c)
            if (r != c) most = std::max(most, confusion[r][c]);
    std::string html =
        "<section><h2>Confusion</h2>\n<p class=\"note\">Rows: what it is. Columns: what was "
        "answered.</p>\n<div class=\"scroll\"><table class=\"confusion\">\n<tr><th></th>";
    for (std::size_t c = 0; c < confusion.size(); ++c)
        html += "<th>" + class_name(data, c) + "</th>";
    html += "</tr>\n";
    for (std::size_t r = 0; r < confusion.size(); ++r) {
        html += "<tr><th>" + class_name(data, r) + "</th>";
        for (std::size_t c = 0; c < confusion[r].size(); ++c) {
            const std::uint32_t count = confusion[r][c];
            const std::string title = fmt::format("{} answered as {}: {}", class_name(data, r),
                                                  class_name(data, c), with_commas(count));
            const std::string kind = r == c ? R"(class="right")"
                                     : count == 0
                                         ? R"(class="none")"
                                         : fmt::format(R"(style="--h:{:.2f}")",
                                                       0.12 + 0.88 * std::sqrt(count * 1.0 / most));
            html += fmt::format(R"(<td {} title="{}">{}</td>)", kind, title, count);
        }
        html += "</tr>\n";
    }
    return html + "</table></div></section>\n";
}

std::string report_classes(const ReportData& data) {
    if (data.evaluation == nullptr) return "";
    std::string html =
        "<section><h2>Classes</h2>\n<p class=\"note\">Recall: how many of a class are found. "
        "Precision: how many answers of a class are right.</p>\n<div class=\"scroll\">"
        "<table class=\"plain\">\n<tr><th>class</th><th>images</th><th>wrong</th>"
        "<th>precision</th><th>recall</th></tr>\n";
    double lowest = 1;
    for (const ClassScore& score : data.evaluation->per_class)
        lowest = std::min(lowest, score.recall);
    // The meters show differences, which 0 to 100 % would hide.
    const double floor = std::max(0.0, 1 - 1.5 * (1 - lowest));
    for (std::size_t i = 0; i < data.evaluation->per_class.size(); ++i) {
        const ClassScore& score = data.evaluation->per_class[i];
        const double fill = floor < 1 ? (score.recall - floor) / (1 - floor) : 1;
        html += fmt::format(
            R"(<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}<span class="meter">)"
            R"(<i style="width:{:.0f}%"></i></span></td></tr>)"
            "\n",
            class_name(data, i), with_commas(score.images),
            with_commas(score.images - score.correct), percent(score.precision),
            percent(score.recall), 100 * std::clamp(fill, 0.0, 1.0));
    }
    return html + "</table></div></section>\n";
}

std::string report_reliability(const ReportData& data) {
    if (data.evaluation == nullptr) return "";
    return "<section><h2>Reliability</h2>\n<p class=\"note\">Of the answers given with 90 % "
           "certainty, 90 % should be right: bars on the dashed line. Pale bars stand for few "
           "images.</p>\n" +
           reliability_chart(bins_of(data, 10)) + "</section>\n";
}

std::string report_hardest(const ReportData& data) {
    if (data.evaluation == nullptr) return "";
    constexpr std::size_t most = 40;
    const Evaluation& e = *data.evaluation;
    std::string images;
    std::size_t shown = 0;
    for (const std::uint32_t index : e.hardest) {
        const std::uint8_t label = data.part.labels[index];
        if (e.answers[index] == label || shown == most) continue;
        ++shown;
        GreyImage picture{
            static_cast<int>(data.part.width), static_cast<int>(data.part.height), {}};
        for (const std::uint8_t ink : data.part.image(index))
            picture.pixels.push_back(static_cast<std::uint8_t>(255 - ink));
        images += fmt::format(
            R"(<figure>{}<figcaption><b>{}</b> read as <span class="wrong">{}</span><br>)"
            "{:.1f} % · #{}</figcaption></figure>\n",
            inline_image(picture, 4, "image " + std::to_string(index)), class_name(data, label),
            class_name(data, e.answers[index]), 100 * e.confidence[index], index);
    }
    if (images.empty()) return "";
    return fmt::format(
        "<section><h2>Most wrong</h2>\n<p class=\"note\">The {} errors in which the "
        "label was given the lowest probability: label, answer, how sure it was, and the "
        "number of the image.</p>\n<div class=\"gallery\">\n{}"
        "</div></section>\n",
        shown, images);
}

}  // namespace inkling
