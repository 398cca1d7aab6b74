#include "inkling/app/model_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "app/tiny_run.hpp"
#include "inkling/bytes/sha256.hpp"

namespace inkling {
namespace {

TEST(ModelSource, LoadsAFileAndHashesIt) {
    const std::string path = testing::TempDir() + "inkling-model-source.safetensors";
    const test::TinyRun run = test::tiny_run();
    ASSERT_TRUE(save_model(run.model, path));
    const auto loaded = load_model_from(path);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->sha256, sha256_of_file(path).value());
    EXPECT_EQ(loaded->size, std::filesystem::file_size(path));
    EXPECT_EQ(loaded->model.network.weights_sha256(), run.model.network.weights_sha256());
    std::filesystem::remove(path);
}

TEST(ModelSource, TheBuiltInModelIsTheOneInModels) {
    const auto loaded = load_model_from("");
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->name, "built-in model");
    const std::string path = INKLING_SOURCE_DIR "/models/default.safetensors";
    EXPECT_EQ(loaded->sha256, sha256_of_file(path).value());
    EXPECT_TRUE(loaded->model.can_reject());
    EXPECT_EQ(loaded->model.network.outputs(), 11U);  // ten digits, and none
}

TEST(ModelSource, NamesTheFileThatIsNoModel) {
    const std::string path = testing::TempDir() + "inkling-no-model";
    const std::string text = "this is no model at all, but long enough to look at";
    ASSERT_TRUE(
        write_file_atomic(path, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
    const auto loaded = load_model_from(path);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(exit_code(loaded.error().code), 3);
    EXPECT_THAT(loaded.error().message, testing::HasSubstr("inkling-no-model"));
    std::filesystem::remove(path);
    EXPECT_EQ(exit_code(load_model_from(path).error().code), 4);
}

TEST(ModelSource, WhatCannotAnswerIsNamed) {
    LoadedModel loaded{test::tiny_run().model, "folder/foo.st", "", 0};
    EXPECT_TRUE(predictor_of(loaded));
    loaded.model.preprocessing.framing = "foo";
    const auto predictor = predictor_of(loaded);
    ASSERT_FALSE(predictor);
    EXPECT_EQ(exit_code(predictor.error().code), 3);
    EXPECT_EQ(predictor.error().message, "folder/foo.st: the model wants unknown framing 'foo'");
    EXPECT_EQ(reader_of(loaded).error().message, predictor.error().message);
}

TEST(ModelSource, PagesAreReadWithBothBuiltInModelsOrWithTheOneThatIsNamed) {
    const std::string cells = INKLING_SOURCE_DIR "/models/cells.safetensors";
    const std::string digits = INKLING_SOURCE_DIR "/models/default.safetensors";
    const auto both = load_page_reader("");
    ASSERT_TRUE(both) << both.error().message;
    EXPECT_EQ(both->name, "built-in model");
    EXPECT_EQ(both->sha256, sha256_of_file(cells).value() + sha256_of_file(digits).value());
    const auto one = load_page_reader(cells);
    ASSERT_TRUE(one) << one.error().message;
    EXPECT_EQ(one->sha256, sha256_of_file(cells).value());
    EXPECT_EQ(exit_code(load_page_reader("/nowhere").error().code), 4);
}

}  // namespace
}  // namespace inkling
