#include "inkling/app/evaluation_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "inkling/app/draw.hpp"
#include "inkling/app/train_result.hpp"
#include "inkling/base/text.hpp"

namespace inkling {

namespace {

std::vector<std::string> class_names(const Dataset& dataset) {
    std::vector<std::string> names;
    for (const std::string& name : dataset.classes) names.push_back(printable(name, 16));
    return names;
}

int widest(const std::vector<std::string>& names, int least) {
    int width = least;
    for (const std::string& name : names) width = std::max(width, display_width(name));
    return width;
}

std::string class_table(const Evaluation& evaluation, const std::vector<std::string>& names) {
    const int width = widest(names, 5);
    std::string text = fmt::format("\n{:<{}}  {:>9}  {:>9}  {:>7}  {:>6}\n", "class", width,
                                   "precision", "recall", "images", "wrong");
    for (std::size_t i = 0; i < evaluation.per_class.size(); ++i) {
        const ClassScore& score = evaluation.per_class[i];
        text += fmt::format("{:<{}}  {:>7.2f} %  {:>7.2f} %  {:>7}  {:>6}\n", names[i], width,
                            100 * score.precision, 100 * score.recall, with_commas(score.images),
                            with_commas(score.images - score.correct));
    }
    return text;
}

std::string confusion_table(const Evaluation& evaluation, const std::vector<std::string>& names,
                            const Terminal& terminal) {
    const std::size_t classes = evaluation.confusion.size();
    const int name_width = widest(names, 5);
    const int cell = 7;
    const int needed = name_width + cell * static_cast<int>(classes);
    if (terminal.interactive && needed > terminal.width) return "";
    std::string text = "\nlabel (down) and answer (across)\n" +
                       std::string(static_cast<std::size_t>(name_width), ' ');
    for (const std::string& name : names) text += fmt::format("{:>{}}", name.substr(0, 6), cell);
    text += "\n";
    for (std::size_t row = 0; row < classes; ++row) {
        text += fmt::format("{:<{}}", names[row], name_width);
        for (std::size_t column = 0; column < classes; ++column) {
            const std::uint32_t count = evaluation.confusion[row][column];
            const std::string number =
                fmt::format("{:>{}}", count == 0 ? "." : std::to_string(count), cell);
            const Ink ink = row == column ? Ink::green : count > 0 ? Ink::red : Ink::dim;
            text += styled(terminal, ink, number);
        }
        text += "\n";
    }
    return text;
}

/// The images that the model is most wrong about, as many as fit beside each other.
std::string hardest_images(const Evaluated& evaluated, const Evaluation& evaluation,
                           const Terminal& terminal) {
    const auto side = static_cast<int>(evaluated.part.width);
    const int gap = 2;
    const auto room = static_cast<std::size_t>(std::max(1, (terminal.width + gap) / (side + gap)));
    std::vector<std::uint32_t> wrong;
    for (const std::uint32_t index : evaluation.hardest)
        if (evaluation.answers[index] != evaluated.part.labels[index]) wrong.push_back(index);
    if (wrong.empty()) return "";
    if (wrong.size() > std::min<std::size_t>(room, 4)) wrong.resize(std::min<std::size_t>(room, 4));
    std::string captions;
    std::vector<std::string> rows;
    const std::string space(static_cast<std::size_t>(gap), ' ');
    for (const std::uint32_t index : wrong) {
        const auto picture = drawn(evaluated.part.image(index), side, terminal);
        rows.resize(std::max(rows.size(), picture.size()));
        for (std::size_t i = 0; i < picture.size(); ++i)
            rows[i] +=
                picture[i] +
                std::string(static_cast<std::size_t>(side - display_width(picture[i])), ' ') +
                space;
        const auto& classes = evaluated.dataset.classes;
        captions += fmt::format("{:<{}}{}",
                                fmt::format("#{}: {}, not {} ({:.1f} %)", index,
                                            printable(classes[evaluated.part.labels[index]], 8),
                                            printable(classes[evaluation.answers[index]], 8),
                                            100 * evaluation.confidence[index]),
                                side, space);
    }
    std::string text = "\nmost wrong (label, not the answer, and how sure it was):\n";
    for (std::string& row : rows) text += row + "\n";
    return text + captions + "\n";
}

}  // namespace

nlohmann::ordered_json evaluation_json(const Evaluation& evaluation) {
    auto per_class = nlohmann::ordered_json::array();
    for (const ClassScore& score : evaluation.per_class)
        per_class.push_back({{"images", score.images},
                             {"correct", score.correct},
                             {"precision", score.precision},
                             {"recall", score.recall}});
    return {
        {"accuracy", evaluation.accuracy}, {"errors", evaluation.errors},
        {"images", evaluation.images},     {"ece", evaluation.ece},
        {"nll", evaluation.loss},          {"rejected", evaluation.rejected},
        {"per_class", per_class},          {"confusion", evaluation.confusion},
    };
}

std::string evaluation_text(const Evaluated& evaluated, const Evaluation& evaluation,
                            const Terminal& terminal) {
    const auto names = class_names(evaluated.dataset);
    std::string text = fmt::format("{} on the {} images of {}\n\n", evaluated.model,
                                   evaluated.split, printable(evaluated.dataset.name));
    text += fmt::format("accuracy     {}\n", accuracy_text(evaluation));
    text += fmt::format("loss (NLL)   {:.4f}\n", evaluation.loss);
    text +=
        fmt::format("calibration  {:.2f} % off on average (ECE, 15 bins)\n", 100 * evaluation.ece);
    if (evaluation.rejected > 0)
        text += fmt::format("rejected     {} of {} taken for no digit\n",
                            with_commas(evaluation.rejected), with_commas(evaluation.images));
    text += class_table(evaluation, names);
    text += confusion_table(evaluation, names, terminal);
    return text + hardest_images(evaluated, evaluation, terminal);
}

}  // namespace inkling
