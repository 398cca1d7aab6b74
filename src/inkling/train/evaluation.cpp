#include "inkling/train/evaluation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "inkling/base/math.hpp"
#include "inkling/base/thread_pool.hpp"

namespace inkling {

namespace {

/// Rows that a thread answers at once: enough to fill the kernels, few enough for the cache.
constexpr std::size_t block_rows = 96;
constexpr const char* other_data = "test it on the kind of data that the model was trained on";

Status fits(const Predictor& predictor, const ImageSet& images) {
    if (images.image_size() == predictor.pixels()) return {};
    return data_error("images are " + std::to_string(images.height) + "x" +
                          std::to_string(images.width) + "; the model wants " +
                          std::to_string(predictor.pixels()) + " pixels",
                      other_data);
}

/// Calls block(first image, probabilities) for all images, from several threads.
template <class F>
Status answer_blocks(const Predictor& predictor, const ImageSet& images, ThreadPool& pool,
                     F&& block) {
    const std::size_t blocks = (images.count + block_rows - 1) / block_rows;
    std::vector<Status> checked(blocks);
    pool.for_ranges(blocks, 1, [&](std::size_t first, std::size_t last) {
        Predictor::Scratch scratch(predictor, block_rows);
        for (std::size_t b = first; b < last; ++b) {
            const std::size_t begin = b * block_rows;
            const std::size_t rows = std::min(block_rows, images.count - begin);
            const ConstMatrix p = predictor.predict(
                {images.image(begin).data(), rows * images.image_size()}, scratch);
            checked[b] = check_answers(p);
            if (checked[b]) block(begin, p);
        }
    });
    for (Status& status : checked) INKLING_TRY_STATUS(std::move(status));
    return {};
}

/// Mean distance between confidence and accuracy over 15 bins of confidence, weighted by images.
/// C. Guo et al., arXiv:1706.04599.
double calibration_error(const Evaluation& evaluation, const ImageSet& images) {
    constexpr std::size_t bins = 15;
    std::array<double, bins> confidence{}, hits{};
    for (std::size_t i = 0; i < evaluation.images; ++i) {
        const auto p = static_cast<double>(evaluation.confidence[i]);
        const std::size_t bin = std::min(bins - 1, static_cast<std::size_t>(p * bins));
        confidence[bin] += p;
        hits[bin] += evaluation.answers[i] == images.labels[i] ? 1 : 0;
    }
    double sum = 0;
    for (std::size_t b = 0; b < bins; ++b) sum += std::fabs(confidence[b] - hits[b]);
    return evaluation.images == 0 ? 0 : sum / static_cast<double>(evaluation.images);
}

void score_classes(Evaluation& evaluation) {
    const std::size_t classes = evaluation.confusion.size();
    evaluation.per_class.resize(classes);
    for (std::size_t c = 0; c < classes; ++c) {
        ClassScore& score = evaluation.per_class[c];
        const auto& row = evaluation.confusion[c];
        score.images = std::accumulate(row.begin(), row.end(), std::size_t{0});
        score.correct = row[c];
        std::size_t answered = 0;
        for (const auto& other : evaluation.confusion) answered += other[c];
        const auto share = [&](std::size_t of) {
            return of == 0 ? 0 : static_cast<double>(score.correct) / static_cast<double>(of);
        };
        score.recall = share(score.images);
        score.precision = share(answered);
    }
}

}  // namespace

std::pair<double, double> wilson_interval(std::size_t k, std::size_t n) {
    if (n == 0) return {0, 1};
    constexpr double z = 1.959963984540054;
    const auto count = static_cast<double>(n);
    const double p = static_cast<double>(k) / count;
    const double centre = (p + z * z / (2 * count)) / (1 + z * z / count);
    const double half =
        z / (1 + z * z / count) * std::sqrt(p * (1 - p) / count + z * z / (4 * count * count));
    return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

Result<MatrixBuffer> predict(const Predictor& predictor, const ImageSet& images, ThreadPool& pool) {
    INKLING_TRY_STATUS(fits(predictor, images));
    MatrixBuffer probabilities(images.count,
                               predictor.classes() + (predictor.can_reject() ? 1 : 0));
    const Matrix out = probabilities.view();
    INKLING_TRY_STATUS(
        answer_blocks(predictor, images, pool, [&](std::size_t begin, ConstMatrix p) {
            for (std::size_t r = 0; r < p.rows; ++r)
                std::copy_n(p.row(r), p.columns, out.row(begin + r));
        }));
    return probabilities;
}

Result<Evaluation> evaluate(const Predictor& predictor, const ImageSet& images, ThreadPool& pool) {
    INKLING_TRY_STATUS(fits(predictor, images));
    const std::size_t classes = predictor.classes();
    for (std::size_t i = 0; i < images.count; ++i)
        if (images.labels[i] >= classes)
            return data_error("label " + std::to_string(images.labels[i]) + " at index " +
                                  std::to_string(i) + "; the model knows " +
                                  std::to_string(classes) + " classes",
                              other_data);
    Evaluation evaluation;
    evaluation.images = images.count;
    evaluation.answers.resize(images.count);
    evaluation.confidence.resize(images.count);
    evaluation.label_probability.resize(images.count);
    std::vector<std::uint8_t> rejected(images.count);
    const auto take = [&](std::size_t begin, ConstMatrix p) {
        for (std::size_t r = 0; r < p.rows; ++r) {
            const float* row = p.row(r);
            const float* best = std::max_element(row, row + classes);
            evaluation.answers[begin + r] = static_cast<std::uint8_t>(best - row);
            evaluation.confidence[begin + r] = *best;
            evaluation.label_probability[begin + r] = row[images.labels[begin + r]];
            rejected[begin + r] = predictor.can_reject() &&
                                  static_cast<double>(row[classes]) > predictor.reject_above();
        }
    };
    INKLING_TRY_STATUS(answer_blocks(predictor, images, pool, take));
    evaluation.confusion.assign(classes, std::vector<std::uint32_t>(classes));
    double loss = 0;
    for (std::size_t i = 0; i < images.count; ++i) {
        ++evaluation.confusion[images.labels[i]][evaluation.answers[i]];
        evaluation.errors += evaluation.answers[i] != images.labels[i];
        loss -= math::log(std::max(evaluation.label_probability[i], 1e-30F));
    }
    const auto count = static_cast<double>(std::max<std::size_t>(1, images.count));
    evaluation.loss = loss / count;
    evaluation.accuracy = 1 - static_cast<double>(evaluation.errors) / count;
    evaluation.interval = wilson_interval(images.count - evaluation.errors, images.count);
    evaluation.ece = calibration_error(evaluation, images);
    evaluation.rejected = std::accumulate(rejected.begin(), rejected.end(), std::size_t{0});
    score_classes(evaluation);
    evaluation.hardest.resize(images.count);
    std::iota(evaluation.hardest.begin(), evaluation.hardest.end(), 0U);
    const std::size_t kept = std::min<std::size_t>(100, images.count);
    std::partial_sort(evaluation.hardest.begin(),
                      evaluation.hardest.begin() + static_cast<std::ptrdiff_t>(kept),
                      evaluation.hardest.end(), [&](std::uint32_t a, std::uint32_t b) {
                          const float pa = evaluation.label_probability[a];
                          const float pb = evaluation.label_probability[b];
                          return pa != pb ? pa < pb : a < b;
                      });
    evaluation.hardest.resize(kept);
    return evaluation;
}

}  // namespace inkling
