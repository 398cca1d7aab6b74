// The classic first network, as a Keras user would write it: train_mnist [DATASET]
#include <cstdio>

#include "inkling/data/load.hpp"
#include "inkling/train/sequential.hpp"

using namespace inkling;

Status run(const char* name) {
    // Pixels are scaled from 0..255 to 0..1 and labels made one-hot on the way in.
    INKLING_TRY(const Dataset mnist, load_dataset(name, {}));

    Sequential model({28, 28});
    model.add(Flatten{})
        .add(Dense{128, Activation::relu})
        .add(Dense{64, Activation::relu})
        .add(Dense{10, Activation::softmax});
    INKLING_TRY_STATUS(model.compile(
        {.optimizer = {.kind = OptimizerKind::adam}, .loss = Loss::categorical_crossentropy}));
    std::puts(model.summary().c_str());

    INKLING_TRY(const auto history, model.fit(mnist.train, {.epochs = 5, .batch_size = 128}));
    INKLING_TRY(const Evaluation test, model.evaluate(mnist.test));
    std::printf("%zu epochs, test accuracy %.2f %%, test loss %.4f\n", history.size(),
                100 * test.accuracy, test.loss);

    INKLING_TRY(const MatrixBuffer answers, model.predict(mnist.test));
    std::printf("the first test image is a %d, by %.1f %%\n", test.answers[0],
                100 * answers.view()(0, test.answers[0]));
    return model.save("mnist.safetensors");
}

int main(int argc, char** argv) {
    const Status status = run(argc > 1 ? argv[1] : "mnist");
    if (status) return 0;
    std::fprintf(stderr, "%s\n%s\n", status.error().message.c_str(), status.error().hint.c_str());
    return exit_code(status.error().code);
}
