#include "inkling/app/comparison_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "inkling/app/train_result.hpp"
#include "inkling/base/text.hpp"

namespace inkling {

namespace {

/// "better" is the place of the better model among the two, or nothing.
std::optional<int> better_of(const Comparison& comparison) {
    if (!comparison.significant()) return {};
    return comparison.only_first_right > comparison.only_second_right ? 0 : 1;
}

/// Three digits; small ones as such, for nobody needs 1.3e-41.
std::string p_text(double p) {
    return p < 0.0001 ? "below 0.0001" : fmt::format("{:.3g}", p);
}

std::string verdict(const Compared& compared, const Terminal& terminal) {
    const Comparison& c = compared.comparison;
    if (c.only_first_right + c.only_second_right == 0)
        return "No difference: both are right on the same images.\n";
    const std::optional<int> better = better_of(c);
    if (!better)
        return fmt::format(
            "No difference is shown: equal models would differ as much in {:.1f} % of cases.\n",
            100 * c.p_value);
    const std::string chance =
        c.p_value < 0.0001 ? "less than 0.01" : fmt::format("{:.2g}", 100 * c.p_value);
    const auto& name = (*better == 0 ? compared.first : compared.second).model.name;
    return fmt::format("{} is better ({}): equal models would differ as much in {} % of cases.\n",
                       *better == 0 ? "A" : "B", styled(terminal, Ink::bold, name), chance);
}

nlohmann::ordered_json side_json(const Compared::Side& side) {
    return {{"model", side.model.name},
            {"model_sha256", side.model.sha256},
            {"accuracy", side.evaluation.accuracy},
            {"interval", {side.evaluation.interval.first, side.evaluation.interval.second}},
            {"errors", side.evaluation.errors}};
}

}  // namespace

nlohmann::ordered_json comparison_json(const Compared& compared) {
    const Comparison& c = compared.comparison;
    const std::optional<int> better = better_of(c);
    const auto images = static_cast<double>(std::max<std::size_t>(1, c.images));
    return {
        {"images", c.images},
        {"models", {side_json(compared.first), side_json(compared.second)}},
        {"both_right", c.both_right},
        {"b", c.only_first_right},
        {"c", c.only_second_right},
        {"both_wrong", c.both_wrong},
        {"agreement", static_cast<double>(c.same_answer) / images},
        {"p_value", c.p_value},
        {"significant", c.significant()},
        {"better", better ? nlohmann::ordered_json(*better) : nlohmann::ordered_json(nullptr)},
    };
}

std::string comparison_text(const Compared& compared, const Terminal& terminal) {
    const Comparison& c = compared.comparison;
    const auto images = static_cast<double>(std::max<std::size_t>(1, c.images));
    std::string text = fmt::format("Two models on the {} images of {}\n\n", compared.split,
                                   printable(compared.dataset));
    text += fmt::format("A  {}\n   accuracy  {}\n", compared.first.model.name,
                        accuracy_text(compared.first.evaluation));
    text += fmt::format("B  {}\n   accuracy  {}\n\n", compared.second.model.name,
                        accuracy_text(compared.second.evaluation));
    text += fmt::format("{:12}{:>12}{:>12}\n", "", "B is right", "B is wrong");
    text += fmt::format("{:12}{:>12}{:>12}\n", "A is right", with_commas(c.both_right),
                        with_commas(c.only_first_right));
    text += fmt::format("{:12}{:>12}{:>12}\n\n", "A is wrong", with_commas(c.only_second_right),
                        with_commas(c.both_wrong));
    text += fmt::format("agreement  {:.2f} % of the images get the same answer\n",
                        100 * static_cast<double>(c.same_answer) / images);
    text +=
        fmt::format("p value    {} (McNemar's test, exact: {} against {})\n\n", p_text(c.p_value),
                    with_commas(c.only_first_right), with_commas(c.only_second_right));
    return text + verdict(compared, terminal);
}

}  // namespace inkling
