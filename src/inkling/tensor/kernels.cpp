// Compiles the kernels for each kind of CPU and chooses among them at run time.

// All paths, the portable one included, so that tests can force it. SSSE3 adds nothing to SSE4, and
// scalable vectors cannot be held in arrays.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#define HWY_COMPILE_ALL_ATTAINABLE

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "inkling/tensor/kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h

#include "inkling/tensor/elementwise-inl.hpp"
#include "inkling/tensor/gemm_lists-inl.hpp"
#include "inkling/tensor/moments-inl.hpp"
#include "inkling/tensor/norm-inl.hpp"
#include "inkling/tensor/page_rows-inl.hpp"
#include "inkling/tensor/pixel_layer-inl.hpp"
#include "inkling/tensor/pixels-inl.hpp"
#include "inkling/tensor/png_rows-inl.hpp"
#include "inkling/tensor/sparse-inl.hpp"
#include "inkling/tensor/update-inl.hpp"
// After update-inl.hpp, whose root() it calls.
#include "inkling/tensor/features-inl.hpp"
#include "inkling/tensor/second_order-inl.hpp"
#include "inkling/tensor/warp-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace inkling {
namespace HWY_NAMESPACE {

constexpr const char* path_name() {
    return HWY_TARGET == HWY_AVX3   ? "avx512"
           : HWY_TARGET == HWY_AVX2 ? "avx2"
           : HWY_TARGET == HWY_SSE4 ? "sse4"
           : HWY_TARGET == HWY_NEON ? "neon"
                                    : "scalar";
}

const Kernels* table() {
    static constexpr Kernels kernels = {
        path_name(),
        gemm,
        sparse_gemm,
        sparse_update,
        compress,
        compress_pixels,
        scale_pixels,
        pixel_layer,
        column_sums,
        relu,
        leaky_relu,
        tanh,
        sigmoid,
        gelu,
        relu_backward,
        leaky_relu_backward,
        tanh_backward,
        sigmoid_backward,
        gelu_backward,
        exp_rows,
        norm_measure,
        norm_forward,
        norm_sums,
        norm_backward,
        update,
        add_scaled,
        scale,
        move_average,
        multiply_adds,
        sum_of_squares,
        warp,
        ink_moments,
        gradient_features,
        second_order_features,
        hessian_features,
        root,
        take_paper,
        larger_of,
        mark_ink,
        png_rows,
        luma,
    };
    return &kernels;
}

}  // namespace HWY_NAMESPACE
}  // namespace inkling
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <atomic>
#include <cstdlib>
#include <string>

namespace inkling {

HWY_EXPORT(table);

namespace {

/// Calls `visit` with the kernels of each target of this CPU, best first. Takes no memory: the
/// first call of kernels() ends here.
template <typename Visit>
void visit_tables(Visit visit) {
    std::int64_t targets = hwy::SupportedTargets() & HWY_TARGETS;
    for (; targets != 0; targets &= targets - 1) {
        hwy::GetChosenTarget().Update(targets & -targets);
        visit(HWY_DYNAMIC_DISPATCH(table)());
    }
}

const Kernels* choose(const char* wanted) {
    const Kernels* best = nullptr;
    const Kernels* named = nullptr;
    visit_tables([&](const Kernels* table) {
        if (best == nullptr) best = table;
        if (wanted != nullptr && std::string_view(wanted) == table->path) named = table;
    });
    return named != nullptr ? named : best;
}

std::atomic<const Kernels*>& chosen() {
    static std::atomic<const Kernels*> kernels = choose(std::getenv("INKLING_KERNEL"));
    return kernels;
}

}  // namespace

const Kernels& kernels() noexcept {
    return *chosen().load(std::memory_order_relaxed);
}

std::vector<std::string_view> available_kernels() {
    std::vector<std::string_view> names;
    visit_tables([&](const Kernels* table) { names.emplace_back(table->path); });
    return names;
}

Status force_kernels(std::string_view path) {
    const std::string wanted(path);
    const Kernels* table = choose(wanted.c_str());
    if (table->path == path) {
        chosen() = table;
        return {};
    }
    std::string known;
    for (const std::string_view name : available_kernels())
        known += (known.empty() ? "" : ", ") + std::string(name);
    return usage_error("unknown kernel path '" + wanted + "'; this CPU has " + known,
                       "set INKLING_KERNEL to one of these, or unset it");
}

Status choose_kernels_from_environment() {
    const char* wanted = std::getenv("INKLING_KERNEL");
    return wanted == nullptr ? Status{} : force_kernels(wanted);
}

}  // namespace inkling

#endif
