// The parts of the report page that tell what the network is and how it came about.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/utsname.h>

#include <chrono>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>

#include "inkling/app/html.hpp"
#include "inkling/app/json_output.hpp"
#include "inkling/app/progress.hpp"
#include "inkling/app/report_sections.hpp"
#include "inkling/app/version.hpp"
#include "inkling/base/text.hpp"

namespace inkling {

namespace {

using Json = nlohmann::ordered_json;

std::string pair(const std::string& name, const std::string& value) {
    return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", html_escaped(name), value);
}

/// "optimizer.learning_rate" and so on, in the order of the file.
void flatten(const Json& value, const std::string& prefix, std::string& html) {
    for (const auto& [key, inner] : value.items()) {
        const std::string name = prefix.empty() ? key : prefix + "." + key;
        if (inner.is_object())
            flatten(inner, name, html);
        else
            html += pair(name,
                         html_escaped(inner.is_string() ? inner.get<std::string>() : inner.dump()));
    }
}

std::string cpu_name() {
    std::ifstream file("/proc/cpuinfo");
    std::string line;
    for (int i = 0; i < 200 && std::getline(file, line); ++i)
        if (line.starts_with("model name") && line.find(": ") != std::string::npos)
            return line.substr(line.find(": ") + 2);
    return "unknown";
}

std::string system_name() {
    utsname names{};
    if (::uname(&names) != 0) return "unknown";
    return fmt::format("{} {} {}", names.sysname, names.release, names.machine);
}

std::string today() {
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} UTC", parts.tm_year + 1900, parts.tm_mon + 1,
                       parts.tm_mday, parts.tm_hour, parts.tm_min);
}

struct LayerRow {
    std::string detail;
    std::size_t outputs;
};

LayerRow row_of(const LayerSpec& layer, std::size_t inputs) {
    if (const auto* dense = std::get_if<Dense>(&layer)) {
        const bool linear = dense->activation == Activation::linear;
        return {linear ? "" : std::string(name_of(dense->activation)), dense->units};
    }
    if (const auto* activate = std::get_if<Activate>(&layer))
        return {std::string(name_of(activate->activation)), inputs};
    if (const auto* dropout = std::get_if<Dropout>(&layer))
        return {fmt::format("rate {:g}", dropout->rate), inputs};
    return {"", inputs};
}

}  // namespace

std::string report_layers(const ReportData& data) {
    const Network& network = data.model.network;
    const std::size_t others = data.model.committee.size();
    const std::string voters =
        others == 0 ? ""
                    : fmt::format(" The first of {} networks that vote, with {} weights together.",
                                  others + 1, with_commas(data.model.parameter_count()));
    std::string html = "<section><h2>Network</h2>\n<p class=\"note\">" +
                       fmt::format("{} pixels in, {} classes out, {} weights.",
                                   fmt::join(network.architecture().input_shape, " × "),
                                   network.outputs(), with_commas(network.parameter_count())) +
                       voters +
                       "</p>\n<div class=\"scroll\"><table class=\"plain\">\n<tr><th>layer</th>"
                       "<th class=\"left\"></th><th>outputs</th><th>weights</th></tr>\n";
    std::size_t outputs = network.inputs();
    const auto& layers = network.architecture().layers;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        std::size_t weights = 0;
        for (const Parameter& parameter : network.parameters())
            if (parameter.layer == i) weights += parameter.rows * parameter.columns;
        const LayerRow row = row_of(layers[i], outputs);
        outputs = row.outputs;
        html += fmt::format(R"(<tr><td>{}</td><td class="left">{}</td><td>{}</td><td>{}</td></tr>)"
                            "\n",
                            kind_of(layers[i]), row.detail, with_commas(outputs),
                            weights == 0 ? "" : with_commas(weights));
    }
    return html + "</table></div></section>\n";
}

std::string report_recipe(const ReportData& data) {
    const auto& facts = data.model.training.facts;
    const auto recipe = facts.find("recipe");
    if (recipe == facts.end()) return "";
    const Json json = Json::parse(recipe->second, nullptr, false);
    if (!json.is_object()) return "";
    std::string html = "<section class=\"recipe\"><h2>Recipe</h2>\n<dl>\n";
    flatten(json, "", html);
    return html + "</dl></section>\n";
}

std::string report_environment(const ReportData& data) {
    std::string html = "<section><h2>Origin</h2>\n<dl>\n";
    const auto& facts = data.model.training.facts;
    if (const auto command = facts.find("command"); command != facts.end())
        html += pair("command", "<code>" + html_escaped(command->second) + "</code>");
    html += pair("trained on", html_escaped(data.model.training.dataset));
    html += pair("evaluated on", fmt::format("{}, {} {} images", html_escaped(data.dataset.name),
                                             with_commas(data.part.count), data.split));
    html += pair("seed", std::to_string(data.model.training.seed));
    html += pair("model", html_escaped(data.model_name));
    html += pair("SHA-256", "<code>" + html_escaped(data.model_sha256) + "</code>");
    html += pair("inkling", version());
    html += pair("processor", html_escaped(cpu_name()));
    html += pair("system", html_escaped(system_name()));
    html += pair("written", today());
    return html + "</dl></section>\n";
}

}  // namespace inkling
