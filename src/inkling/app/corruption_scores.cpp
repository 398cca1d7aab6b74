#include "inkling/app/corruption_scores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "inkling/base/text.hpp"
#include "inkling/data/contact_sheet.hpp"

namespace inkling {

namespace {

/// What the reader says to one picture.
enum class Outcome : std::uint8_t { right, wrong, no_ink };
struct Said {
    Outcome outcome = Outcome::wrong;
    bool rejected = false;
    Status asked = {};
};

Said read_one(const Reader& reader, std::span<const std::uint8_t> pixels, int label) {
    const GreyImage picture{framed_side, framed_side, {pixels.begin(), pixels.end()}};
    const auto answer = reader.read_digit(picture);
    if (!answer && answer.error().code == ErrorCode::model) return {.asked = Error(answer.error())};
    if (!answer) return {Outcome::no_ink, false};
    return {answer->digit == label ? Outcome::right : Outcome::wrong, answer->rejected};
}

Result<CorruptionScore> score_of(const Reader& reader, Corruption corruption,
                                 const ImageSet& pictures, ThreadPool& pool) {
    std::vector<Said> said(pictures.count);
    pool.for_ranges(pictures.count, 1, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i)
            said[i] = read_one(reader, pictures.image(i), pictures.labels[i]);
    });
    CorruptionScore score{corruption, pictures.count};
    for (Said& one : said) {
        INKLING_TRY_STATUS(std::move(one.asked));
        score.errors += one.outcome != Outcome::right;
        score.no_ink += one.outcome == Outcome::no_ink;
        score.rejected += one.rejected;
    }
    return score;
}

}  // namespace

double CorruptionScore::error() const {
    return images == 0 ? 0 : static_cast<double>(errors) / static_cast<double>(images);
}

double mean_error(const std::vector<CorruptionScore>& scores) {
    if (scores.size() < 2) return 0;
    const double sum =
        std::accumulate(scores.begin() + 1, scores.end(), 0.0,
                        [](double total, const CorruptionScore& s) { return total + s.error(); });
    return sum / static_cast<double>(scores.size() - 1);
}

Result<std::vector<CorruptionScore>> score_corruptions(
    const Reader& reader, const ImageSet& images, std::uint64_t seed, ThreadPool& pool,
    const std::function<void(const CorruptionScore&)>& done) {
    if (images.width != framed_side || images.height != framed_side)
        return data_error(fmt::format("images are {}x{}; the corruptions are made for 28x28",
                                      images.height, images.width));
    std::vector<CorruptionScore> scores;
    for (const Corruption corruption : all_corruptions()) {
        INKLING_TRY(CorruptionScore score,
                    score_of(reader, corruption, corrupted(corruption, images, seed, pool), pool));
        scores.push_back(std::move(score));
        done(scores.back());
    }
    return scores;
}

nlohmann::ordered_json corruptions_json(const std::vector<CorruptionScore>& scores) {
    auto all = nlohmann::ordered_json::array();
    for (const CorruptionScore& score : scores)
        all.push_back({{"name", name_of(score.corruption)},
                       {"error", score.error()},
                       {"errors", score.errors},
                       {"no_ink", score.no_ink},
                       {"rejected", score.rejected}});
    return {{"images", scores.empty() ? 0 : scores.front().images},
            {"mean_error", mean_error(scores)},
            {"corruptions", all}};
}

std::string corruptions_head(const CorruptionRun& run) {
    return fmt::format("{} on the {} {} images of {}, spoilt as in MNIST-C\n\n", run.model,
                       with_commas(run.images), run.split, printable(run.dataset)) +
           fmt::format("{:<14}{:>9}{:>10}{:>10}\n", "corruption", "error", "no ink", "rejected");
}

std::string corruption_line(const CorruptionScore& score, const Terminal& terminal) {
    return fmt::format("{:<14}{}{:>10}{:>10}\n", name_of(score.corruption),
                       styled(terminal, Ink::bold, fmt::format("{:>7.2f} %", 100 * score.error())),
                       with_commas(score.no_ink), with_commas(score.rejected));
}

std::string corruptions_foot(const std::vector<CorruptionScore>& scores) {
    return fmt::format("{:<14}{:>7.2f} %  (without identity)\n", "mean", 100 * mean_error(scores));
}

GreyImage corruption_sheet(const ImageSet& images, std::size_t count, std::uint64_t seed,
                           ThreadPool& pool) {
    std::vector<std::uint32_t> first(std::min(count, images.count));
    std::iota(first.begin(), first.end(), 0U);
    const ImageSet few = subset(images, first);
    ImageSet rows;
    for (const Corruption corruption : all_corruptions()) {
        ImageSet row = corrupted(corruption, few, seed, pool);
        std::fill_n(row.labels.data(), row.count, static_cast<std::uint8_t>(corruption));
        rows = joined(rows, row);
    }
    return contact_sheet(rows, corruption_count, {.per_class = few.count, .scale = 2});
}

}  // namespace inkling
