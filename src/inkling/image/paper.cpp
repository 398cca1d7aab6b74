// The paper of a picture: robust regression over some two thousand samples of it.
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "inkling/image/paper_impl.hpp"

namespace inkling {
namespace {

constexpr int max_samples_per_axis = 48;
constexpr int rounds = 8;
constexpr double tukey = 4.685;              // 95 % efficiency where noise is normal
constexpr double deviation_of_mad = 1.4826;  // standard deviation per median absolute deviation
constexpr double least_deviation = 2;        // grey levels
constexpr std::size_t terms = 6;

using Terms = std::array<double, terms>;

struct Sample {
    Terms basis;
    double grey;
};

double from_minus_one_to_one(int i, int count) {
    return count > 1 ? 2.0 * i / (count - 1) - 1 : 0.0;
}

Terms basis_at(double u, double v) {
    return {1, u, v, u * u, u * v, v * v};
}

double dot(const Terms& a, const Terms& b) {
    double sum = 0;
    for (std::size_t i = 0; i < terms; ++i) sum += a[i] * b[i];
    return sum;
}

double median(std::vector<double>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

std::vector<Sample> take_samples(const GreyImage& picture) {
    const int columns = std::min(picture.width, max_samples_per_axis);
    const int rows = std::min(picture.height, max_samples_per_axis);
    std::vector<Sample> samples;
    samples.reserve(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
    for (int j = 0; j < rows; ++j)
        for (int i = 0; i < columns; ++i) {
            const int x = static_cast<int>((2LL * i + 1) * picture.width / (2LL * columns));
            const int y = static_cast<int>((2LL * j + 1) * picture.height / (2LL * rows));
            samples.push_back({basis_at(from_minus_one_to_one(x, picture.width),
                                        from_minus_one_to_one(y, picture.height)),
                               static_cast<double>(picture.at(x, y))});
        }
    return samples;
}

std::vector<double> border_greys(const GreyImage& picture) {
    std::vector<double> greys;
    for (int x = 0; x < picture.width; ++x) {
        greys.push_back(picture.at(x, 0));
        greys.push_back(picture.at(x, picture.height - 1));
    }
    for (int y = 0; y < picture.height; ++y) {
        greys.push_back(picture.at(0, y));
        greys.push_back(picture.at(picture.width - 1, y));
    }
    return greys;
}

/// Solves the symmetric system by elimination with pivots; `right` becomes the solution.
Terms solve(std::array<Terms, terms> matrix, Terms right) {
    for (std::size_t k = 0; k < terms; ++k) {
        std::size_t pivot = k;
        for (std::size_t i = k + 1; i < terms; ++i)
            if (std::fabs(matrix[i][k]) > std::fabs(matrix[pivot][k])) pivot = i;
        std::swap(matrix[k], matrix[pivot]);
        std::swap(right[k], right[pivot]);
        for (std::size_t i = k + 1; i < terms; ++i) {
            const double factor = matrix[i][k] / matrix[k][k];
            for (std::size_t j = k; j < terms; ++j) matrix[i][j] -= factor * matrix[k][j];
            right[i] -= factor * right[k];
        }
    }
    for (std::size_t k = terms; k-- > 0;) {
        for (std::size_t j = k + 1; j < terms; ++j) right[k] -= matrix[k][j] * right[j];
        right[k] /= matrix[k][k];
    }
    return right;
}

/// Weighted least squares; samples that are far off `fit`, as measured by `deviation`, do not
/// count. A little ridge keeps pictures of one row or column solvable.
Terms refit(const std::vector<Sample>& samples, const Terms& fit, double deviation) {
    std::array<Terms, terms> matrix{};
    Terms right{};
    double total = 0;
    for (const Sample& sample : samples) {
        const double off = sample.grey - dot(fit, sample.basis);
        const double relative = off / (tukey * deviation);
        if (std::fabs(relative) >= 1) continue;
        const double root = 1 - relative * relative;
        const double weight = root * root;
        total += weight;
        for (std::size_t i = 0; i < terms; ++i) {
            const double weighted = weight * sample.basis[i];
            right[i] += weighted * off;
            for (std::size_t j = 0; j < terms; ++j) matrix[i][j] += weighted * sample.basis[j];
        }
    }
    if (total <= 0) return fit;
    for (std::size_t i = 0; i < terms; ++i) matrix[i][i] += (i == 0 ? 1e-6 : 1e-3) * total;
    Terms better = solve(matrix, right);
    for (std::size_t i = 0; i < terms; ++i) better[i] += fit[i];
    return better;
}

}  // namespace

void Paper::row(int y, float* out) const {
    const double v = from_minus_one_to_one(y, height);
    const double constant = terms[0] + (terms[2] + terms[5] * v) * v;
    const double slope = terms[1] + terms[4] * v;
    for (int x = 0; x < width; ++x) {
        const double u = from_minus_one_to_one(x, width);
        out[x] = static_cast<float>(constant + (slope + terms[3] * u) * u);
    }
}

Paper fit_paper(const GreyImage& picture) {
    std::vector<double> border = border_greys(picture);
    Paper paper{{}, picture.width, picture.height};
    paper.terms[0] = median(border);
    for (double& grey : border) grey = std::fabs(grey - paper.terms[0]);
    double deviation = std::max(deviation_of_mad * median(border), least_deviation);
    const std::vector<Sample> samples = take_samples(picture);
    std::vector<double> off(samples.size());
    for (int round = 0; round < rounds; ++round) {
        paper.terms = refit(samples, paper.terms, deviation);
        for (std::size_t i = 0; i < samples.size(); ++i)
            off[i] = std::fabs(samples[i].grey - dot(paper.terms, samples[i].basis));
        deviation = std::max(std::min(deviation, deviation_of_mad * median(off)), least_deviation);
    }
    return paper;
}

}  // namespace inkling
