#include "inkling/data/batches.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "inkling/base/check.hpp"
#include "inkling/base/rng.hpp"

namespace inkling {
namespace {

void shuffle(std::span<std::uint32_t> values, Rng rng) {
    for (std::size_t i = values.size(); i > 1; --i) {
        const std::uint32_t j = rng.below(static_cast<std::uint32_t>(i));
        std::swap(values[i - 1], values[j]);
    }
}

/// How many of each class to take, so that they add up to `wanted`: the share rounded down, and one
/// more for those with the largest remainders, the lower class first where they are equal.
std::vector<std::size_t> quotas(const std::vector<std::vector<std::uint32_t>>& by_class,
                                std::size_t total, std::size_t wanted) {
    std::vector<std::size_t> quota(by_class.size());
    std::vector<std::size_t> remainder(by_class.size());
    std::size_t given = 0;
    for (std::size_t c = 0; c < by_class.size(); ++c) {
        quota[c] = by_class[c].size() * wanted / total;
        remainder[c] = by_class[c].size() * wanted % total;
        given += quota[c];
    }
    std::vector<std::size_t> order(by_class.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return remainder[a] > remainder[b]; });
    for (std::size_t i = 0; given < wanted; ++i, ++given) ++quota[order[i]];
    return quota;
}

}  // namespace

ImageSet joined(const ImageSet& first, const ImageSet& second) {
    if (first.empty()) return second;
    if (second.empty()) return first;
    INKLING_CHECK(first.image_size() == second.image_size());
    ImageSet all;
    all.count = first.count + second.count;
    all.height = first.height;
    all.width = first.width;
    all.pixels = Buffer<std::uint8_t>::uninitialised(all.count * all.image_size());
    all.labels = Buffer<std::uint8_t>::uninitialised(all.count);
    std::copy(second.pixels.begin(), second.pixels.end(),
              std::copy(first.pixels.begin(), first.pixels.end(), all.pixels.begin()));
    std::copy(second.labels.begin(), second.labels.end(),
              std::copy(first.labels.begin(), first.labels.end(), all.labels.begin()));
    return all;
}

ImageSet subset(const ImageSet& set, std::span<const std::uint32_t> indices) {
    ImageSet part;
    part.count = indices.size();
    part.height = set.height;
    part.width = set.width;
    part.pixels = Buffer<std::uint8_t>::uninitialised(part.count * part.image_size());
    part.labels = Buffer<std::uint8_t>::uninitialised(part.count);
    for (std::size_t i = 0; i < part.count; ++i) {
        const auto image = set.image(indices[i]);
        std::copy(image.begin(), image.end(), part.pixels.data() + i * part.image_size());
        part.labels[i] = set.labels[indices[i]];
    }
    return part;
}

std::vector<std::uint32_t> shuffled(std::size_t n, std::uint64_t seed, std::uint32_t epoch) {
    std::vector<std::uint32_t> order(n);
    std::iota(order.begin(), order.end(), 0U);
    shuffle(order, Rng(seed, Purpose::shuffle, epoch));
    return order;
}

Split split_validation(const ImageSet& set, std::size_t validation_count, std::uint64_t seed) {
    Split split;
    if (set.count == 0) return split;
    std::vector<std::vector<std::uint32_t>> by_class(256);
    for (std::size_t i = 0; i < set.count; ++i)
        by_class[set.labels[i]].push_back(static_cast<std::uint32_t>(i));
    const auto quota = quotas(by_class, set.count, std::min(validation_count, set.count));
    for (std::size_t c = 0; c < by_class.size(); ++c) {
        shuffle(by_class[c], Rng(seed, Purpose::split, static_cast<std::uint32_t>(c)));
        const auto middle = by_class[c].begin() + static_cast<std::ptrdiff_t>(quota[c]);
        split.validation.insert(split.validation.end(), by_class[c].begin(), middle);
        split.train.insert(split.train.end(), middle, by_class[c].end());
    }
    std::sort(split.train.begin(), split.train.end());
    std::sort(split.validation.begin(), split.validation.end());
    return split;
}

}  // namespace inkling
