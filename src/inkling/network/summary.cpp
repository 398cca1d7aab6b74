// The layer table, in the form that Keras users know.
#include <fmt/format.h>

#include "inkling/base/text.hpp"
#include "inkling/network/network.hpp"

namespace inkling {

namespace {

struct Row {
    std::string layer, shape, parameters;
};

std::string shape_text(std::size_t columns) {
    return fmt::format("(None, {})", columns);
}

std::vector<Row> rows_of(const Network& network) {
    const Architecture& architecture = network.architecture();
    std::string input = "(None";
    for (const std::size_t extent : architecture.input_shape)
        input += ", " + std::to_string(extent);
    std::vector<Row> rows = {{"Input", input + ")", "0"}};
    std::size_t size = architecture.input_size();
    for (std::size_t i = 0; i < architecture.layers.size(); ++i) {
        const LayerSpec& layer = architecture.layers[i];
        std::string label{kind_of(layer)};
        if (const auto* dense = std::get_if<Dense>(&layer)) {
            size = dense->units;
            label += fmt::format(" ({})", name_of(dense->activation));
        } else if (const auto* features = std::get_if<Features>(&layer)) {
            size = features->size();
        } else if (const auto* activation = std::get_if<Activate>(&layer)) {
            label += fmt::format(" ({})", name_of(activation->activation));
        } else if (const auto* dropout = std::get_if<Dropout>(&layer)) {
            label += fmt::format(" ({})", dropout->rate);
        }
        std::size_t weights = 0;
        for (const Parameter& p : network.parameters())
            if (p.layer == i) weights += p.rows * p.columns;
        rows.push_back({label, shape_text(size), with_commas(weights)});
    }
    return rows;
}

}  // namespace

std::string Network::summary() const {
    const auto line = [](const char* left, const char* middle, const char* right) {
        std::string text = left;
        for (const int width : {30, 20, 13}) {
            for (int i = 0; i < width; ++i) text += "─";
            text += width == 13 ? right : middle;
        }
        return text + "\n";
    };
    std::string text = line("┌", "┬", "┐");
    text += fmt::format("│ {:<28} │ {:<18} │ {:>11} │\n", "Layer", "Output shape", "Parameters");
    text += line("├", "┼", "┤");
    for (const Row& row : rows_of(*this))
        text += fmt::format("│ {:<28} │ {:<18} │ {:>11} │\n", row.layer, row.shape, row.parameters);
    text += line("└", "┴", "┘");
    text += fmt::format(
        "Parameters: {} ({:.1f} kB), trainable: {}\n", with_commas(parameter_count()),
        static_cast<double>(parameter_count()) * 4 / 1000, with_commas(trainable_count()));
    return text;
}

}  // namespace inkling
