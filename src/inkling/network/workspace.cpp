#include "inkling/network/workspace.hpp"

#include <algorithm>

#include "inkling/network/operation.hpp"
#include "inkling/tensor/kernels.hpp"
#include "inkling/tensor/pixels.hpp"

namespace inkling {

Workspace::Workspace(const Network& network, std::size_t max_rows, Use use, InputForm form)
    : max_rows_(max_rows),
      inputs_(network.inputs()),
      sparse_(form == InputForm::sparse && network.operations().front()->takes_sparse()) {
    const auto operations = network.operations();
    memory_.reserve(2 * operations.size());
    const auto allocate = [&](std::size_t columns) {
        return memory_.emplace_back(max_rows, columns).view();
    };
    steps_.resize(operations.size());
    for (std::size_t i = 0; i < operations.size(); ++i) {
        const Operation& operation = *operations[i];
        Step& step = steps_[i];
        if (operation.in_place()) {
            step.output = steps_[i - 1].output;
            step.d_output = steps_[i - 1].d_output;
        } else {
            step.output = allocate(operation.outputs());
            if (use == Use::train) step.d_output = allocate(operation.outputs());
        }
        if (use == Use::train) step.batch = Buffer<float>(operation.batch_values());
    }
    if (sparse_) {
        sparse_input_ = SparseRows(max_rows, inputs_);
        if (use == Use::train) sparse_columns_ = SparseColumns(inputs_, max_rows);
    } else if (operations.front()->takes_pixels()) {
        pixels_ = Buffer<std::uint8_t>(max_rows * inputs_);
    } else {
        input_ = MatrixBuffer(max_rows, inputs_);
    }
}

void Workspace::set_pixels(std::size_t row, std::span<const std::uint8_t> pixels) noexcept {
    if (sparse_) {
        sparse_input_.count(row) =
            kernels().compress_pixels(pixels.data(), pixels.size(), sparse_input_.entries(row));
    } else if (!pixels_.empty()) {
        std::copy(pixels.begin(), pixels.end(), pixels_.data() + row * inputs_);
    } else {
        scale_pixels(pixels, input_.view().row(row));
    }
}

void Workspace::set_values(std::size_t row, std::span<const float> values) noexcept {
    if (sparse_) {
        sparse_input_.count(row) =
            kernels().compress(values.data(), values.size(), sparse_input_.entries(row));
    } else if (!pixels_.empty()) {
        round_to_pixels(values, pixels_.data() + row * inputs_);
    } else {
        std::copy(values.begin(), values.end(), input_.view().row(row));
    }
}

}  // namespace inkling
