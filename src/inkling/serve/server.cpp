#include "inkling/serve/server.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <new>
#include <optional>
#include <system_error>

#include "inkling/base/text.hpp"
#include "inkling/base/thread_pool.hpp"
#include "inkling/serve/api.hpp"
#include "inkling/serve/correction_store.hpp"
#include "inkling/serve/data_shelf.hpp"
#include "inkling/serve/listener_impl.hpp"
#include "inkling/serve/memory_reserve.hpp"
#include "inkling/serve/model_watch.hpp"
#include "inkling/serve/server_state_impl.hpp"
#include "inkling/serve/train_job.hpp"
#include "inkling/serve/workers.hpp"

namespace inkling {

namespace {

constexpr int most_loops = 4;
constexpr int worker_threads = 2;
constexpr std::size_t most_waiting_work = 64;

/// As many connections as the system lets us have.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

bool is_loopback(const std::string& host) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(host, error);
    return !error && address.is_loopback();
}

class Server {
  public:
    Server(const ServeOptions& options, const ServeHooks& hooks, ModelSlot& model,
           const Reader& pages, TransportFactory transports)
        : hooks_(hooks),
          model_(model),
          state_{.options = options,
                 .access = {.loopback = is_loopback(options.host), .token = options.token},
                 .router = {},
                 .transports = std::move(transports),
                 .model = model},
          api_{.options = state_.options,
               .model = model,
               .pages = pages,
               .workers = workers_,
               .ready = [this] { return !state_.draining.load(); },
               .metrics = [this] { return metrics_text(); },
               .shelf = shelf_,
               .train_job = train_job_,
               .corrections = corrections_},
          watch_(options.model_path),
          shelf_(options.data_dir),
          corrections_(options.store) {
        add_inference_routes(state_.router, api_);
        add_reading_routes(state_.router, api_);
        add_operator_routes(state_.router, api_);
        add_page_routes(state_.router);
        add_model_routes(state_.router, api_);
        add_data_routes(state_.router, api_);
        add_training_routes(state_.router, api_);
        add_teaching_routes(state_.router, api_);
        route_names_ = state_.router.names();
        const int cpus = available_cpus();
        const int loops = options.threads > 0 ? options.threads : std::min(cpus, most_loops);
        for (int i = 0; i < loops; ++i) loops_.push_back(std::make_unique<EventLoop>(state_));
    }

    Result<int> run() {
        Listener listener(loops_);
        listener_ = &listener;
        INKLING_TRY_STATUS(listener.listen(state_.options.host, state_.options.port));
        signals_.emplace(main_loop().io(), SIGTERM, SIGINT, SIGHUP);
        wait_for_signal();
        boost::asio::steady_timer watcher(main_loop().io());
        watch_model(watcher);
        // Whoever connects from here on waits until accept().
        INKLING_TRY_STATUS(hooks_.started(url(listener.port())));
        start_threads();
        try {
            listener.accept();
        } catch (const std::bad_alloc&) {
            hooks_.note("inkling: warning: little memory; trying again");  // by look_after()
        }
        main_loop().run();
        for (std::thread& thread : threads_) thread.join();
        return 0;
    }

  private:
    EventLoop& main_loop() { return *loops_.front(); }

    [[nodiscard]] std::string url(std::uint16_t port) const {
        const std::string& host = state_.options.host;
        const bool v6 = host.find(':') != std::string::npos;
        return fmt::format("{}://{}:{}/", state_.transports.encrypts() ? "https" : "http",
                           v6 ? "[" + host + "]" : host, port);
    }

    void start_threads() {
        for (std::size_t i = 1; i < loops_.size(); ++i) try {
                threads_.emplace_back([loop = loops_[i].get()] { loop->run(); });
            } catch (const std::system_error&) {
                hooks_.note(fmt::format("inkling: warning: the system gives only {} threads", i));
                loops_.resize(i);
                return;
            }
    }

    void wait_for_signal() {
        signals_->async_wait([this](const boost::system::error_code& error, int signal) {
            hears_signals_ = false;
            if (error) return;
            try {
                wait_for_signal();
            } catch (const std::bad_alloc&) {
                hooks_.note("inkling: warning: out of memory");  // look_after() tries again
            }
            if (signal == SIGHUP) return reload();
            if (state_.draining.exchange(true)) ::_exit(128 + signal);
            drain();
        });
        hears_signals_ = true;
    }

    void drain() try {
        hooks_.note("inkling: stopping: answering what was asked");
        train_job_.stop();
        listener_->close();
        // Behind a connection that was taken before, and is still to be handed over.
        boost::asio::post(main_loop().io(), [this] { drain_loops(); });
    } catch (const std::bad_alloc&) {
        stop_loops();
    }

    void drain_loops() try {
        remaining_ = loops_.size();
        for (const auto& loop : loops_)
            loop->drain([this] {
                if (--remaining_ == 0) stop_loops();
            });
    } catch (const std::bad_alloc&) {
        stop_loops();
    }

    void stop_loops() {
        for (const auto& loop : loops_) loop->stop();
    }

    void reload() {
        const bool taken = workers_.submit([this] {
            const Status status = model_.reload();
            (status ? reloads_ : failed_reloads_).fetch_add(1);
            hooks_.note(
                status ? fmt::format("inkling: model loaded again: {}", model_.current()->sha256)
                       : fmt::format("inkling: error: the old model stays: {}",
                                     printable(status.error().message, 1000)));
        });
        if (!taken) hooks_.note("inkling: warning: too busy to load the model");
    }

    /// Begins again what want of memory has ended.
    void look_after() {
        if (!hears_signals_) wait_for_signal();
        if (!state_.draining) listener_->look_after();
    }

    void watch_model(boost::asio::steady_timer& timer) {
        timer.expires_after(std::chrono::seconds(1));
        timer.async_wait([this, &timer](const boost::system::error_code& error) {
            if (error) return;
            watch_model(timer);
            look_after();
            if (watch_.changed()) reload();
        });
    }

    std::string metrics_text() {
        std::vector<const Metrics*> all;
        for (const auto& loop : loops_) all.push_back(&loop->metrics());
        const ServedModelPtr model = model_.current();
        return prometheus_text(all, route_names_,
                               {.ready = !state_.draining.load(),
                                .queued_images = state_.queued_images.load(),
                                .reloads = reloads_.load(),
                                .failed_reloads = failed_reloads_.load(),
                                .model_name = model->name,
                                .model_sha256 = model->sha256,
                                .version = state_.options.version});
    }

    const ServeHooks& hooks_;
    ModelSlot& model_;
    ServerState state_;
    ApiContext api_;
    ModelWatch watch_;
    std::vector<std::string> route_names_;
    std::atomic<std::uint64_t> reloads_{0}, failed_reloads_{0};
    std::atomic<std::size_t> remaining_{0};
    std::vector<std::unique_ptr<EventLoop>> loops_;
    std::vector<std::thread> threads_;
    std::optional<boost::asio::signal_set> signals_;
    bool hears_signals_ = false;
    Listener* listener_ = nullptr;
    DataShelf shelf_;
    CorrectionStore corrections_;
    // Last, so that they end first: their work refers to all the rest.
    TrainJob train_job_{shelf_};
    Workers workers_{worker_threads, most_waiting_work};
};

}  // namespace

Result<int> serve(const ServeOptions& options, const ServeHooks& hooks) {
    raise_descriptor_limit();
    MemoryReserve::set_up();
    INKLING_TRY(TransportFactory transports,
                TransportFactory::create(options.tls_certificate, options.tls_key));
    // The usual place may be of no use; then only corrections are refused.
    if (!options.store.empty()) INKLING_TRY_STATUS(CorrectionStore(options.store).check());
    INKLING_TRY(ServedModel first, hooks.load_model());
    INKLING_TRY(const ServedModel pages, hooks.load_page_model());
    ModelSlot model(std::make_shared<const ServedModel>(std::move(first)), hooks.load_model);
    Server server(options, hooks, model, pages.reader, std::move(transports));
    return server.run();
}

}  // namespace inkling
