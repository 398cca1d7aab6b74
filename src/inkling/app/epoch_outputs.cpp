#include "inkling/app/epoch_outputs.hpp"

#include "inkling/app/console.hpp"

namespace inkling {

namespace {

std::vector<Scalar> scalars_of(const EpochRecord& record) {
    std::vector<Scalar> scalars = {
        {"loss/train", static_cast<float>(record.loss)},
        {"accuracy/train", static_cast<float>(record.accuracy)},
        {"learning_rate", static_cast<float>(record.learning_rate)},
    };
    if (record.validation_loss >= 0)
        scalars.push_back({"loss/validation", static_cast<float>(record.validation_loss)});
    if (record.validation_accuracy >= 0)
        scalars.push_back({"accuracy/validation", static_cast<float>(record.validation_accuracy)});
    return scalars;
}

}  // namespace

Result<EpochOutputs> EpochOutputs::open(const TrainOptions& options, bool resume) {
    EpochOutputs outputs;
    if (options.log) {
        INKLING_TRY(EpochLog log, EpochLog::open(*options.log, resume));
        outputs.log_ = std::move(log);
    }
    if (options.tensorboard) {
        INKLING_TRY(EventFile events, EventFile::create(*options.tensorboard));
        outputs.events_.emplace(std::move(events));
    }
    return outputs;
}

void EpochOutputs::keep(Status status) {
    if (status || !first_failure_) return;
    report_warning(status.error().message + "; training goes on");
    first_failure_ = std::move(status);
}

void EpochOutputs::add(const EpochRecord& record) {
    if (log_) keep(log_->add(record));
    if (events_) keep(events_->add(record.epoch, scalars_of(record)));
}

Status EpochOutputs::finish(const std::vector<EpochRecord>& history, double test_accuracy) {
    if (log_) keep(log_->finish(history));
    if (events_ && test_accuracy >= 0 && !history.empty()) {
        const Scalar scalar = {"accuracy/test", static_cast<float>(test_accuracy)};
        keep(events_->add(history.back().epoch, std::span(&scalar, 1)));
    }
    return std::move(first_failure_);
}

}  // namespace inkling
