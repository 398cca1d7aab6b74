// `inkling info [MODEL]`: the layer table, what the model expects, and where it comes from.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "inkling/app/commands.hpp"
#include "inkling/app/console.hpp"
#include "inkling/app/help.hpp"
#include "inkling/app/json_output.hpp"
#include "inkling/app/model_source.hpp"
#include "inkling/app/option_set.hpp"
#include "inkling/app/progress.hpp"
#include "inkling/base/text.hpp"

namespace inkling {

namespace {

struct InfoOptions {
    explicit InfoOptions(CLI::App& command) : set(command) {}
    OptionSet set;
    std::string model;
    bool json = false;
};

std::string percent_or_unknown(double share) {
    return share < 0 ? "unknown" : fmt::format("{:.2f} %", 100 * share);
}

/// "activation relu, batch_size 128 …" over several lines.
std::string recipe_text(const std::string& recipe) {
    const auto json = nlohmann::ordered_json::parse(recipe, nullptr, false);
    if (!json.is_object()) return recipe;
    std::string text;
    for (const auto& [name, value] : json.items())
        text += (text.empty() ? "" : "; ") + name + " " + json_word(value);
    return text;
}

std::string table(const LoadedModel& loaded) {
    const Model& model = loaded.model;
    std::string text = model.network.summary();
    if (!text.ends_with('\n')) text += '\n';
    const auto line = [&text](const std::string& name, const std::string& value) {
        if (!value.empty())
            text += fmt::format("{:<20} {}\n", name, wrapped(printable(value, 2000), 79, 21));
    };
    text += '\n';
    line("input",
         fmt::format("{} pixels, framing {}, front end {}",
                     fmt::join(model.network.architecture().input_shape, " × "),
                     model.preprocessing.framing, front_end_of(model.network.architecture())));
    for (const Member& member : model.committee)
        line("votes with", fmt::format("framing {}, front end {}, {} weights", member.framing,
                                       front_end_of(member.network.architecture()),
                                       with_commas(member.network.parameter_count())));
    if (model.alone_above < 1)
        line("votes", fmt::format("are asked for where the first network is not {:g} % sure",
                                  100 * model.alone_above));
    if (model.can_reject())
        line("rejects",
             fmt::format("what is no digit by more than {:g} %", 100 * model.reject_above));
    line("classes", fmt::format("{}", fmt::join(model.classes, " ")));
    line("trained on", model.training.dataset);
    line("test accuracy", percent_or_unknown(model.training.test_accuracy));
    if (model.training.validation_accuracy >= 0)
        line("validation accuracy", percent_or_unknown(model.training.validation_accuracy));
    line("epochs", fmt::format("{}", model.training.epochs));
    line("seed", fmt::format("{}", model.training.seed));
    for (const auto& [name, value] : model.training.facts)
        if (name != "recipe") line(name, value);
    const auto recipe = model.training.facts.find("recipe");
    if (recipe != model.training.facts.end()) line("recipe", recipe_text(recipe->second));
    line("weights SHA-256", model.network.weights_sha256());
    line("file SHA-256", loaded.sha256);
    line("file size", with_commas(loaded.size) + " bytes");
    return loaded.name + "\n" + text;
}

nlohmann::ordered_json layer_json(const Network& network) {
    auto layers = nlohmann::ordered_json::array();
    const auto& specs = network.architecture().layers;
    for (std::size_t i = 0; i < specs.size(); ++i) {
        std::size_t count = 0;
        for (const Parameter& parameter : network.parameters())
            if (parameter.layer == i) count += parameter.rows * parameter.columns;
        layers.push_back({{"kind", kind_of(specs[i])}, {"parameters", count}});
    }
    return layers;
}

nlohmann::ordered_json committee_json(const Model& model) {
    auto committee = nlohmann::ordered_json::array();
    for (const Member& member : model.committee)
        committee.push_back({{"framing", member.framing},
                             {"front_end", front_end_of(member.network.architecture())},
                             {"parameters", member.network.parameter_count()},
                             {"weights_sha256", member.network.weights_sha256()}});
    return committee;
}

nlohmann::ordered_json as_json(const LoadedModel& loaded) {
    const Model& model = loaded.model;
    const auto known = [](double share) {
        return share < 0 ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(share);
    };
    return {
        {"model", loaded.name},
        {"model_sha256", loaded.sha256},
        {"weights_sha256", model.network.weights_sha256()},
        {"bytes", loaded.size},
        {"parameters", model.parameter_count()},
        {"trainable_parameters", model.trainable_count()},
        {"architecture", nlohmann::ordered_json::parse(to_json(model.network.architecture()))},
        {"layers", layer_json(model.network)},
        {"framing", model.preprocessing.framing},
        {"front_end", front_end_of(model.network.architecture())},
        {"committee", committee_json(model)},
        {"reject_above", known(model.reject_above)},
        {"alone_above", model.alone_above},
        {"classes", model.classes},
        {"dataset", model.training.dataset},
        {"seed", model.training.seed},
        {"epochs", model.training.epochs},
        {"test_accuracy", known(model.training.test_accuracy)},
        {"validation_accuracy", known(model.training.validation_accuracy)},
        {"facts", model.training.facts},
    };
}

Result<int> run_info(const InfoOptions& options) {
    INKLING_TRY_STATUS(options.set.finish());
    INKLING_TRY(const LoadedModel loaded, load_model_from(options.model));
    INKLING_TRY_STATUS(write_output(options.json ? json_text(as_json(loaded)) : table(loaded)));
    return 0;
}

}  // namespace

void add_info_command(CLI::App& program, Action& chosen) {
    CLI::App* command = add_command(program, "info", "Show what a model is: layers, origin, hashes",
                                    "Example:\n  inkling info inkling.safetensors");
    auto options = std::make_shared<InfoOptions>(*command);
    options->set.argument("MODEL", options->model, "Model file (default: the built-in model)");
    options->set.flag("--json", options->json, "Print one JSON object");
    command->callback([options, &chosen] { chosen = [options] { return run_info(*options); }; });
}

}  // namespace inkling
