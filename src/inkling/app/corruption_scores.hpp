// `inkling evaluate --corruptions`: how often a reader errs on digits that are spoilt in the ways
// of MNIST-C. Each goes in as a picture: polarity, ink and framing are found as for any other.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "inkling/answer/reader.hpp"
#include "inkling/app/terminal.hpp"
#include "inkling/base/thread_pool.hpp"
#include "inkling/data/corruptions.hpp"

namespace inkling {

/// What became of the images of one corruption.
struct CorruptionScore {
    Corruption corruption = Corruption::identity;
    std::size_t images = 0;
    std::size_t errors = 0;    ///< not read as the digit that it is, be it rejected or not
    std::size_t no_ink = 0;    ///< of these, pictures on which no ink was found
    std::size_t rejected = 0;  ///< taken for no digit by the model

    [[nodiscard]] double error() const;  ///< 0..1
};

/// One score for each corruption, in their order. `done` is called after each. Data error where the
/// images are not 28×28.
Result<std::vector<CorruptionScore>> score_corruptions(
    const Reader& reader, const ImageSet& images, std::uint64_t seed, ThreadPool& pool,
    const std::function<void(const CorruptionScore&)>& done);

/// The mean error of all but the first, which is no corruption.
double mean_error(const std::vector<CorruptionScore>& scores);

/// Its keys are a contract.
nlohmann::ordered_json corruptions_json(const std::vector<CorruptionScore>& scores);

/// What is read with what, for the headline.
struct CorruptionRun {
    std::string model;
    std::string dataset;
    std::string split;
    std::size_t images = 0;
};

/// One line of the table, and the lines around them.
std::string corruptions_head(const CorruptionRun& run);
std::string corruption_line(const CorruptionScore& score, const Terminal& terminal);
std::string corruptions_foot(const std::vector<CorruptionScore>& scores);

/// The first `count` images in each corruption, a row for each.
GreyImage corruption_sheet(const ImageSet& images, std::size_t count, std::uint64_t seed,
                           ThreadPool& pool);

}  // namespace inkling
