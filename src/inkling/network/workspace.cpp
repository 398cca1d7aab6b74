#include "inkling/network/workspace.hpp"

#include "inkling/network/operation.hpp"

namespace inkling {

Workspace::Workspace(const Network& network, std::size_t max_rows, Use use)
    : max_rows_(max_rows), input_(max_rows, network.inputs()) {
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
        step.batch.resize(operation.batch_values());
        if (use == Use::train) step.transposed = Buffer<float>(operation.transposed_values());
    }
    sparse_input_ = SparseRows(max_rows, network.inputs());
    if (use == Use::train) sparse_columns_ = SparseColumns(network.inputs(), max_rows);
}

}  // namespace inkling
