// The model file: what is saved comes back, and no damage goes unnoticed.
#include "inkling/network/model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "bytes/bytes_support.hpp"
#include "inkling/bytes/safetensors.hpp"
#include "inkling/network/seal.hpp"

namespace inkling {
namespace {

Model small_model() {
    Architecture architecture = mlp({.hidden = {3}, .classes = 2, .batch_norm = true});
    architecture.input_shape = {2, 2};
    Model model{Network::create(architecture, 9).value()};
    model.classes = {"zero", "one"};
    model.training.dataset = "mnist";
    model.training.seed = 9;
    model.training.epochs = 5;
    model.training.test_accuracy = 0.975;
    model.training.facts = {{"recipe", "plain"}};
    return model;
}

ErrorCode code_of(const Bytes& bytes) {
    const auto model = parse_model(bytes);
    return model ? ErrorCode::internal : model.error().code;
}

TEST(ModelFile, ComesBackAsItWas) {
    const Model model = small_model();
    const Bytes bytes = write_model(model).value();
    const Result<Model> back = parse_model(bytes);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->network.weights_sha256(), model.network.weights_sha256());
    EXPECT_EQ(to_json(back->network.architecture()), to_json(model.network.architecture()));
    EXPECT_EQ(back->classes, model.classes);
    EXPECT_EQ(back->training.dataset, "mnist");
    EXPECT_EQ(back->training.test_accuracy, 0.975);
    EXPECT_EQ(back->training.facts.at("recipe"), "plain");
    EXPECT_EQ(write_model(*back).value(), bytes) << "saving is deterministic";
}

TEST(ModelFile, EachDamagedByteIsNoticed) {
    const Bytes good = write_model(small_model()).value();
    for (std::size_t i = 0; i < good.size(); ++i)
        for (const int bit : {0, 3, 7}) {
            Bytes bad = good;
            bad[i] = static_cast<std::uint8_t>(bad[i] ^ (1 << bit));
            ASSERT_EQ(code_of(bad), ErrorCode::checksum) << "byte " << i << " bit " << bit;
        }
}

TEST(ModelFile, EachCutFileIsBadData) {
    const Bytes good = write_model(small_model()).value();
    for (std::size_t length = 0; length < good.size(); ++length)
        ASSERT_EQ(code_of(Bytes(good.begin(), good.begin() + static_cast<long>(length))),
                  ErrorCode::data)
            << length;
    Bytes longer = good;
    longer.push_back(0);
    EXPECT_EQ(code_of(longer), ErrorCode::data);
}

TEST(ModelFile, OtherFilesAreNoModels) {
    for (const std::size_t size : {0U, 1U, 7U, 8U, 1000U, 1'000'000U}) {
        Bytes bytes(size);
        for (std::size_t i = 0; i < size; ++i)
            bytes[i] = static_cast<std::uint8_t>(i * 2654435761U >> 7);
        const auto model = parse_model(bytes);
        ASSERT_FALSE(model);
        EXPECT_EQ(model.error().code, ErrorCode::data);
        EXPECT_NE(model.error().message.find("not an inkling model"), std::string::npos);
        EXPECT_NE(model.error().hint.find("inkling train --out"), std::string::npos);
    }
}

/// The model with one thing changed, sealed again: what only a faulty writer would make.
std::string message_after(const std::function<void(SafeTensors&)>& change) {
    SafeTensors file = parse_safetensors(write_model(small_model()).value()).value();
    file.metadata[seal_key] = empty_seal();
    change(file);
    Bytes bytes = write_safetensors(file).value();
    EXPECT_TRUE(seal(bytes));
    const auto model = parse_model(bytes);
    EXPECT_TRUE(model || !model.error().hint.empty()) << model.error().message;
    return model ? "accepted" : model.error().message;
}

TEST(ModelFile, ContentThatMakesNoSenseIsNamed) {
    EXPECT_EQ(message_after([](SafeTensors&) {}), "accepted");
    EXPECT_NE(message_after([](SafeTensors& f) {
                  f.metadata.erase("inkling.architecture");
              }).find("'inkling.architecture' is missing"),
              std::string::npos);
    EXPECT_EQ(message_after([](SafeTensors& f) {
                  f.metadata["inkling.checkpoint"] = "1";
                  f.tensors.clear();
              }),
              "this is the checkpoint of a training, not a model");
    EXPECT_NE(message_after([](SafeTensors& f) { f.tensors.pop_back(); }).find("is missing"),
              std::string::npos);
    EXPECT_NE(message_after([](SafeTensors& f) {
                  for (SafeTensor& t : f.tensors)
                      if (t.name == "dense_1.kernel") t.shape = {3, 4};
              }).find("layer 2: dense_1.kernel wants F32 4x3, the file has F32 3x4"),
              std::string::npos);
    static const float poison[2] = {1, NAN};
    EXPECT_NE(message_after([](SafeTensors& f) {
                  for (SafeTensor& t : f.tensors)
                      if (t.name == "dense_2.bias")
                          t.bytes = {reinterpret_cast<const std::uint8_t*>(poison), 8};
              }).find("dense_2.bias[0][1] is not a finite number"),
              std::string::npos);
    EXPECT_NE(message_after([](SafeTensors& f) {
                  f.metadata["inkling.preprocessing"] = R"({"framing":"moments","views":3})";
              }).find("3 views"),
              std::string::npos);
    EXPECT_NE(message_after([](SafeTensors& f) {
                  f.metadata["inkling.classes"] = R"(["a"])";
              }).find("1 classes"),
              std::string::npos);
}

TEST(ModelFile, KeepsWhatTheFirstNetworkAnswersAlone) {
    Model model = small_model();
    EXPECT_EQ(parse_model(write_model(model).value())->alone_above, 1);
    model.alone_above = 0.875;
    EXPECT_EQ(parse_model(write_model(model).value())->alone_above, 0.875);
    EXPECT_NE(message_after([](SafeTensors& f) {
                  f.metadata["inkling.alone_above"] = "-1";
              }).find("answering alone"),
              std::string::npos);
}

TEST(ModelFile, KeepsTheThresholdOfRejection) {
    Model model = small_model();
    model.reject_above = 0.125;
    EXPECT_FALSE(parse_model(write_model(model).value()));  // no output is left to reject with
    model.classes.pop_back();
    EXPECT_EQ(parse_model(write_model(model).value())->reject_above, 0.125);
    EXPECT_FALSE(parse_model(write_model(small_model()).value())->can_reject());
    EXPECT_NE(message_after([](SafeTensors& f) {
                  f.metadata["inkling.reject_above"] = "1.5";
              }).find("threshold"),
              std::string::npos);
}

TEST(ModelFile, KeepsCommittees) {
    Model model = small_model();
    model.preprocessing = {"moments", 5};
    Architecture other = mlp({.features = features_named("hessian:3").value(),
                              .hidden = {4},
                              .classes = model.network.outputs()});
    model.committee.push_back({Network::create(other, 9).value(), "upright"});
    model.committee.push_back({model.network, "mnist"});
    const Model back = parse_model(write_model(model).value()).value();
    ASSERT_EQ(back.committee.size(), 2U);
    EXPECT_EQ(back.preprocessing.views, 5);
    EXPECT_EQ(back.preprocessing.framing, "moments");
    EXPECT_EQ(back.committee[0].framing, "upright");
    EXPECT_EQ(to_json(back.committee[0].network.architecture()), to_json(other));
    for (std::size_t i = 0; i < 2; ++i)
        EXPECT_EQ(back.committee[i].network.weights_sha256(),
                  model.committee[i].network.weights_sha256());
    EXPECT_NE(message_after([](SafeTensors& f) {
                  f.metadata["inkling.committee"] = "[{}]";
              }).find("committee"),
              std::string::npos);
}

TEST(ModelFile, NewerFormatsAreNamed) {
    SafeTensors file = parse_safetensors(write_model(small_model()).value()).value();
    std::string value = empty_seal();
    value[0] = '9';
    file.metadata[seal_key] = value;
    Bytes bytes = write_safetensors(file).value();
    ASSERT_TRUE(seal(bytes));
    const auto model = parse_model(bytes);
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, ErrorCode::data);
    EXPECT_NE(model.error().message.find("format 9; this build reads 1..1"), std::string::npos);
}

TEST(ModelFile, SavesToDiskAndNamesTheFileInErrors) {
    const auto folder = std::filesystem::temp_directory_path() /
                        ("inkling_model_test_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const std::string path = (folder / "m.safetensors").string();
    ASSERT_TRUE(save_model(small_model(), path));
    ASSERT_TRUE(load_model(path));
    std::filesystem::resize_file(path, 300);
    const auto cut = load_model(path);
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().message.rfind(path, 0), 0U) << cut.error().message;
    std::filesystem::remove_all(folder);
    EXPECT_EQ(load_model(path).error().code, ErrorCode::file);
}

TEST(ModelFile, WhatPlainlyIsNoModelIsNotReadAsAWhole) {
    if (test::sanitized) GTEST_SKIP() << "sanitizers need memory of their own";
    const test::Scratch scratch;
    const std::string path = scratch / "big";
    const auto grown = [&](const Bytes& start) {
        test::put(path, start);
        std::filesystem::resize_file(path, 1ULL << 30);  // of holes: no disk is needed
    };
    const auto taken = [&](const std::string& words) {
        return test::megabytes_taken_by([&] {
            const auto read = read_model_file(path);
            if (test::message_of(read).find(path + ": " + words) != 0) ::_exit(1);
        });
    };
    using testing::AllOf, testing::Ge, testing::Lt;
    grown({});
    EXPECT_THAT(taken("not an inkling model (bad magic)"), AllOf(Ge(0), Lt(16)));
    grown(write_model(small_model()).value());
    EXPECT_THAT(taken("the file is cut or has bytes too many"), AllOf(Ge(0), Lt(16)));
    test::put(path, {});
    EXPECT_THAT(taken("empty file"), AllOf(Ge(0), Lt(16)));
}

}  // namespace
}  // namespace inkling
