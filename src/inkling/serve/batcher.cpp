#include "inkling/serve/batcher.hpp"

#include <algorithm>

#include "inkling/image/frame.hpp"

namespace inkling {

bool Batcher::submit(InferJob& job) {
    auto& queued = options_.queued;
    if (queued.fetch_add(job.rows) + job.rows > options_.max_queue) {
        queued.fetch_sub(job.rows);
        options_.metrics.queue_full.fetch_add(1, std::memory_order_relaxed);
        return false;
    }
    rows_ += job.rows;
    jobs_.push_back(std::move(job));
    const int wait = rows_ >= options_.max_batch ? 0 : options_.max_wait_microseconds;
    if (!scheduled_ || (wait == 0 && options_.max_wait_microseconds > 0)) {
        scheduled_ = true;
        options_.schedule(wait);
    }
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
    if (model != workspace_model_) {
        workspace_.emplace(model->reader.model().network, options_.max_batch);
        workspace_model_ = model;
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
        if (job.values.empty()) {
            const auto* first = reinterpret_cast<const std::uint8_t*>(job.pixels.data()) + at;
            workspace_->set_pixels(i, {first, framed_size});
        } else {
            workspace_->set_values(i, {job.values.data() + at, framed_size});
        }
    }
}

void Batcher::answer(std::span<InferJob> jobs, const ServedModel& model) {
    const Network& network = model.reader.model().network;
    const std::size_t outputs = network.outputs();
    std::vector<Place> places;
    std::vector<float> results;
    std::size_t answered = 0;  // jobs whose results are complete and told
    for (std::size_t j = 0; j < jobs.size(); ++j) {
        for (std::size_t row = 0; row < jobs[j].rows; ++row) {
            places.push_back({j, row});
            const bool last = j + 1 == jobs.size() && row + 1 == jobs[j].rows;
            if (places.size() < options_.max_batch && !last) continue;
            fill(jobs, places);
            const ConstMatrix out = network.answer(*workspace_, places.size());
            options_.metrics.batch_images.add(places.size(), batch_bounds);
            for (std::size_t i = 0; i < places.size(); ++i)
                results.insert(results.end(), out.row(i), out.row(i) + outputs);
            places.clear();
            std::size_t begin = 0;
            while (answered < jobs.size() &&
                   results.size() - begin >= jobs[answered].rows * outputs) {
                const std::size_t size = jobs[answered].rows * outputs;
                jobs[answered].done(model, {results.data() + begin, size});
                begin += size;
                ++answered;
            }
            results.erase(results.begin(), results.begin() + static_cast<std::ptrdiff_t>(begin));
        }
    }
}

}  // namespace inkling
