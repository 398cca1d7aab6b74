#include "inkling/train/checkpoint.hpp"

#include <cstring>
#include <nlohmann/json.hpp>

#include "inkling/bytes/file.hpp"
#include "inkling/bytes/safetensors.hpp"
#include "inkling/network/seal.hpp"

namespace inkling {

namespace {

using Json = nlohmann::json;

/// The arrays of a checkpoint by name.
template <class C, class F>
void visit_arrays(C& checkpoint, F&& array) {
    array("weights", checkpoint.weights);
    array("best_weights", checkpoint.best_weights);
    array("average", checkpoint.average);
    array("state_1", checkpoint.state_1);
    array("state_2", checkpoint.state_2);
}

std::span<const std::uint8_t> bytes_of(const Buffer<float>& values) {
    return {reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * sizeof(float)};
}

Json to_json(const EpochRecord& r) {
    return {r.epoch,         r.loss,   r.accuracy, r.validation_loss, r.validation_accuracy,
            r.learning_rate, r.seconds};
}

std::string progress_to_json(const Progress& p) {
    Json history = Json::array();
    for (const EpochRecord& record : p.history) history.push_back(to_json(record));
    return Json{{"epoch", p.epoch},
                {"done", p.done},
                {"loss_sum", p.loss_sum},
                {"correct", p.correct},
                {"epoch_seconds", p.epoch_seconds},
                {"train_seconds", p.train_seconds},
                {"best_loss", p.best_loss},
                {"best_epoch", p.best_epoch},
                {"history", std::move(history)}}
        .dump();
}

Result<Progress> progress_from_json(const std::string& text) {
    const Json json = Json::parse(text, nullptr, false);
    Progress p;
    try {
        json.at("epoch").get_to(p.epoch);
        json.at("done").get_to(p.done);
        json.at("loss_sum").get_to(p.loss_sum);
        json.at("correct").get_to(p.correct);
        json.at("epoch_seconds").get_to(p.epoch_seconds);
        json.at("train_seconds").get_to(p.train_seconds);
        json.at("best_loss").get_to(p.best_loss);
        json.at("best_epoch").get_to(p.best_epoch);
        for (const Json& r : json.at("history"))
            p.history.push_back({r.at(0), r.at(1), r.at(2), r.at(3), r.at(4), r.at(5), r.at(6)});
    } catch (const Json::exception&) {
        return data_error("the checkpoint's progress cannot be read");
    }
    return p;
}

}  // namespace

Status save_checkpoint(const Checkpoint& checkpoint, const std::string& path) {
    SafeTensors file;
    file.metadata = {{seal_key, empty_seal()},
                     {"inkling.checkpoint", "1"},
                     {"inkling.recipe", checkpoint.recipe},
                     {"inkling.architecture", checkpoint.architecture},
                     {"inkling.data_sha256", checkpoint.data_sha256},
                     {"inkling.optimizer_steps", std::to_string(checkpoint.optimizer_steps)},
                     {"inkling.progress", progress_to_json(checkpoint.progress)}};
    visit_arrays(checkpoint, [&](const char* name, const Buffer<float>& values) {
        if (!values.empty())
            file.tensors.push_back({name, "F32", {values.size()}, bytes_of(values)});
    });
    INKLING_TRY(Bytes bytes, write_safetensors(file));
    INKLING_TRY_STATUS(seal(bytes));
    return write_file_atomic(path, bytes);
}

namespace {

Result<Checkpoint> read_checkpoint(const std::string& path) {
    INKLING_TRY(Bytes bytes, read_file(path));
    Status sealed = check_seal(bytes);
    if (!sealed) return std::move(sealed).error().within(path);
    auto parsed = parse_safetensors(std::move(bytes));
    if (!parsed) return std::move(parsed).error().within(path);
    const SafeTensors& file = *parsed;
    const auto text = [&](const char* key) {
        const auto it = file.metadata.find(key);
        return it == file.metadata.end() ? std::string{} : it->second;
    };
    if (text("inkling.checkpoint") != "1")
        return data_error(path + ": not a checkpoint of inkling, or of a newer version",
                          "start again without --resume");
    Checkpoint checkpoint;
    checkpoint.recipe = text("inkling.recipe");
    checkpoint.architecture = text("inkling.architecture");
    checkpoint.data_sha256 = text("inkling.data_sha256");
    const Json steps = Json::parse(text("inkling.optimizer_steps"), nullptr, false);
    if (!steps.is_number_integer()) return data_error(path + ": the number of steps is missing");
    checkpoint.optimizer_steps = steps.get<std::int64_t>();
    auto progress = progress_from_json(text("inkling.progress"));
    if (!progress) return std::move(progress).error().within(path);
    checkpoint.progress = std::move(*progress);
    visit_arrays(checkpoint, [&](const char* name, Buffer<float>& values) {
        const SafeTensor* tensor = file.find(name);
        if (tensor == nullptr || tensor->dtype != "F32") return;
        values = Buffer<float>::uninitialised(tensor->bytes.size() / sizeof(float));
        std::memcpy(values.data(), tensor->bytes.data(), tensor->bytes.size());
    });
    return checkpoint;
}

}  // namespace

Result<Checkpoint> load_checkpoint(const std::string& path) {
    return with_hint(read_checkpoint(path), "start again without --resume");
}

}  // namespace inkling
