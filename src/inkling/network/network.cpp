// Builds the operations of an architecture, gives each weight its place, and fills them.
#include "inkling/network/network.hpp"

#include <bit>
#include <cmath>
#include <map>

#include "inkling/base/rng.hpp"
#include "inkling/bytes/sha256.hpp"
#include "inkling/network/operation.hpp"
#include "inkling/tensor/kernels.hpp"

namespace inkling {

namespace {

/// Gives each weight its place: the trained ones first, running averages last.
class Plan {
  public:
    std::size_t add(std::string name, std::size_t layer, std::size_t rows, std::size_t columns) {
        const std::size_t offset = size_;
        const bool kernel = name.ends_with(".kernel");
        parameters_.push_back({std::move(name), layer, rows, columns, offset, true, kernel});
        size_ += rows * padded(columns);
        return offset;
    }
    /// "dense_1", "dense_2", …
    std::string name(const std::string& kind) {
        return kind + "_" + std::to_string(++counts_[kind]);
    }
    [[nodiscard]] std::size_t size() const { return size_; }
    std::vector<Parameter>& parameters() { return parameters_; }

  private:
    std::map<std::string, int> counts_;
    std::vector<Parameter> parameters_;
    std::size_t size_ = 0;
};

/// Places the trained weights of all layers; a second round appends the running averages, so that
/// optimizers work on one contiguous range.
struct Places {
    std::vector<DenseWeights> dense;
    std::vector<NormWeights> norm;
};

Places place_weights(const Architecture& architecture, Plan& plan, std::size_t& trainable_size) {
    Places places;
    std::vector<std::pair<std::string, std::size_t>> norm_layers;
    std::size_t size = architecture.input_size();
    for (std::size_t i = 0; i < architecture.layers.size(); ++i) {
        const LayerSpec& layer = architecture.layers[i];
        if (const auto* features = std::get_if<Features>(&layer)) {
            size = features->size();
        } else if (const auto* dense = std::get_if<Dense>(&layer)) {
            const std::string name = plan.name("dense");
            const std::size_t kernel = plan.add(name + ".kernel", i, size, dense->units);
            places.dense.push_back({kernel, plan.add(name + ".bias", i, 1, dense->units)});
            size = dense->units;
        } else if (std::holds_alternative<BatchNorm>(layer)) {
            const std::string name = plan.name("batch_normalization");
            const std::size_t gamma = plan.add(name + ".gamma", i, 1, size);
            places.norm.push_back({gamma, plan.add(name + ".beta", i, 1, size), 0, 0});
            norm_layers.emplace_back(name, i);
        }
    }
    trainable_size = plan.size();
    for (std::size_t k = 0; k < norm_layers.size(); ++k) {
        const auto& [name, layer] = norm_layers[k];
        std::size_t columns = 0;
        for (const Parameter& p : plan.parameters())
            if (p.offset == places.norm[k].gamma && p.layer == layer) columns = p.columns;
        places.norm[k].mean = plan.add(name + ".moving_mean", layer, 1, columns);
        places.norm[k].variance = plan.add(name + ".moving_variance", layer, 1, columns);
        for (std::size_t last = 1; last <= 2; ++last)
            plan.parameters()[plan.parameters().size() - last].trainable = false;
    }
    return places;
}

std::vector<OperationPtr> build(const Architecture& architecture, const Places& places) {
    std::vector<OperationPtr> operations;
    std::size_t size = architecture.input_size(), dense_seen = 0, norms_seen = 0;
    bool follows_activation = true;  // the input must not be overwritten either
    const auto activate = [&](Activation activation) {
        if (activation == Activation::linear) return;
        const bool in_place = !follows_activation && activation != Activation::gelu;
        operations.push_back(make_activation(operations.size(), size, activation, in_place));
        follows_activation = true;
    };
    for (const LayerSpec& layer : architecture.layers) {
        if (const auto* features = std::get_if<Features>(&layer)) {
            operations.push_back(make_features(size, *features));
            size = features->size();
        } else if (const auto* dense = std::get_if<Dense>(&layer)) {
            operations.push_back(make_dense(operations.size(), size, dense->units,
                                            places.dense[dense_seen], dense_seen + norms_seen > 0));
            ++dense_seen;
            size = dense->units;
            follows_activation = false;
            activate(dense->activation);
        } else if (const auto* layer_activation = std::get_if<Activate>(&layer)) {
            activate(layer_activation->activation);
        } else if (const auto* dropout = std::get_if<Dropout>(&layer)) {
            operations.push_back(make_dropout(operations.size(), size, dropout->rate));
            follows_activation = false;
        } else if (const auto* norm = std::get_if<BatchNorm>(&layer)) {
            operations.push_back(
                make_batch_norm(operations.size(), size, *norm, places.norm[norms_seen++]));
            follows_activation = false;
        }
    }
    return operations;
}

void fill_kernel(const Dense& dense, Matrix kernel, Rng rng) {
    const bool he = dense.initializer == Initializer::he_normal;
    const float deviation = std::sqrt(2.0F / static_cast<float>(kernel.rows));
    const float limit = std::sqrt(6.0F / static_cast<float>(kernel.rows + kernel.columns));
    for (std::size_t r = 0; r < kernel.rows; ++r)
        for (std::size_t c = 0; c < kernel.columns; ++c)
            kernel(r, c) = he ? deviation * rng.normal() : rng.uniform(-limit, limit);
}

}  // namespace

Result<Network> Network::blank(Architecture architecture) {
    INKLING_TRY_STATUS(check(architecture));
    Network network;
    Plan plan;
    const Places places = place_weights(architecture, plan, network.trainable_size_);
    network.operations_ = build(architecture, places);
    if (network.operations_.empty()) return data_error("the network has no layer that computes");
    network.outputs_ = network.operations_.back()->outputs();
    network.parameters_ = std::move(plan.parameters());
    network.weights_ = Buffer<float>(plan.size());
    network.architecture_ = std::move(architecture);
    for (const Parameter& p : network.parameters_)
        if (p.name.ends_with(".gamma") || p.name.ends_with(".moving_variance"))
            std::fill_n(network.matrix(p).data, p.columns, 1.0F);
    return network;
}

Result<Network> Network::create(Architecture architecture, std::uint64_t seed) {
    INKLING_TRY(Network network, blank(std::move(architecture)));
    for (std::size_t i = 0; i < network.parameters_.size(); ++i) {
        const Parameter& p = network.parameters_[i];
        if (p.name.ends_with(".kernel"))
            fill_kernel(std::get<Dense>(network.architecture_.layers[p.layer]), network.matrix(p),
                        Rng(seed, Purpose::initialisation, static_cast<std::uint32_t>(i)));
    }
    return network;
}

std::size_t Network::parameter_count() const noexcept {
    std::size_t count = 0;
    for (const Parameter& p : parameters_) count += p.rows * p.columns;
    return count;
}

std::size_t Network::trainable_count() const noexcept {
    std::size_t count = 0;
    for (const Parameter& p : parameters_) count += p.trainable ? p.rows * p.columns : 0;
    return count;
}

Matrix Network::matrix(const Parameter& p) noexcept {
    return {weights_.data() + p.offset, p.rows, p.columns, padded(p.columns)};
}
ConstMatrix Network::matrix(const Parameter& p) const noexcept {
    return {weights_.data() + p.offset, p.rows, p.columns, padded(p.columns)};
}

std::string Network::weights_sha256() const {
    static_assert(std::endian::native == std::endian::little);
    Sha256 sha;
    for (const Parameter& p : parameters_)
        for (std::size_t r = 0; r < p.rows; ++r)
            sha.update({reinterpret_cast<const std::uint8_t*>(matrix(p).row(r)),
                        p.columns * sizeof(float)});
    return sha.hex();
}

Pass Network::answering(std::size_t rows) const {
    Pass pass;
    pass.weights = weights_.data();
    pass.rows = rows;
    pass.gemm = kernels().gemm;
    return pass;
}

ConstMatrix Network::answer(Workspace& workspace, std::size_t rows, ThreadPool* pool) const {
    run_forward(operations_, answering(rows), workspace, pool);
    return workspace.step(operations_.size() - 1).output.slice(0, rows);
}

ConstMatrix Network::answer_after_first_step(Workspace& workspace, std::size_t rows) const {
    run_forward(std::span(operations_).subspan(1), answering(rows), workspace, nullptr);
    return workspace.step(operations_.size() - 1).output.slice(0, rows);
}

std::optional<PixelLayer> Network::pixel_layer() const {
    if (!operations_.front()->takes_sparse()) return std::nullopt;  // no dense layer
    return PixelLayer::of(matrix(parameters_[0]), matrix(parameters_[1]).data);
}

}  // namespace inkling
