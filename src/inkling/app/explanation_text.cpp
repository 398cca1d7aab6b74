#include "inkling/app/explanation_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "inkling/app/draw.hpp"
#include "inkling/app/saliency_picture.hpp"
#include "inkling/base/text.hpp"
#include "inkling/predict/saliency.hpp"

namespace inkling {

namespace {

constexpr std::size_t most_shown = 3;

std::vector<std::size_t> likeliest(const std::vector<double>& probabilities) {
    std::vector<std::size_t> order(probabilities.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return probabilities[a] > probabilities[b];
    });
    order.resize(std::min(order.size(), most_shown));
    return order;
}

std::size_t explained_output(const Reader& reader, const DigitAnswer& answer) {
    return answer.rejected ? reader.predictor().classes() : static_cast<std::size_t>(answer.digit);
}

/// A picture under its caption.
std::vector<std::string> captioned(const std::string& caption, std::vector<std::string> picture) {
    picture.insert(picture.begin(), caption);
    return picture;
}

std::string legend(const Explained& explained, const Terminal& terminal) {
    const std::string answer =
        explained.answer.rejected
            ? "no digit"
            : explained.name_of(static_cast<std::size_t>(explained.answer.digit));
    return terminal.colour ? fmt::format("orange spoke for {}, purple against it", answer)
                           : fmt::format("what spoke for {}", answer);
}

}  // namespace

Explained::Explained(const Reader& reader, const DigitAnswer& given)
    : answer(given),
      classes(reader.model().classes),
      reject_above(reader.predictor().can_reject() ? reader.predictor().reject_above() : 1),
      saliency(inkling::saliency(reader.predictor(), given.framed.pixels,
                                 explained_output(reader, given))),
      top(likeliest(given.probabilities)) {}

std::string Explained::name_of(std::size_t index) const {
    return index < classes.size() ? printable(classes[index], 24) : std::to_string(index);
}

nlohmann::ordered_json explanation_json(const Explained& explained) {
    const DigitAnswer& answer = explained.answer;
    const Box& box = answer.framed.ink_box;
    auto top = nlohmann::ordered_json::array();
    for (const std::size_t index : explained.top)
        top.push_back({{"digit", index}, {"probability", answer.probabilities[index]}});
    return {{"network_saw", answer.framed.pixels},
            {"dark_ink", answer.framed.inverted},
            {"ink_box", {box.left, box.top, box.width, box.height}},
            {"top", top},
            {"no_digit", answer.none},
            {"reject_above", explained.reject_above},
            {"saliency", explained.saliency}};
}

std::string explanation_text(const Explained& explained, const Terminal& terminal) {
    const DigitAnswer& answer = explained.answer;
    std::string text = answer.framed.inverted ? "dark ink on light paper; the network saw:\n"
                                              : "light ink on dark paper; the network saw:\n";
    if (answer.rejected)
        text = fmt::format(
                   "rejected because the probability of no digit, {:.2f} %, is above {:.2f} %\n",
                   100 * answer.none, 100 * explained.reject_above) +
               text;
    text += beside(captioned("", drawn(answer.framed.pixels, framed_side, terminal)),
                   captioned(legend(explained, terminal),
                             drawn_saliency(answer.framed.pixels, explained.saliency, terminal)),
                   terminal);
    std::vector<double> probabilities;
    std::vector<std::string> names;
    for (const std::size_t index : explained.top) {
        probabilities.push_back(answer.probabilities[index]);
        names.push_back(explained.name_of(index));
    }
    for (const std::string& bar : probability_bars(probabilities, names, terminal))
        text += bar + "\n";
    return text;
}

}  // namespace inkling
