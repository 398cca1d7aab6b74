// The kernels one by one, on Google Benchmark, each in the shapes of 784-1024-1024-10 with batch
// 256 or 784-128-64-10 with batch 128. Counters are operations (or weights) a second.
//
//     build/release/bin/kernels_bench
//     INKLING_KERNEL=avx2 build/release/bin/kernels_bench --benchmark_filter=Gemm
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "inkling/tensor/kernels.hpp"

namespace inkling {
namespace {

using benchmark::Counter;

/// Values that neither grow nor vanish; about `zeros` of ten are 0, anywhere.
MatrixBuffer values(std::size_t rows, std::size_t columns, std::size_t zeros = 0) {
    MatrixBuffer m(rows, columns);
    std::minstd_rand random(1);
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < columns; ++c) {
            const std::size_t k = random() % 1000;
            m.view()(r, c) = k % 10 < zeros ? 0 : static_cast<float>(k) / 1000 - 0.4F;
        }
    return m;
}

void count(benchmark::State& state, const char* what, double each) {
    state.counters[what] = Counter(each, Counter::kIsIterationInvariantRate, Counter::kIs1000);
}

void Peak(benchmark::State& state) {
    float sink = 0;
    double operations = 0;
    for (auto _ : state) {
        operations = kernels().multiply_adds(10'000, &sink);
        benchmark::DoNotOptimize(sink);
    }
    count(state, "FLOP", operations);
}
BENCHMARK(Peak);

enum Layout { forward, back, gradient };

/// One of the three products of a dense layer with `batch` samples.
void product(benchmark::State& state, Gemm gemm, std::size_t zeros = 0) {
    const auto layout = static_cast<Layout>(state.range(0));
    const auto batch = static_cast<std::size_t>(state.range(1));
    const auto inputs = static_cast<std::size_t>(state.range(2));
    const auto units = static_cast<std::size_t>(state.range(3));
    if (gemm == nullptr) return state.SkipWithError("this CPU lacks it");
    const MatrixBuffer x = values(batch, inputs, zeros);
    const MatrixBuffer d = values(batch, units, layout == back ? zeros : 0);
    const MatrixBuffer w = values(inputs, units);
    MatrixBuffer y(batch, units), d_x(batch, inputs), d_w(inputs, units);
    const std::size_t in = x.view().stride, out = d.view().stride;
    const GemmArgs args[] = {{x.view().data, in, 1, w.view().data, out, 1, y.view().data, out,
                              nullptr, batch, inputs, units},
                             {d.view().data, out, 1, w.view().data, 1, out, d_x.view().data, in,
                              nullptr, batch, units, inputs},
                             {x.view().data, 1, in, d.view().data, out, 1, d_w.view().data, out,
                              nullptr, inputs, batch, units}};
    for (auto _ : state) {
        gemm(args[layout]);
        benchmark::ClobberMemory();
    }
    count(state, "FLOP", 2.0 * static_cast<double>(batch * inputs * units));
}
void GemmFp32(benchmark::State& state) {
    product(state, kernels().gemm);
}
void GemmHalfZeros(benchmark::State& state) {
    product(state, kernels().gemm, 5);
}
void GemmBf16(benchmark::State& state) {
    product(state, bf16_gemm());
}
void shapes(benchmark::internal::Benchmark* b) {
    b->ArgNames({"layout", "batch", "inputs", "units"});
    for (const int layout : {forward, back, gradient}) {
        b->Args({layout, 256, 1024, 1024});
        b->Args({layout, 256, 784, 1024});
        b->Args({layout, 128, 288, 512});
        b->Args({layout, 128, 128, 64});
    }
}
BENCHMARK(GemmFp32)->Apply(shapes);
BENCHMARK(GemmHalfZeros)->Apply(shapes);
BENCHMARK(GemmBf16)->Apply(shapes);

/// The first layer: a fifth of the pixels are ink. Counts the operations done.
void SparseForward(benchmark::State& state) {
    const auto batch = static_cast<std::size_t>(state.range(0));
    const auto units = static_cast<std::size_t>(state.range(1));
    const MatrixBuffer x = values(batch, 784, 8), w = values(784, units);
    MatrixBuffer y(batch, units);
    SparseRows rows(batch, 784);
    keep_nonzero(x.view(), 0, batch, rows);
    std::size_t entries = 0;
    for (std::size_t r = 0; r < batch; ++r) entries += rows.count(r);
    for (auto _ : state) {
        kernels().sparse_gemm(
            {&rows, 0, batch, 784, w.view().data, units, y.view().data, units, nullptr, units});
        benchmark::ClobberMemory();
    }
    count(state, "FLOP", 2.0 * static_cast<double>(entries * units));
}
BENCHMARK(SparseForward)->ArgNames({"batch", "units"})->Args({128, 128})->Args({256, 1024});

/// The same in whole numbers, as where a network answers: pictures with about as much ink as
/// digits.
void PixelLayerForward(benchmark::State& state) {
    const auto batch = static_cast<std::size_t>(state.range(0));
    const auto units = static_cast<std::size_t>(state.range(1));
    const MatrixBuffer w = values(784, units), bias = values(1, units);
    const PixelLayer layer = PixelLayer::of(w.view(), bias.view().data).value();
    MatrixBuffer y(batch, units);
    std::vector<std::uint8_t> pictures(batch * 784);
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        const std::size_t x = i % 28, left = 8 + i / 784 % 8;
        pictures[i] = static_cast<std::uint8_t>(x >= left && x < left + 5 ? i | 1 : 0);
    }
    for (auto _ : state) {
        layer(pictures, y.view());
        benchmark::ClobberMemory();
    }
    count(state, "images", static_cast<double>(batch));
}
BENCHMARK(PixelLayerForward)->ArgNames({"batch", "units"})->Args({1, 128})->Args({96, 128});

/// A later layer for one picture, half of whose values are zero, as behind a ReLU.
void GemmOneRow(benchmark::State& state) {
    const MatrixBuffer x = values(1, 128, 5), w = values(128, 64), bias = values(1, 64);
    MatrixBuffer y(1, 64);
    for (auto _ : state) {
        kernels().gemm({x.view().data, 128, 1, w.view().data, 64, 1, y.view().data, 64,
                        bias.view().data, 1, 128, 64});
        benchmark::ClobberMemory();
    }
    count(state, "images", 1);
}
BENCHMARK(GemmOneRow);

/// Its gradients, and Adam.
void SparseUpdate(benchmark::State& state) {
    const auto batch = static_cast<std::size_t>(state.range(0));
    const auto units = static_cast<std::size_t>(state.range(1));
    const MatrixBuffer x = values(batch, 784, 8), d = values(batch, units);
    MatrixBuffer w = values(784, units), m(784, units), v(784, units);
    SparseRows rows(batch, 784);
    SparseColumns columns(784, batch);
    keep_nonzero(x.view(), 0, batch, rows);
    transpose(rows, batch, 0, 784, columns);
    const UpdateArgs adam = {.method = Method::adam,
                             .weights = w.view().data,
                             .state_1 = m.view().data,
                             .state_2 = v.view().data,
                             .stride = units,
                             .rate = 1e-6F,
                             .decay_1 = 0.9F,
                             .decay_2 = 0.999F,
                             .correct_1 = 1,
                             .correct_2 = 1,
                             .epsilon = 1e-7F,
                             .l2 = 0,
                             .shrink = 1};
    for (auto _ : state) {
        kernels().sparse_update(
            {&columns, 0, 784, batch, d.view().data, units, nullptr, 0, nullptr, units}, adam);
        benchmark::ClobberMemory();
    }
    count(state, "weights", static_cast<double>(784 * units));
}
BENCHMARK(SparseUpdate)->ArgNames({"batch", "units"})->Args({128, 128})->Args({256, 1024});

void CompressPixels(benchmark::State& state) {
    std::vector<std::uint8_t> pixels(784);
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<std::uint8_t>(i % 28 > 11 && i % 28 < 17 ? i : 0);
    SparseRows rows(1, 784);
    for (auto _ : state) {
        benchmark::DoNotOptimize(kernels().compress_pixels(pixels.data(), 784, rows.entries(0)));
        benchmark::ClobberMemory();
    }
    count(state, "images", 1);
}
BENCHMARK(CompressPixels);

/// A ring, about as much ink as a digit has: gradients in 8 and in 16 directions, bends, slopes of
/// slopes.
void Features(benchmark::State& state) {
    std::vector<std::uint8_t> image(784);
    std::vector<float> out(7 * 7 * 16 + 6 * 6 * 32);
    for (std::size_t i = 0; i < image.size(); ++i) {
        const double x = static_cast<double>(i % 28) - 13.5, y = static_cast<double>(i / 28) - 13.5;
        const double away = std::abs(std::hypot(1.6 * x, y) - 8);
        image[i] = static_cast<std::uint8_t>(255 * std::clamp(2 - away, 0.0, 1.0));
    }
    const PixelPool seven = triangular_pixels(7), six = triangular_pixels(6);
    const PixelPool halving = halving_pixels();
    const PoolAxis second = triangular_pool(14, 6);
    const Directions sixteen = sixteen_directions();
    const FeatureArgs all[] = {{image.data(), &seven, nullptr, nullptr, out.data()},
                               {image.data(), &seven, nullptr, &sixteen, out.data()},
                               {image.data(), &six, nullptr, nullptr, out.data()},
                               {image.data(), &halving, &second, nullptr, out.data()}};
    const auto kind = static_cast<std::size_t>(state.range(0));
    const Kernels& k = kernels();
    const auto kernel = kind < 2    ? k.gradient_features
                        : kind == 2 ? k.hessian_features
                                    : k.second_order_features;
    for (auto _ : state) {
        kernel(all[kind]);
        benchmark::ClobberMemory();
    }
    count(state, "images", 1);
}
BENCHMARK(Features)->ArgName("gradient8_gradient16_hessian_second")->DenseRange(0, 3);

/// Batch normalisation forward and backward of 128 × 512 values.
void Normalisation(benchmark::State& state) {
    const MatrixBuffer x = values(128, 512), d_y = values(128, 512), weights = values(2, 512);
    MatrixBuffer y(128, 512), d_x(128, 512), statistics(4, 512);
    const Matrix s = statistics.view();
    const NormArgs norm = {
        s.row(0), s.row(1), weights.view().row(0), weights.view().row(1), s.row(2),
        s.row(3), 1e-3F};
    for (auto _ : state) {
        kernels().norm_measure(x.view(), s.row(0), s.row(1));
        kernels().norm_forward(x.view(), norm, y.view());
        kernels().norm_sums(x.view(), d_y.view(), norm);
        kernels().norm_backward(x.view(), d_y.view(), norm, d_x.view());
        benchmark::ClobberMemory();
    }
    count(state, "values", 128 * 512);
}
BENCHMARK(Normalisation);

}  // namespace
}  // namespace inkling

BENCHMARK_MAIN();
