// A model: a network together with what one must know to use it: how pictures are prepared for it,
// what its classes are called, and how it was trained. This is what a model file holds.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "inkling/base/result.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/network/network.hpp"

namespace inkling {

/// What is done to a picture before the first layer; training and answering share it.
struct Preprocessing {
    std::string framing = "mnist";     ///< how ink is brought to 28×28: image/frame.hpp
    std::string front_end = "pixels";  ///< what the network is fed: grey levels / 255
};

/// Where a model comes from; all of it is informative. Free-form facts are in `facts`.
struct TrainingFacts {
    std::string dataset;
    std::uint64_t seed = 0;
    int epochs = 0;
    double test_accuracy = -1;        ///< 0..1; negative: unknown
    double validation_accuracy = -1;  ///< 0..1; negative: unknown
    std::map<std::string, std::string> facts;
};

struct Model {
    Network network;
    Preprocessing preprocessing = {};
    std::vector<std::string> classes = {};
    TrainingFacts training = {};
};

/// The model as bytes of a safetensors file (docs/FORMATS.md).
Result<Bytes> write_model(const Model& model);
/// Data error: not a model, or damaged. Checksum error: complete, but not the bytes that were
/// saved.
Result<Model> parse_model(Bytes bytes);

/// Atomic: the file holds the old model or the new one, never half of one.
Status save_model(const Model& model, const std::string& path);
Result<Model> load_model(const std::string& path);

}  // namespace inkling
