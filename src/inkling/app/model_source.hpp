// Where a command takes its model from: a file, or the one that is part of the program.
#pragma once

#include <string>

#include "inkling/answer/reader.hpp"
#include "inkling/base/result.hpp"
#include "inkling/network/model.hpp"

namespace inkling {

struct LoadedModel {
    Model model;
    std::string name;      ///< the path, or "built-in model"
    std::string sha256;    ///< of the file
    std::size_t size = 0;  ///< of the file, bytes
};

/// What answers with a model. Errors name it.
Result<Predictor> predictor_of(const LoadedModel& loaded);
Result<Reader> reader_of(LoadedModel& loaded);  ///< takes the model away

/// The models that are part of the program.
enum class BuiltIn {
    digits,  ///< one digit: models/default.safetensors
    cells,   ///< pages: models/cells.safetensors
};

/// The model at `path`; where that is empty, the built-in one.
Result<LoadedModel> load_model_from(const std::string& path, BuiltIn built_in = BuiltIn::digits);

/// A model that is ready to read pages.
struct LoadedReader {
    Reader reader;
    std::string name;
    std::string sha256;  ///< of the files, one after the other
    std::size_t size = 0;
};

/// Reads pages with the model at `path` alone; where that is empty, with the built-in one for
/// cells and that for digits as its second.
Result<LoadedReader> load_page_reader(const std::string& path);

}  // namespace inkling
