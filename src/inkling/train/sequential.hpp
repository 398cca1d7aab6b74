// The Keras-like front door: build, compile, fit, evaluate, predict, save; in a fallible function:
//
//     Sequential model({28, 28});
//     model.add(Flatten{}).add(Dense{128, Activation::relu}).add(Dense{10, Activation::softmax});
//     INKLING_TRY_STATUS(model.compile({.optimizer = {.kind = OptimizerKind::adam}}));
//     INKLING_TRY(const auto history, model.fit(mnist.train, {.epochs = 5, .batch_size = 128}));
#pragma once

#include <string>
#include <vector>

#include "inkling/network/model.hpp"
#include "inkling/train/evaluation.hpp"
#include "inkling/train/trainer.hpp"

namespace inkling {

struct CompileOptions {
    OptimizerSpec optimizer = {};
    Loss loss = Loss::categorical_crossentropy;
    ScheduleSpec schedule = {};
};

struct FitOptions {
    int epochs = 5;
    int batch_size = 128;
    int validation_count = 0;
    std::uint64_t seed = 1;
    int threads = 0;      ///< 0: all that this process may use
    bool verbose = true;  ///< one line an epoch on stderr
};

class Sequential {
  public:
    explicit Sequential(std::vector<std::size_t> input_shape = {28, 28});

    Sequential& add(LayerSpec layer);
    /// Usage error where the layers do not fit together.
    Status compile(const CompileOptions& options = {});
    /// Trains; calling it again goes on with the weights reached.
    Result<std::vector<EpochRecord>> fit(const ImageSet& train, const FitOptions& options = {});
    Result<Evaluation> evaluate(const ImageSet& test) const;
    /// Probabilities, one row an image.
    Result<MatrixBuffer> predict(const ImageSet& images) const;
    /// The layer table, as Keras prints it.
    [[nodiscard]] std::string summary() const;
    Status save(const std::string& path) const;
    static Result<Sequential> load(const std::string& path);

  private:
    Architecture architecture_;
    CompileOptions options_;
    std::optional<Model> model_;
};

}  // namespace inkling
