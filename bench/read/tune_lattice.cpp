// Where readings of lines go wrong, and which weights of the lattice read the most numbers right.
//
// Usage: tune_lattice [--show] MODEL[,DIGITS] ROUNDS FOLDER…. Each folder as score.py wants it, of
// pictures written with training digits. The network answers once; then ROUNDS times each weight is
// moved up and down, and a step that helps is kept. --show names each digit that is not read.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "inkling/answer/page_reader_impl.hpp"
#include "inkling/bytes/file.hpp"
#include "inkling/image/decode.hpp"
#include "inkling/network/model.hpp"

namespace {

using namespace inkling;

struct TrueDigit {
    int digit;
    Box box;
};

struct Sample {
    std::string file;
    std::vector<std::string> numbers;
    std::vector<TrueDigit> digits;
    Page page;
    std::vector<LineReading> readings;
};

struct Folder {
    std::string path;
    std::vector<Sample> samples;
};

template <class T>
T must(Result<T> result) {
    if (result) return std::move(*result);
    fmt::print(stderr, "tune_lattice: {}\n", result.error().message);
    std::exit(1);
}

std::vector<std::string> split_at(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
    return parts;
}

Folder load(const std::string& path, const PagePredictors& predictors) {
    Folder folder{path, {}};
    std::ifstream truth(path + "/truth.tsv");
    for (std::string line; std::getline(truth, line);) {
        const std::vector<std::string> fields = split_at(line, '\t');
        if (fields.size() != 3) continue;
        Sample sample;
        sample.file = fields[0];
        sample.numbers = split_at(fields[1], ' ');
        for (const std::string& item : split_at(fields[2], ';')) {
            int digit = 0, left = 0, top = 0, right = 0, bottom = 0;
            char c = 0;
            std::istringstream(item) >> digit >> c >> left >> c >> top >> c >> right >> c >> bottom;
            sample.digits.push_back({digit, {left, top, right - left, bottom - top}});
        }
        sample.page = prepare_page(
            must(decode_image(must(read_file(path + "/" + sample.file)), DecodeLimits{})));
        sample.readings = read_lines(predictors, sample.page);
        folder.samples.push_back(std::move(sample));
    }
    return folder;
}

double overlap(const Box& a, const Box& b) {
    const int width = std::min(a.right(), b.right()) - std::max(a.left, b.left);
    const int height = std::min(a.bottom(), b.bottom()) - std::max(a.top, b.top);
    if (width <= 0 || height <= 0) return 0;
    const double shared = static_cast<double>(width) * height;
    return shared / (a.width * a.height + b.width * b.height - shared);
}

/// What became of the digits of a folder.
struct Errors {
    int digits = 0;
    int no_cell = 0;    ///< no cell holds this digit and little else
    int refused = 0;    ///< the best such cell is told to be none
    int mistaken = 0;   ///< ... to be another digit
    int other_way = 0;  ///< the cell is right, and the way goes elsewhere
};

/// Whether the way passes through a cell that is read as this digit.
bool is_read(const Sample& sample, const TrueDigit& truth) {
    for (const LineReading& line : sample.readings)
        for (const std::size_t i : line.way)
            if (overlap(line.cells[i].cell.box, truth.box) >= 0.5 &&
                line.cells[i].best() == truth.digit)
                return true;
    return false;
}

void show_error(const Sample& sample, const TrueDigit& truth, const ScoredCell* cell) {
    fmt::print("  {} {} at {}: ", sample.file, truth.digit, truth.box.left);
    if (cell == nullptr)
        fmt::print("no cell\n");
    else
        fmt::print("cell {} {:.3f}, none {:.3f}\n", cell->best(),
                   static_cast<double>(cell->confidence()), static_cast<double>(cell->none));
}

void classify(const Sample& sample, Errors& errors, bool show) {
    for (const TrueDigit& truth : sample.digits) {
        ++errors.digits;
        if (is_read(sample, truth)) continue;
        const ScoredCell* right = nullptr;  // of this place, the cell most surely this digit
        const auto score = [&](const ScoredCell& cell) { return score_of(cell, truth.digit); };
        for (const LineReading& line : sample.readings)
            for (const ScoredCell& cell : line.cells) {
                if (overlap(cell.cell.box, truth.box) < 0.75) continue;
                if (right == nullptr || score(cell) > score(*right)) right = &cell;
            }
        if (show) show_error(sample, truth, right);
        if (right == nullptr)
            ++errors.no_cell;
        else if (right->none > 0.5F)
            ++errors.refused;
        else if (right->best() != truth.digit)
            ++errors.mistaken;
        else
            ++errors.other_way;
    }
}

std::size_t edits(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t corner = row[0]++;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
            corner = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
        }
    }
    return row.back();
}

struct Score {
    double exact = 0;  ///< share of the numbers
    double wrong = 0;  ///< edits per digit
    [[nodiscard]] double value() const { return exact - wrong; }
};

Score read_again(Folder& folder, const LatticeWeights& weights) {
    double numbers = 0, exact = 0, digits = 0, wrong = 0;
    for (Sample& sample : folder.samples) {
        for (std::size_t i = 0; i < sample.readings.size(); ++i) {
            LineReading& line = sample.readings[i];
            const double height = sample.page.lines[i].height;
            for (ScoredCell& cell : line.cells)
                cell.prior = prior_of(cell.cell, line.pieces, height, weights);
            line.way = best_way(line.cells, line.pieces, height, weights);
        }
        std::vector<std::string> words;
        for (const PageLine& line : make_answer(sample.page, sample.readings, {}).lines)
            for (std::string& word : split_at(line.text(), ' ')) words.push_back(std::move(word));
        std::string found, truth;
        for (const std::string& word : words) found += word;
        for (const std::string& number : sample.numbers) truth += number;
        numbers += static_cast<double>(sample.numbers.size());
        digits += static_cast<double>(truth.size());
        wrong += static_cast<double>(edits(truth, found));
        if (sample.numbers.size() == 1) {
            exact += found == truth ? 1 : 0;
            continue;
        }
        for (const std::string& number : sample.numbers) {
            const auto word = std::find(words.begin(), words.end(), number);
            if (word == words.end()) continue;
            words.erase(word);
            exact += 1;
        }
    }
    return {exact / std::max(numbers, 1.0), wrong / std::max(digits, 1.0)};
}

double value_of(std::vector<Folder>& folders, const LatticeWeights& weights) {
    double sum = 0;
    for (Folder& folder : folders) sum += read_again(folder, weights).value();
    return 100 * sum / static_cast<double>(folders.size());
}

struct Knob {
    const char* name;
    double LatticeWeights::*weight;
    double step;
};

constexpr Knob knobs[] = {
    {"least_probability", &LatticeWeights::least_probability, 0},  // by factors
    {"short_from", &LatticeWeights::short_from, 0.08},
    {"short_penalty", &LatticeWeights::short_penalty, 2},
    {"wide_from", &LatticeWeights::wide_from, 0.1},
    {"wide_penalty", &LatticeWeights::wide_penalty, 2},
    {"plain_prior", &LatticeWeights::plain_prior, 0.5},
    {"cut_prior", &LatticeWeights::cut_prior, 0.4},
    {"wide_enough", &LatticeWeights::wide_enough, 0.15},
    {"narrow_penalty", &LatticeWeights::narrow_penalty, 1},
    {"ink_cost", &LatticeWeights::ink_cost, 6},
};

LatticeWeights tuned(std::vector<Folder>& folders, LatticeWeights weights, int rounds) {
    double best = value_of(folders, weights);
    for (int round = 0; round < rounds; ++round) {
        const double shrink = std::pow(0.6, round);
        for (const Knob& knob : knobs)
            for (const double direction : {1.0, -1.0}) {
                LatticeWeights trial = weights;
                double& weight = trial.*knob.weight;
                weight = knob.step > 0 ? weight + direction * shrink * knob.step
                                       : weight * std::pow(3, direction * shrink);
                const double value = value_of(folders, trial);
                if (value <= best) continue;
                best = value;
                weights = trial;
                break;
            }
        fmt::print("round {}: {:.3f}\n", round + 1, best);
    }
    return weights;
}

}  // namespace

int main(int argc, char** argv) {
    const bool show = argc > 1 && std::string_view(argv[1]) == "--show";
    if (show) ++argv, --argc;
    if (argc < 4) {
        fmt::print(stderr, "usage: tune_lattice [--show] MODEL[,DIGITS] ROUNDS FOLDER...\n");
        return 2;
    }
    const std::vector<std::string> names = split_at(argv[1], ',');
    const Model model = must(load_model(names.front())), second = must(load_model(names.back()));
    const Predictor first = must(Predictor::of(model)), digits = must(Predictor::of(second));
    const PagePredictors predictors{first, names.size() > 1 ? &digits : nullptr};
    std::vector<Folder> folders;
    for (int i = 3; i < argc; ++i) folders.push_back(load(argv[i], predictors));
    LatticeWeights weights;
    const int rounds = std::atoi(argv[2]);
    if (rounds > 0) {
        weights = tuned(folders, weights, rounds);
        for (const Knob& knob : knobs) fmt::print("{} {:.4g}\n", knob.name, weights.*knob.weight);
    }
    fmt::print(
        "| folder | exact % | CER % | digits | no cell | refused | mistaken | other way |\n"
        "|---|---|---|---|---|---|---|---|\n");
    for (Folder& folder : folders) {
        const Score score = read_again(folder, weights);
        Errors errors;
        for (const Sample& sample : folder.samples) classify(sample, errors, show);
        fmt::print("| {} | {:.1f} | {:.2f} | {} | {} | {} | {} | {} |\n",
                   folder.path.substr(folder.path.find_last_of('/') + 1), 100 * score.exact,
                   100 * score.wrong, errors.digits, errors.no_cell, errors.refused,
                   errors.mistaken, errors.other_way);
    }
    std::size_t cells = 0;
    for (const Folder& folder : folders)
        for (const Sample& sample : folder.samples)
            for (const LineReading& line : sample.readings) cells += line.cells.size();
    fmt::print("cells {}, value {:.3f}\n", cells, value_of(folders, weights));
    return 0;
}
