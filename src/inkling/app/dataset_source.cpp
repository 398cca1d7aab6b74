#include "inkling/app/dataset_source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "inkling/app/console.hpp"
#include "inkling/app/help.hpp"
#include "inkling/base/text.hpp"

namespace inkling {

namespace {

/// `text` with spaces after slashes in words wider than a line: addresses would break the frame.
std::string with_long_words_broken(const std::string& text, int width) {
    std::string broken;
    for (const std::string_view piece : split(text, ' ')) {
        std::string_view word = piece;
        if (!broken.empty()) broken += ' ';
        while (display_width(std::string(word)) > width) {
            const std::size_t slash = word.rfind('/', static_cast<std::size_t>(width) - 1);
            if (slash == std::string_view::npos || slash + 1 == word.size()) break;
            broken += std::string(word.substr(0, slash + 1)) + ' ';
            word.remove_prefix(slash + 1);
        }
        broken += word;
    }
    return broken;
}

}  // namespace

std::string framed_notice(const std::string& text, const Terminal& terminal) {
    const int width = std::min(terminal.width - 1, 78);
    const int inner = width - 6;
    const auto repeated = [](const char* piece, int times) {
        std::string line;
        for (int i = 0; i < times; ++i) line += piece;
        return line;
    };
    const std::string rule = repeated(terminal.unicode ? "━" : "=", width - 2);
    const auto edge = [&](const char* left, const char* right) {
        return styled(terminal, Ink::yellow,
                      (terminal.unicode ? left : "+") + rule + (terminal.unicode ? right : "+")) +
               "\n";
    };
    const std::string side = styled(terminal, Ink::yellow, terminal.unicode ? "┃" : "|");
    std::string box = edge("┏", "┓");
    std::string lines;
    for (const std::string_view paragraph : split(text, '\n'))
        lines += (lines.empty() ? "" : "\n") +
                 wrapped(with_long_words_broken(printable(paragraph, 2000), inner), inner, 0);
    for (const std::string_view line : split(lines, '\n')) {
        const std::string content(line);
        const int pad = std::max(0, inner - display_width(content));
        box += side + "  " + styled(terminal, Ink::bold, content) +
               std::string(static_cast<std::size_t>(pad), ' ') + "  " + side + "\n";
    }
    return box + edge("┗", "┛");
}

std::string described(const Dataset& dataset) {
    return fmt::format("{}: {} training images, {} test images, {} classes",
                       printable(dataset.name), with_commas(dataset.train.count),
                       with_commas(dataset.test.count), dataset.classes.size());
}

Result<Dataset> load_with_progress(const LoadRequest& request, ThreadPool& pool) {
    const Terminal terminal = terminal_of(2);
    DownloadProgress progress(request.progress, terminal);
    DataOptions options;
    options.data_dir = request.data_dir;
    options.want_train = request.want_train;
    options.want_test = request.want_test;
    options.cancel = request.cancel;
    options.pool = &pool;
    options.progress = [&progress](const std::string& file, std::uint64_t done,
                                   std::uint64_t total) { progress.update(file, done, total); };
    auto dataset = load_dataset(request.dataset, options);
    progress.clear();
    if (dataset && !dataset->notice.empty()) write_note(framed_notice(dataset->notice, terminal));
    return dataset;
}

}  // namespace inkling
