// `inkling bench`: how fast this machine trains and answers, beside what its CPU has to give.
#include <fmt/format.h>

#include "inkling/app/commands.hpp"
#include "inkling/app/common_options.hpp"
#include "inkling/app/console.hpp"
#include "inkling/app/json_output.hpp"
#include "inkling/app/speed.hpp"
#include "inkling/data/strokes.hpp"
#include "inkling/tensor/kernels.hpp"

namespace inkling {

namespace {

struct BenchOptions {
    explicit BenchOptions(CLI::App& command) : set(command) {
        set.number("--seconds", {0, 60}, seconds, "For each of the measurements (default: 1)");
        run.declare(set, false);
    }
    OptionSet set;
    std::optional<double> seconds;
    RunOptions run;
};

/// The figures as they are found.
class Report {
  public:
    explicit Report(bool json) : json_only_(json) {}

    /// `what` and `text` are the two columns for people.
    Status add(const std::string& key, double value, const std::string& what,
               const std::string& text) {
        json_[key] = value;
        return json_only_ ? Status{} : write_output(fmt::format("{:<44} {}\n", what, text));
    }
    nlohmann::ordered_json& json() { return json_; }

  private:
    bool json_only_;
    nlohmann::ordered_json json_ = nlohmann::ordered_json::object();
};

struct Threads {
    ThreadPool& pool;
    std::string key, text;
    double peak = 0;
};

Status measure_peak(const SpeedTest& test, Threads& threads, Report& report) {
    threads.peak = peak_gflops(test, threads.pool);
    return report.add("peak_gflops_" + threads.key, threads.peak,
                      "peak of multiply-adds, " + threads.text,
                      fmt::format("{:8.1f} GFLOP/s", threads.peak));
}

Status measure_plain(const SpeedTest& test, int batch, const Threads& threads, Report& report) {
    Recipe recipe;
    recipe.batch_size = batch;
    const TrainingSpeed speed = training_speed(test, recipe, InputForm::sparse, threads.pool);
    return report.add(fmt::format("plain_batch_{}_epoch_seconds_{}", batch, threads.key),
                      speed.seconds_an_epoch,
                      fmt::format("784-128-64-10, batch {}, {}", batch, threads.text),
                      fmt::format("{:8.3f} s an epoch, {:.0f} % of that peak, zeros counted",
                                  speed.seconds_an_epoch, 100 * speed.gflops / threads.peak));
}

Status measure_wide(const SpeedTest& test, Precision precision, const Threads& threads,
                    Report& report) {
    Recipe recipe;
    recipe.layers.hidden = {1024, 1024};
    recipe.batch_size = 256;
    recipe.precision = precision;
    const TrainingSpeed speed = training_speed(test, recipe, InputForm::dense, threads.pool);
    const std::string name(name_of(precision));
    return report.add("wide_" + name + "_gflops_" + threads.key, speed.gflops,
                      fmt::format("784-1024-1024-10, {}, {}", name, threads.text),
                      fmt::format("{:8.1f} GFLOP/s, {:.0f} % of that peak, zeros counted",
                                  speed.gflops, 100 * speed.gflops / threads.peak));
}

Status measure_answers(const SpeedTest& test, Report& report) {
    const AnsweringSpeed speed = answering_speed(test);
    INKLING_TRY_STATUS(report.add("answer_microseconds", speed.microseconds,
                                  "one image, 784-128-64-10, 1 thread",
                                  fmt::format("{:8.2f} µs (median)", speed.microseconds)));
    return report.add("answers_a_second", speed.images_a_second, "many images, 1 thread",
                      fmt::format("{:8.2f} million a second", speed.images_a_second / 1e6));
}

Status measure_preparation(const SpeedTest& test, Report& report) {
    const PreparationSpeed speed = preparation_speed(test);
    const auto text = [](double microseconds) { return fmt::format("{:8.2f} µs", microseconds); };
    INKLING_TRY_STATUS(report.add("bend_microseconds", speed.bend_microseconds,
                                  "distort and frame an image, 1 thread",
                                  text(speed.bend_microseconds)));
    return report.add("features_microseconds", speed.features_microseconds,
                      "its gradient features, 1 thread", text(speed.features_microseconds));
}

Result<int> run_bench(const BenchOptions& options) {
    INKLING_TRY_STATUS(options.set.finish());
    ThreadPool all(options.run.thread_count()), one(1);
    const Dataset strokes = make_strokes(1, 4'096, 0, all);
    const SpeedTest test{strokes.train, options.seconds.value_or(1)};
    Report report(options.run.json);
    report.json()["kernels"] = kernels().path;
    report.json()["threads"] = all.size();
    if (!options.run.json)
        INKLING_TRY_STATUS(write_output(fmt::format("kernels: {}\n", kernels().path)));
    std::vector<Threads> kinds = {{one, "1_thread", "1 thread"}};
    if (all.size() > 1)
        kinds.push_back({all, "all_threads", fmt::format("{} threads", all.size())});
    for (Threads& threads : kinds) INKLING_TRY_STATUS(measure_peak(test, threads, report));
    for (const int batch : {128, 32})
        for (const Threads& threads : kinds)
            INKLING_TRY_STATUS(measure_plain(test, batch, threads, report));
    for (const Precision precision : {Precision::fp32, Precision::bf16}) {
        if (precision == Precision::bf16 && bf16_gemm() == nullptr) continue;
        for (const Threads& threads : kinds)
            INKLING_TRY_STATUS(measure_wide(test, precision, threads, report));
    }
    INKLING_TRY_STATUS(measure_answers(test, report));
    INKLING_TRY_STATUS(measure_preparation(test, report));
    if (options.run.json) INKLING_TRY_STATUS(write_output(json_text(report.json())));
    return 0;
}

}  // namespace

void add_bench_command(CLI::App& program, Action& chosen) {
    CLI::App* command =
        add_command(program, "bench", "Measure how fast this machine trains and answers",
                    "Examples:\n"
                    "  inkling bench                   all measurements, about 15 seconds\n"
                    "  inkling bench --threads 4 --json\n"
                    "It learns digits that the program draws itself: nothing is downloaded.");
    auto options = std::make_shared<BenchOptions>(*command);
    command->callback([options, &chosen] { chosen = [options] { return run_bench(*options); }; });
}

}  // namespace inkling
