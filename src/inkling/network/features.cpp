#include "inkling/network/features.hpp"

#include <cstring>
#include <memory>

#include "inkling/base/text.hpp"
#include "inkling/network/operation.hpp"
#include "inkling/tensor/features.hpp"
#include "inkling/tensor/kernels.hpp"

namespace inkling {

namespace {

struct KindName {
    std::string_view name;
    FeatureKind kind;
};
constexpr KindName kinds[] = {{"gradient", FeatureKind::gradient},
                              {"second", FeatureKind::second_order},
                              {"hessian", FeatureKind::hessian}};

/// Values become factor·(grid/7)·√x + shift, which brings those of MNIST's digits to a mean of
/// about 0 and a deviation of about 0.6, whatever the size of the cells (measured on 2,000 of
/// them).
struct Standard {
    float factor;
    float shift;
};
Standard standard_of(const FeatureBlock& block) {
    switch (block.kind) {
        case FeatureKind::gradient:
            return block.directions == 8 ? Standard{1.25F, -0.40F} : Standard{1.70F, -0.33F};
        case FeatureKind::second_order:
            return {0.66F, -0.52F};
        case FeatureKind::hessian:
            return {1.54F, -0.53F};
    }
    return {1, 0};
}

class FeaturesOperation final : public Operation {
  public:
    FeaturesOperation(std::size_t inputs, const Features& features)
        : Operation(0, inputs, features.size(), false),
          blocks_(features.blocks),
          halving_(halving_pixels()),
          sixteen_(sixteen_directions()) {
        for (const FeatureBlock& block : blocks_) {
            pools_.push_back(triangular_pixels(block.grid));
            seconds_.push_back(triangular_pool(feature_side / 2, block.grid));
        }
    }

    [[nodiscard]] Reach reach() const noexcept override { return Reach::row; }
    [[nodiscard]] bool takes_pixels() const noexcept override { return true; }
    [[nodiscard]] bool splits_columns() const noexcept override { return false; }

    void forward(const Pass&, Workspace& w, Block block) const noexcept override {
        const Range rows = block.rows;
        const Matrix y = output(w);
        for (std::size_t r = rows.begin; r < rows.end; ++r) {
            float* out = y.row(r);
            for (std::size_t b = 0; b < blocks_.size(); ++b) {
                compute(b, w.pixels(r), out);
                const Standard standard = standard_of(blocks_[b]);
                kernels().root(standard.factor * static_cast<float>(blocks_[b].grid) / 7,
                               standard.shift, out, blocks_[b].size());
                out += blocks_[b].size();
            }
        }
    }
    void backward(const Pass&, Workspace&, Block) const noexcept override {}

  private:
    void compute(std::size_t b, const std::uint8_t* planes, float* out) const noexcept {
        const FeatureBlock& block = blocks_[b];
        FeatureArgs args{planes + block.plane * feature_side * feature_side, &pools_[b], nullptr,
                         nullptr, out};
        switch (block.kind) {
            case FeatureKind::gradient:
                if (block.directions == 16) args.directions = &sixteen_;
                return kernels().gradient_features(args);
            case FeatureKind::second_order:
                args.pool = &halving_;
                args.second = &seconds_[b];
                return kernels().second_order_features(args);
            case FeatureKind::hessian:
                return kernels().hessian_features(args);
        }
    }

    std::vector<FeatureBlock> blocks_;
    std::vector<PixelPool> pools_;
    std::vector<PoolAxis> seconds_;  // of the halved maps
    PixelPool halving_;
    Directions sixteen_;
};

Error unknown(std::string_view text) {
    return usage_error(
        "unknown front end '" + printable(text) + "'",
        "for example gradient, or gradient:7x8, or gradient:7x16+second:6+hessian:6; "
        "grids of 2 to 14 cells, 8 or 16 directions");
}

/// Cuts off and returns what follows the last `mark`; nothing where there is none.
std::string_view cut(std::string_view& text, char mark) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = text.substr(at + 1);
    text = text.substr(0, at);
    return rest;
}

Result<FeatureBlock> block_named(std::string_view text) {
    const std::string_view whole = text;
    const std::string_view plane = cut(text, '@');
    std::string_view grid = cut(text, ':');
    const std::string_view directions = cut(grid, 'x');
    FeatureBlock block;
    bool found = false;
    for (const KindName& candidate : kinds)
        if (candidate.name == text) {
            block.kind = candidate.kind;
            found = true;
        }
    const auto take = [](std::string_view word, std::size_t& to, std::int64_t low,
                         std::int64_t high) {
        if (word.empty()) return true;
        const auto value = parse_integer(word);
        if (!value || *value < low || *value > high) return false;
        to = static_cast<std::size_t>(*value);
        return true;
    };
    if (block.kind != FeatureKind::gradient) block.grid = 6;
    if (!found || !take(grid, block.grid, 2, max_feature_cells) ||
        !take(directions, block.directions, 8, 16) ||
        (block.directions != 8 && block.directions != 16) ||
        (!directions.empty() && block.kind != FeatureKind::gradient) ||
        !take(plane, block.plane, 0, 3))
        return unknown(whole);
    return block;
}

}  // namespace

std::size_t FeatureBlock::channels() const {
    return kind == FeatureKind::gradient ? directions : kind == FeatureKind::hessian ? 8 : 32;
}

std::size_t Features::size() const {
    std::size_t size = 0;
    for (const FeatureBlock& block : blocks) size += block.size();
    return size;
}

std::string name_of(const Features& features) {
    std::string text;
    for (const FeatureBlock& block : features.blocks) {
        if (!text.empty()) text += '+';
        for (const KindName& candidate : kinds)
            if (candidate.kind == block.kind) text += candidate.name;
        text += ':' + std::to_string(block.grid);
        if (block.kind == FeatureKind::gradient) text += 'x' + std::to_string(block.directions);
        if (block.plane != 0) text += '@' + std::to_string(block.plane);
    }
    return text;
}

Result<Features> features_named(std::string_view text) {
    Features features;
    for (const std::string_view part : split(text, '+')) {
        INKLING_TRY(const FeatureBlock block, block_named(part));
        features.blocks.push_back(block);
    }
    if (features.blocks.empty() || features.blocks.size() > 16) return unknown(text);
    return features;
}

OperationPtr make_features(std::size_t inputs, const Features& features) {
    return std::make_shared<FeaturesOperation>(inputs, features);
}

}  // namespace inkling
