#include "inkling/app/rejection_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "inkling/base/text.hpp"

namespace inkling {

namespace {

double share(std::size_t part, std::size_t whole) {
    return static_cast<double>(part) / static_cast<double>(std::max<std::size_t>(1, whole));
}

}  // namespace

nlohmann::ordered_json rejection_json(const RejectionResult& result) {
    auto strangers = nlohmann::ordered_json::array();
    for (const RejectionScore& score : result.strangers)
        strangers.push_back({{"name", score.name},
                             {"images", score.images},
                             {"auroc", score.auroc},
                             {"rejected", score.rejected}});
    return {{"can_reject", result.can_reject},
            {"images", result.digits},
            {"rejected", result.digits_rejected},
            {"ood", strangers}};
}

std::string rejection_text(const RejectionResult& result) {
    std::string text =
        fmt::format("{}: digits of {} ({} images) against what is none\n", result.model,
                    printable(result.dataset), with_commas(result.digits));
    text += result.can_reject
                ? fmt::format("rejected     {:.2f} % of the digits\n",
                              100 * share(result.digits_rejected, result.digits))
                : "the model cannot reject (train with --negatives); judged by its confidence\n";
    std::size_t width = 4;
    for (const RejectionScore& score : result.strangers) width = std::max(width, score.name.size());
    text += fmt::format("\n{:<{}}  {:>7}  {:>9}  {:>10}\n", "kind", width, "images", "AUROC",
                        "rejected");
    for (const RejectionScore& score : result.strangers)
        text += fmt::format("{:<{}}  {:>7}  {:>7.2f} %  {:>8.2f} %\n", printable(score.name), width,
                            with_commas(score.images), 100 * score.auroc,
                            100 * share(score.rejected, score.images));
    return text;
}

}  // namespace inkling
