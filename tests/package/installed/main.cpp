// A user's program: builds a network, lets a Reader answer, shows the layers of a Sequential. It
// links every room, with the libraries on which the rooms stand.
#include <cmath>
#include <cstdio>
#include <numeric>
#include <utility>

#include "inkling/answer/reader.hpp"
#include "inkling/data/dataset.hpp"
#include "inkling/network/network.hpp"
#include "inkling/train/sequential.hpp"

int main() {
    auto network = inkling::Network::create(inkling::mlp({}), 7);
    if (!network) return 1;
    auto reader = inkling::Reader::from(inkling::Model{std::move(*network)});
    if (!reader) return 2;
    const auto answer = reader->read_framed({});
    if (!answer) return 3;
    const double sum =
        std::accumulate(answer->probabilities.begin(), answer->probabilities.end(), 0.0);
    if (answer->probabilities.size() != 10 || std::fabs(sum - 1) > 1e-5) return 3;

    inkling::Sequential model({28, 28});
    model.add(inkling::Flatten{})
        .add(inkling::Dense{128, inkling::Activation::relu})
        .add(inkling::Dense{10, inkling::Activation::softmax});
    if (!model.compile()) return 4;
    std::puts(model.summary().c_str());
    return 0;
}
