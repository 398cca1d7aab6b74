// A recipe as JSON: in checkpoints, where a resumed run must follow the same recipe, and in
// reports.
#include <nlohmann/json.hpp>

#include "inkling/train/recipe.hpp"

namespace inkling {

namespace {

using Json = nlohmann::json;

/// Visits each field with its name, for writing and for reading.
template <class R, class F>
void visit_numbers(R& r, F&& field) {
    field("dropout", r.layers.dropout);
    field("batch_norm", r.layers.batch_norm);
    field("classes", r.layers.classes);
    field("hidden", r.layers.hidden);
    field("learning_rate", r.optimizer.learning_rate);
    field("momentum", r.optimizer.momentum);
    field("nesterov", r.optimizer.nesterov);
    field("rho", r.optimizer.rho);
    field("beta_1", r.optimizer.beta_1);
    field("beta_2", r.optimizer.beta_2);
    field("epsilon", r.optimizer.epsilon);
    field("weight_decay", r.optimizer.weight_decay);
    field("warmup", r.schedule.warmup);
    field("step_epochs", r.schedule.step_epochs);
    field("step_factor", r.schedule.step_factor);
    field("final_factor", r.schedule.final_factor);
    field("rotate_degrees", r.augment.rotate_degrees);
    field("scale", r.augment.scale);
    field("shear", r.augment.shear);
    field("shift_pixels", r.augment.shift_pixels);
    field("elastic_pixels", r.augment.elastic_pixels);
    field("thickness", r.augment.thickness);
    field("strokes", r.strokes);
    field("crossed", r.crossed);
    field("negatives", r.negatives);
    field("reject_above", r.reject_above);
    field("alone_above", r.alone_above);
    field("epochs", r.epochs);
    field("batch_size", r.batch_size);
    field("label_smoothing", r.label_smoothing);
    field("l2", r.l2);
    field("clip_norm", r.clip_norm);
    field("ema", r.ema);
    field("early_stop", r.early_stop);
    field("validation_count", r.validation_count);
    field("member", r.member);
    field("seed", r.seed);
}

}  // namespace

std::string to_json(const Recipe& recipe) {
    // A null that becomes an object by [] crashes in version 3.11.2 where that finds no memory.
    Json json = Json::object();
    visit_numbers(recipe, [&](const char* name, const auto& value) { json[name] = value; });
    json["front_end"] = name_of(recipe.layers.features);
    json["framing"] = name_of(recipe.framings);
    json["committee"] = Json::array();
    for (const MemberSpec& member : recipe.committee) json["committee"].push_back(name_of(member));
    json["activation"] = name_of(recipe.layers.activation);
    json["optimizer"] = name_of(recipe.optimizer.kind);
    json["schedule"] = name_of(recipe.schedule.kind);
    json["loss"] = name_of(recipe.loss);
    json["precision"] = name_of(recipe.precision);
    if (!recipe.teacher.empty()) json["teacher"] = recipe.teacher;
    return json.dump();
}

Result<Recipe> recipe_from_json(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return data_error("the recipe is no JSON object");
    Recipe recipe;
    std::string bad;
    const auto read = [&](const char* name, auto& value) {
        const auto it = json.find(name);
        if (it == json.end()) {
            bad = name;
            return;
        }
        try {
            value = it->get<std::remove_reference_t<decltype(value)>>();
        } catch (const Json::exception&) {
            bad = name;
        }
    };
    visit_numbers(recipe, read);
    std::vector<std::string> committee;
    std::string activation, optimizer, schedule, loss, front_end, framing, precision;
    read("front_end", front_end);
    read("framing", framing);
    read("committee", committee);
    read("activation", activation);
    read("optimizer", optimizer);
    read("schedule", schedule);
    read("loss", loss);
    read("precision", precision);
    if (json.contains("teacher")) read("teacher", recipe.teacher);
    if (!bad.empty()) return data_error("the recipe's '" + bad + "' is missing or of a wrong kind");
    if (!front_end.empty()) {
        INKLING_TRY(recipe.layers.features, features_named(front_end));
    }
    if (!framing.empty()) {
        INKLING_TRY(recipe.framings, framings_named(framing));
    }
    for (const std::string& member : committee) {
        INKLING_TRY(MemberSpec spec, member_named(member));
        recipe.committee.push_back(std::move(spec));
    }
    INKLING_TRY(recipe.layers.activation, activation_named(activation));
    INKLING_TRY(recipe.optimizer.kind, optimizer_named(optimizer));
    INKLING_TRY(recipe.schedule.kind, schedule_named(schedule));
    INKLING_TRY(recipe.precision, precision_named(precision));
    recipe.loss = loss == name_of(Loss::mean_squared_error) ? Loss::mean_squared_error
                                                            : Loss::categorical_crossentropy;
    INKLING_TRY_STATUS(check(recipe));
    return recipe;
}

}  // namespace inkling
