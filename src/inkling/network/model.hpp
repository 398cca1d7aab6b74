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
    /// How ink is brought to 28×28, a name for each picture that the network is fed:
    /// image/framing.hpp.
    std::string framing = "mnist";
    /// Of a digit, of which the answers are averaged: 1, or 5 with one pixel to each side.
    int views = 1;
};

/// A further network of a model, which votes together with the first.
struct Member {
    Network network;
    std::string framing = "mnist";
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
    std::vector<Member> committee = {};
    /// Negative: every picture is taken for a digit. Else the networks have one more output than
    /// there are classes, "this is none of them", and a picture is rejected where its probability
    /// is above this.
    double reject_above = -1;
    /// A picture of which the first network gives more than this to one of its outputs is answered
    /// by it alone; the committee votes on the others. 1: on all.
    double alone_above = 1;

    [[nodiscard]] bool can_reject() const { return reject_above >= 0; }
    /// Of all its networks.
    [[nodiscard]] std::size_t parameter_count() const;
    [[nodiscard]] std::size_t trainable_count() const;
};

/// The model as bytes of a safetensors file (docs/FORMATS.md).
Result<Bytes> write_model(const Model& model);
/// Data error: not a model, or damaged. Checksum error: complete, but not the bytes that were
/// saved.
Result<Model> parse_model(Bytes bytes);

/// Atomic: the file holds the old model or the new one, never half of one.
Status save_model(const Model& model, const std::string& path);
Result<Model> load_model(const std::string& path);
/// The bytes for parse_model(); what plainly is no model, or cut, is refused before it is read.
Result<Bytes> read_model_file(const std::string& path);

}  // namespace inkling
