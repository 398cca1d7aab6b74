// A data set of a few images, and a network with an evaluation on them: what the tests of the
// program's output are fed with.
#pragma once

#include "inkling/app/report_page.hpp"
#include "inkling/base/thread_pool.hpp"

namespace inkling::test {

/// `count` images of `classes` classes in turn: class c has a bright row c.
inline ImageSet rows_of_ink(std::size_t count, std::size_t classes) {
    ImageSet set;
    set.count = count;
    set.height = set.width = 28;
    set.pixels = Buffer<std::uint8_t>(count * 784);
    set.labels = Buffer<std::uint8_t>(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t label = i % classes;
        set.labels[i] = static_cast<std::uint8_t>(label);
        for (std::size_t x = 4; x < 24; ++x) set.pixels[i * 784 + (label + 8) * 28 + x] = 255;
    }
    return set;
}

struct TinyRun {
    Dataset dataset;
    Model model;
    Evaluation evaluation;
};

/// The network is not trained: most answers are wrong.
inline TinyRun tiny_run() {
    Dataset dataset;
    dataset.name = "tiny & <small>";
    for (int i = 0; i < 10; ++i) dataset.classes.push_back(std::to_string(i));
    dataset.train = rows_of_ink(40, 10);
    dataset.test = rows_of_ink(20, 10);
    Network network = Network::create(mlp({.hidden = {16}}), 7).value();
    ThreadPool pool(1);
    Evaluation evaluation = evaluate(Predictor(network), dataset.test, pool).value();
    Model model{std::move(network)};
    model.classes = dataset.classes;
    model.training.dataset = dataset.name;
    model.training.facts["recipe"] = R"({"epochs":2,"hidden":[16],"loss":"x<y"})";
    return {std::move(dataset), std::move(model), std::move(evaluation)};
}

}  // namespace inkling::test
