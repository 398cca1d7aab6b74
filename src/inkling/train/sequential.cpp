#include "inkling/train/sequential.hpp"

#include <cstdio>

#include "inkling/base/thread_pool.hpp"

namespace inkling {

namespace {

Error not_built() {
    return usage_error("the model is not built yet", "add layers and call compile() first");
}

}  // namespace

Sequential::Sequential(std::vector<std::size_t> input_shape) {
    architecture_.input_shape = std::move(input_shape);
}

Sequential& Sequential::add(LayerSpec layer) {
    architecture_.layers.push_back(layer);
    return *this;
}

Status Sequential::compile(const CompileOptions& options) {
    INKLING_TRY_STATUS(check(architecture_));
    options_ = options;
    return {};
}

Result<std::vector<EpochRecord>> Sequential::fit(const ImageSet& train, const FitOptions& options) {
    Recipe recipe;
    recipe.optimizer = options_.optimizer;
    recipe.schedule = options_.schedule;
    recipe.loss = options_.loss;
    recipe.epochs = options.epochs;
    recipe.batch_size = options.batch_size;
    recipe.validation_count = options.validation_count;
    recipe.seed = options.seed;
    if (!model_) {
        INKLING_TRY(Network network, Network::create(architecture_, options.seed));
        model_ = Model{std::move(network)};
        for (std::size_t c = 0; c < model_->network.outputs(); ++c)
            model_->classes.push_back(std::to_string(c));
    }
    ThreadPool pool(options.threads);
    TrainerOptions trainer;
    trainer.pool = &pool;
    if (options.verbose)
        trainer.on_epoch = [&](const EpochRecord& r) {
            std::fprintf(stderr, "Epoch %d/%d - %.2f s - loss %.4f - accuracy %.4f", r.epoch,
                         options.epochs, r.seconds, r.loss, r.accuracy);
            if (r.validation_loss >= 0)
                std::fprintf(stderr, " - val_loss %.4f - val_accuracy %.4f", r.validation_loss,
                             r.validation_accuracy);
            std::fputc('\n', stderr);
        };
    INKLING_TRY(TrainingResult result, train_from(model_->network, recipe, train, trainer));
    model_->network = std::move(result.network);
    model_->training.seed = options.seed;
    model_->training.epochs += static_cast<int>(result.history.size());
    return std::move(result.history);
}

Result<Evaluation> Sequential::evaluate(const ImageSet& test) const {
    if (!model_) return not_built();
    ThreadPool pool;
    return inkling::evaluate(Predictor(model_->network), test, pool);
}

Result<MatrixBuffer> Sequential::predict(const ImageSet& images) const {
    if (!model_) return not_built();
    ThreadPool pool;
    return inkling::predict(Predictor(model_->network), images, pool);
}

std::string Sequential::summary() const {
    if (model_) return model_->network.summary();
    const auto network = Network::create(architecture_, 0);
    return network ? network->summary() : network.error().message + "\n";
}

Status Sequential::save(const std::string& path) const {
    if (!model_) return not_built();
    return save_model(*model_, path);
}

Result<Sequential> Sequential::load(const std::string& path) {
    INKLING_TRY(Model model, load_model(path));
    Sequential sequential(model.network.architecture().input_shape);
    sequential.architecture_ = model.network.architecture();
    sequential.model_ = std::move(model);
    return sequential;
}

}  // namespace inkling
