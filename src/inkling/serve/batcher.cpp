#include "inkling/serve/batcher.hpp"

#include <algorithm>
#include <new>

#include "inkling/image/frame.hpp"

namespace inkling {

bool Batcher::submit(InferJob& job) {
    // Before anything is counted: there may be no memory.
    if (jobs_.size() == jobs_.capacity()) jobs_.reserve(2 * jobs_.size() + 8);
    auto& queued = options_.queued;
    if (queued.fetch_add(job.rows) + job.rows > options_.max_queue) {
        queued.fetch_sub(job.rows);
        options_.metrics.queue_full.fetch_add(1, std::memory_order_relaxed);
        return false;
    }
    rows_ += job.rows;
    const int wait = rows_ >= options_.max_batch ? 0 : options_.max_wait_microseconds;
    if (!scheduled_ || (wait == 0 && options_.max_wait_microseconds > 0)) try {
            options_.schedule(wait);
            scheduled_ = true;
        } catch (const std::bad_alloc&) {
            rows_ -= job.rows;
            queued.fetch_sub(job.rows);
            throw;
        }
    jobs_.push_back(std::move(job));
    return true;
}

void Batcher::flush() {
    scheduled_ = false;
    if (jobs_.empty()) return;
    // Whoever is answered may ask again at once: that is for the next round.
    std::vector<InferJob> jobs;
    jobs.swap(jobs_);
    const std::size_t rows = rows_;
    rows_ = 0;
    const ServedModelPtr model = options_.model.current();
    if (model != scratch_model_) {
        scratch_.emplace(model->reader.predictor(), options_.max_batch);
        pictures_.resize(options_.max_batch * framed_size);
        scratch_model_ = model;
    }
    options_.queued.fetch_sub(rows);
    answer(jobs, *model);
    jobs.clear();
    if (jobs_.empty()) jobs_.swap(jobs);  // keeps its memory
}

void Batcher::fill(std::span<InferJob> jobs, std::span<const Place> places) {
    for (std::size_t i = 0; i < places.size(); ++i) {
        const InferJob& job = jobs[places[i].job];
        const std::size_t at = places[i].row * framed_size;
        std::uint8_t* to = pictures_.data() + i * framed_size;
        if (job.values.empty()) {
            std::copy_n(job.pixels.data() + at, framed_size, to);
        } else {
            // Models see pixels of 8 bits, as they did in training.
            for (std::size_t k = 0; k < framed_size; ++k)
                to[k] = static_cast<std::uint8_t>(std::clamp(job.values[at + k], 0.0F, 1.0F) * 255 +
                                                  0.5F);
        }
    }
}

void Batcher::answer(std::span<InferJob> jobs, const ServedModel& model) {
    const Predictor& predictor = model.reader.predictor();
    const std::size_t outputs = predictor.classes() + (predictor.can_reject() ? 1 : 0);
    places_.clear();
    results_.clear();
    std::size_t answered = 0;  // jobs whose results are complete and told
    for (std::size_t j = 0; j < jobs.size(); ++j) {
        for (std::size_t row = 0; row < jobs[j].rows; ++row) {
            places_.push_back({j, row});
            const bool last = j + 1 == jobs.size() && row + 1 == jobs[j].rows;
            if (places_.size() < options_.max_batch && !last) continue;
            fill(jobs, places_);
            const ConstMatrix out = predictor.predict(
                std::span(pictures_).first(places_.size() * framed_size), *scratch_);
            options_.metrics.batch_images.add(places_.size(), batch_bounds);
            for (std::size_t i = 0; i < places_.size(); ++i)
                results_.insert(results_.end(), out.row(i), out.row(i) + outputs);
            places_.clear();
            std::size_t begin = 0;
            while (answered < jobs.size() &&
                   results_.size() - begin >= jobs[answered].rows * outputs) {
                const std::size_t size = jobs[answered].rows * outputs;
                jobs[answered].done(model, {results_.data() + begin, size});
                begin += size;
                ++answered;
            }
            results_.erase(results_.begin(), results_.begin() + static_cast<std::ptrdiff_t>(begin));
        }
    }
}

}  // namespace inkling
