// inkling serve: the HTTP server and its page.
#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <cstdlib>

#include "inkling/app/command_files.hpp"
#include "inkling/app/commands.hpp"
#include "inkling/app/console.hpp"
#include "inkling/app/model_source.hpp"
#include "inkling/app/option_set.hpp"
#include "inkling/app/version.hpp"
#include "inkling/base/text.hpp"
#include "inkling/serve/server.hpp"

namespace inkling {

namespace {

struct ServeCommandOptions {
    explicit ServeCommandOptions(CLI::App& command) : set(command) { declare(); }

    OptionSet set;
    std::optional<std::string> listen, model, token, tls_cert, tls_key, access_log, data_dir, store;
    std::optional<std::int64_t> threads, max_body, max_picture, max_connections, deadline, idle;
    std::optional<std::int64_t> max_batch, max_wait_us, queue;
    bool insecure = false;

    void declare();
    [[nodiscard]] Result<ServeOptions> options() const;
};

void ServeCommandOptions::declare() {
    set.text("--listen", "ADDRESS:PORT", listen,
             "Where to listen (default: 127.0.0.1:8080); port 0 takes a free one");
    set.text("--model", "FILE", model,
             "Model to read with (default: the built-in one); loaded again when it changes");
    set.text("--data-dir", "DIR", data_dir,
             "Where data sets lie (default: $INKLING_DATA_DIR, else $XDG_CACHE_HOME/inkling, else "
             "~/.cache/inkling)");
    set.text("--store", "FILE", store,
             "Corrections (default: $XDG_DATA_HOME/inkling/corrections.db, else "
             "~/.local/share/inkling/corrections.db)");
    set.group("Access");
    set.text("--token", "TOKEN", token,
             "Ask for it (Authorization: Bearer …); default: $INKLING_TOKEN, else none");
    set.flag("--insecure", insecure, "Let other machines use it without a token");
    set.text("--tls-cert", "FILE", tls_cert, "Speak https: certificate chain, PEM");
    set.text("--tls-key", "FILE", tls_key, "Its private key, PEM");
    set.choice("--access-log", {"none", "plain", "json"}, access_log,
               "A line on stderr for each request (default: none)");
    set.group("Limits");
    set.integer("--threads", {0, 64}, threads, "Event loops; 0 (default): all CPUs, at most 4");
    set.integer("--max-body", {1024, 1 << 30}, max_body,
                "Largest body of JSON or tensors, bytes (default: 65536)");
    set.integer("--max-picture", {1024, 1 << 30}, max_picture,
                "Largest picture, bytes (default: 16777216)");
    set.integer("--max-connections", {1, 1'000'000}, max_connections,
                "Connections at once (default: 20000)");
    set.integer("--deadline", {1, 3600}, deadline,
                "Seconds for a header, a body, and a graceful stop (default: 5)");
    set.integer("--idle", {1, 86'400}, idle,
                "Seconds until a connection that asks nothing is closed (default: 60)");
    set.integer("--max-batch", {1, 1024}, max_batch, "Images in one network call (default: 64)");
    set.integer("--max-wait-us", {0, 1'000'000}, max_wait_us,
                "Microseconds that a batch waits for more (default: 0)");
    set.integer("--queue", {1, 1'000'000}, queue,
                "Images that may wait; more get 503 (default: 1024)");
}

/// "127.0.0.1:8080", "[::1]:0".
Status split_address(const std::string& text, ServeOptions& options) {
    const std::size_t colon = text.rfind(':');
    const auto wrong = [&] {
        return usage_error(fmt::format("--listen: wants ADDRESS:PORT, got '{}'", printable(text)),
                           "such as 127.0.0.1:8080, 0.0.0.0:8080 or [::1]:8080");
    };
    if (colon == std::string::npos) return wrong();
    const auto port = parse_integer(std::string_view(text).substr(colon + 1));
    if (!port || *port < 0 || *port > 65'535) return wrong();
    options.port = static_cast<std::uint16_t>(*port);
    options.host = text.substr(0, colon);
    if (options.host == "localhost") options.host = "127.0.0.1";
    if (options.host.size() > 2 && options.host.front() == '[' && options.host.back() == ']')
        options.host = options.host.substr(1, options.host.size() - 2);
    std::array<unsigned char, 16> address{};
    if (::inet_pton(AF_INET, options.host.c_str(), address.data()) != 1 &&
        ::inet_pton(AF_INET6, options.host.c_str(), address.data()) != 1)
        return usage_error(fmt::format("--listen: '{}' is no IP address", printable(options.host)),
                           "such as 127.0.0.1:8080, 0.0.0.0:8080 or [::1]:8080");
    return {};
}

bool listens_to_this_machine_only(const std::string& host) {
    return host.starts_with("127.") || host == "::1";
}

template <class T>
void set_if(const std::optional<std::int64_t>& given, T& target) {
    if (given) target = static_cast<T>(*given);
}

Result<ServeOptions> ServeCommandOptions::options() const {
    INKLING_TRY_STATUS(set.finish());
    ServeOptions result;
    result.version = version();
    if (listen) INKLING_TRY_STATUS(split_address(*listen, result));
    result.model_path = model.value_or("");
    result.data_dir = data_dir.value_or("");
    result.store = store.value_or("");
    const char* from_environment = std::getenv("INKLING_TOKEN");
    result.token = token.value_or(from_environment == nullptr ? "" : from_environment);
    result.insecure = insecure;
    if (tls_cert.has_value() != tls_key.has_value())
        return usage_error("--tls-cert and --tls-key go together", "give both, or none");
    result.tls_certificate = tls_cert.value_or("");
    result.tls_key = tls_key.value_or("");
    if (!listens_to_this_machine_only(result.host) && result.token.empty() && !insecure)
        return usage_error(
            fmt::format("--listen {}: other machines could use this server", *listen),
            "give --token SECRET (or $INKLING_TOKEN), or say --insecure");
    const std::string log = access_log.value_or("none");
    result.access_log = log == "json"    ? AccessLog::json
                        : log == "plain" ? AccessLog::plain
                                         : AccessLog::none;
    set_if(threads, result.threads);
    ServeLimits& limits = result.limits;
    set_if(max_body, limits.max_body_bytes);
    set_if(max_picture, limits.max_picture_bytes);
    set_if(max_connections, limits.max_connections);
    set_if(deadline, limits.deadline_seconds);
    set_if(idle, limits.idle_seconds);
    set_if(max_batch, limits.max_batch);
    set_if(max_wait_us, limits.max_wait_microseconds);
    set_if(queue, limits.max_queue);
    return result;
}

Result<ServedModel> load_served(const std::string& path) {
    INKLING_TRY(LoadedModel loaded, load_model_from(path));
    INKLING_TRY(Reader reader, reader_of(loaded));
    return ServedModel{std::move(reader), loaded.name, loaded.sha256, loaded.size};
}

Result<ServedModel> load_page_model() {
    INKLING_TRY(LoadedReader loaded, load_page_reader(""));
    return ServedModel{std::move(loaded.reader), loaded.name, loaded.sha256, loaded.size};
}

Result<int> run_serve(const ServeCommandOptions& command) {
    INKLING_TRY(const ServeOptions options, command.options());
    CommandFiles files;
    files.reads("--model", "the model", command.model);
    files.reads("--tls-cert", "the certificate", command.tls_cert);
    files.reads("--tls-key", "its key", command.tls_key);
    files.writes("--store", command.store);
    INKLING_TRY_STATUS(files.check());
    ServeHooks hooks;
    hooks.load_model = [path = options.model_path] { return load_served(path); };
    hooks.load_page_model = load_page_model;
    hooks.started = [&options](const std::string& url) {
        const std::string secret = options.token.empty() ? "" : "#token=…";
        return write_output(
            fmt::format("inkling reads digits on {}{}  (Ctrl-C stops it)\n", url, secret));
    };
    hooks.note = [](const std::string& line) { write_note(line + "\n"); };
    return serve(options, hooks);
}

}  // namespace

void add_serve_command(CLI::App& program, Action& chosen) {
    CLI::App* command =
        add_command(program, "serve", "Read digits over HTTP, and on a page to draw on",
                    "Examples:\n"
                    "  inkling serve                      then open http://127.0.0.1:8080/\n"
                    "  inkling serve --listen 0.0.0.0:8080 --token SECRET --access-log json\n"
                    "  curl -H 'Content-Type: image/png' --data-binary @digit.png \\\n"
                    "       http://127.0.0.1:8080/v1/read\n"
                    "Speaks the Open Inference Protocol v2; /openapi.json describes all of it.");
    auto options = std::make_shared<ServeCommandOptions>(*command);
    command->callback([options, &chosen] { chosen = [options] { return run_serve(*options); }; });
}

}  // namespace inkling
