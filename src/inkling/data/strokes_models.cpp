// The models as text, and its scanner. See them: inkling data show strokes.
#include "inkling/data/strokes_models_impl.hpp"

#include <array>
#include <charconv>
#include <string_view>
#include <system_error>

#include "inkling/base/check.hpp"

namespace inkling {

namespace {

struct Source {
    int digit;
    int share;
    const char* name;
    /// The knots "x,y" in hundredths. "!" is a corner, "~" a loose knot, "|" lifts the pen.
    const char* pen;
    /// "low..high knot:dx,dy knot:dx,dy; …" in hundredths; without low..high from -100 to 100.
    const char* habits;
};

constexpr Source sources[] = {
    {0, 6, "from the top, to the left and round; the end may miss the start or cross it",
     "36,2 13,18 3,50 12,82 33,98 56,84 66,50 58,18 37,2~", "-40..100 8:-10,6; -50..100 0:8,4"},
    {0, 3, "whose end runs on into the circle",
     "46,12 32,3 13,18 3,50 12,82 33,98 56,84 66,50 56,16 36,4 22,14~", "-50..100 10:6,14 9:0,4"},
    {0, 2, "whose end runs off to the right",
     "30,8 12,24 3,52 12,84 33,98 56,84 63,50 50,18 32,6 40,1 62,3~", "-50..100 10:12,-6"},
    {0, 3, "to the right", "24,8 44,2 63,24 66,55 53,90 30,98 8,80 3,46 11,16 28,4~",
     "-50..100 9:10,-2; -50..50 0:-10,6"},
    {0, 1, "with a slash", "36,2 13,18 3,50 12,82 33,98 56,84 66,50 58,18 36,2~ | 72,2 0,98",
     "9:8,-8 10:-8,8"},
    {1, 10, "a stem", "30,0 30,50 30,100", "1:3,0"},
    {1, 3, "with a flag", "12,24 34,0! 34,50 34,100", "0:10,-6; 2:3,0"},
    {1, 1, "with a long flag", "0,42 18,24 36,0! 36,50 36,100", "0:8,12 1:2,4"},
    {1, 2, "with flag and foot", "12,20 34,0! 34,50 34,99 | 4,99 64,99",
     "0:8,-6; -100..60 4:-10,0 5:10,0"},
    {2, 4, "with a loop at the foot",
     "8,22 22,5 44,1 60,17 55,42 34,70 14,92 3,94 4,82 18,78 40,90 58,97 76,90~",
     "7:-3,3 8:-4,-5 9:2,-6; 12:10,-2 11:4,2; -60..100 0:2,10"},
    {2, 5, "with a straight foot", "6,20 22,4 46,2 60,20 50,46 28,72 3,97! 36,96 70,96~",
     "8:12,0 7:5,0; 0:0,10; 8:0,-6"},
    {2, 2, "like a Z", "4,8 30,4 60,6! 32,52 3,95! 36,96 70,95~", "6:10,0; 3:8,4"},
    {2, 4, "with a curved foot", "6,22 20,4 44,1 60,18 50,46 28,74 8,94 16,91 40,95 56,98 74,90~",
     "10:8,0 9:3,0; -60..100 0:2,10"},
    {2, 1, "whose start curls in",
     "20,24 12,26 8,16 22,3 46,1 60,20 50,48 28,74 4,96! 36,95 70,95~", "10:10,0"},
    {3, 5, "round", "6,15 24,2 46,4 55,21 43,39 24,46! 47,51 62,71 51,93 26,99 3,87~",
     "5:10,0; -60..100 10:0,-10; -60..100 0:0,8"},
    {3, 1, "with a flat top", "5,4 30,3 58,3! 42,24 28,42! 52,50 62,71 49,94 24,98 2,87~",
     "4:8,-2; -60..100 9:0,-10"},
    {3, 2, "with a loop in the middle",
     "6,14 26,2 48,5 54,22 40,40 24,48 19,43 30,42 53,51 63,71 50,94 25,99 2,87~",
     "5:-6,1 6:-8,0; -60..100 12:0,-10"},
    {3, 2, "round throughout", "6,12 26,2 48,6 54,22 44,38 36,46 48,53 61,71 50,93 25,99 2,88~",
     "5:8,0; -60..100 10:0,-10"},
    {4, 5, "open, with a corner; then the stem", "14,4 9,28 4,54! 30,53 64,50~ | 54,4 51,50 47,100",
     "4:10,0; 0:8,6; 5:4,8; 2:0,8 3:0,8 4:0,8"},
    {4, 4, "open and round", "12,4 6,28 8,50 26,55 46,50 60,42~ | 58,2 53,50 48,100",
     "5:8,0; 0:8,4; 6:4,8"},
    {4, 3, "closed, two strokes", "46,2 24,32 3,62! 36,61 70,60~ | 46,2 46,50 45,100",
     "4:10,0; -60..100 0:-8,4; 2:0,8 3:0,8 4:0,8"},
    {4, 3, "in one stroke, up to the stem's top and down",
     "12,8 5,34 8,52 30,50 50,28 58,4! 53,50 48,100", "5:4,10 4:0,6; 0:8,4"},
    {4, 1, "in one stroke, closed, from the bar", "68,58 36,60 4,60! 26,28 48,2! 47,50 46,100",
     "0:10,0"},
    {5, 4, "in two strokes",
     "14,4 11,24 8,44! 30,37 54,46 63,68 48,93 24,99 2,89~ | 13,4 36,3 64,1~",
     "11:14,0 10:5,0; 9:4,-5 10:4,-5 11:4,-5; -60..100 8:0,-8"},
    {5, 4, "in one stroke", "63,2 38,3 14,5! 11,24 8,42! 30,36 54,46 62,68 47,93 23,99 2,89~",
     "0:14,0 1:5,0; -60..100 10:0,-8"},
    {5, 2, "like an S", "60,5 36,3 15,10 10,28 28,42 50,55 56,76 42,95 20,99 2,90~",
     "0:14,0 1:5,0; -60..100 9:0,-8"},
    {6, 4, "with a straight back",
     "46,0 26,22 10,48 4,74 17,95 38,97 54,80 48,62 32,57 14,67 7,82~",
     "6:6,-4 7:4,-8 8:0,-8 9:0,-6; 0:8,0"},
    {6, 2, "with a hook at the top",
     "56,10 44,1 24,14 8,44 4,74 17,95 38,97 54,80 48,62 32,57 14,67 7,82~",
     "7:6,-4 8:4,-8 9:0,-8 10:0,-6; 0:4,6"},
    {6, 2, "like a b", "16,0 8,28 4,56 6,82 22,98 42,92 50,74 40,58 22,60 8,74~",
     "6:6,-4 7:4,-8 8:0,-8; 0:10,0"},
    {6, 2, "whose loop ends inside", "44,0 24,22 9,48 4,74 17,95 40,97 55,80 46,64 28,66 18,80~",
     "6:6,-4 7:4,-6; 0:10,0"},
    {7, 5, "plain", "2,6 30,5 60,3! 44,48 28,100", "3:6,0; 1:0,5; 0:-8,4"},
    {7, 2, "with a serif", "2,22 4,5! 32,4 60,4! 44,48 30,100", "4:6,0; 0:2,6"},
    {7, 2, "crossed", "2,6 30,5 60,3! 44,48 28,100 | 20,52 66,50", "3:6,0; 5:-6,0 6:6,0"},
    {7, 2, "round", "2,20 12,6 36,6 57,5 54,24 42,60 34,100", "5:6,0; 0:0,6"},
    {8, 6, "that starts like an S",
     "56,12 38,1 16,8 15,28 34,46 54,66 54,88 32,99 9,88 12,66 34,46 54,28 57,11~",
     "0:6,2; -50..100 12:6,-6; 5:4,0 6:6,0 8:-6,0 9:-4,0"},
    {8, 1, "of two circles",
     "34,1 14,12 14,34 34,46 54,34 54,12 35,1~ | 34,46 10,60 9,86 33,99 57,86 56,60 35,47~",
     "8:-4,0 9:-4,0 11:4,0 12:4,0"},
    {8, 2, "that starts to the right",
     "14,18 32,1 54,12 50,32 30,48 10,68 12,90 34,99 56,86 52,66 30,46 14,30 16,12~", "12:6,-4"},
    {8, 2, "whose way up stays open",
     "50,10 34,3 16,12 18,32 36,50 48,70 46,90 28,99 9,90 16,68 38,44 66,4~", "11:8,0; 0:6,0"},
    {9, 4, "with a straight leg", "54,14 36,2 14,9 5,30 16,47 36,42 54,16! 53,58 50,100",
     "8:8,0; 3:-4,2 4:-2,6 5:0,6; -60..100 0:-2,-6 1:-4,0"},
    {9, 4, "with a curved leg", "54,18 38,2 14,9 5,29 17,46 38,42 54,20! 54,50 46,78 32,100",
     "9:10,0; 3:-4,2 4:-2,6 5:0,6"},
    {9, 1, "like a g", "54,18 38,2 14,9 5,29 17,46 38,42 54,18! 56,56 48,90 26,99 5,88~",
     "3:-4,2 4:-2,6 5:0,6"},
    {9, 3, "whose loop runs on into the leg",
     "52,36 34,47 12,42 6,20 26,3 48,10 54,32 50,66 42,100", "8:10,0; 0:4,-10"},
};

/// Reads the two notations above. The text is ours: a mistake in it is a bug.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}

    bool take(std::string_view token) {
        if (!text_.starts_with(token)) return false;
        text_.remove_prefix(token.size());
        return true;
    }
    void expect(std::string_view token) { INKLING_CHECK(take(token)); }
    void skip_spaces() {
        while (take(" ")) {
        }
    }
    [[nodiscard]] bool at_end() const { return text_.empty(); }
    [[nodiscard]] bool range_follows() const {
        return text_.substr(0, text_.find(' ')).find("..") != std::string_view::npos;
    }
    int integer() {
        int value = 0;
        const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
        INKLING_CHECK(error == std::errc{});
        text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
        return value;
    }
    float hundredths() { return static_cast<float>(integer()) / 100; }

  private:
    std::string_view text_;
};

std::vector<Knot> read_knots(const char* pen) {
    std::vector<Knot> knots;
    Scanner scanner(pen);
    bool starts = true;
    while (!scanner.at_end()) {
        Knot knot;
        knot.x = scanner.hundredths();
        scanner.expect(",");
        knot.y = scanner.hundredths();
        knot.starts = starts;
        if (scanner.take("!")) knot.turn = Turn::corner;
        if (scanner.take("~")) knot.turn = Turn::loose;
        knots.push_back(knot);
        starts = scanner.take(" | ");
        scanner.skip_spaces();
    }
    return knots;
}

std::vector<Habit> read_habits(const char* text, std::size_t knot_count) {
    std::vector<Habit> habits;
    Scanner scanner(text);
    while (!scanner.at_end()) {
        Habit habit;
        if (scanner.range_follows()) {
            habit.low = scanner.hundredths();
            scanner.expect("..");
            habit.high = scanner.hundredths();
            scanner.skip_spaces();
        }
        while (!scanner.at_end() && !scanner.take("; ")) {
            Pull pull;
            pull.knot = scanner.integer();
            INKLING_CHECK(pull.knot >= 0 && static_cast<std::size_t>(pull.knot) < knot_count);
            scanner.expect(":");
            pull.dx = scanner.hundredths();
            scanner.expect(",");
            pull.dy = scanner.hundredths();
            scanner.take(" ");
            habit.pulls.push_back(pull);
        }
        habits.push_back(habit);
    }
    return habits;
}

using ModelsByDigit = std::array<std::vector<GlyphModel>, 10>;

ModelsByDigit read_sources() {
    ModelsByDigit models;
    for (const Source& source : sources) {
        GlyphModel model;
        model.digit = source.digit;
        model.share = source.share;
        model.name = source.name;
        model.knots = read_knots(source.pen);
        model.habits = read_habits(source.habits, model.knots.size());
        models[static_cast<std::size_t>(source.digit)].push_back(model);
    }
    return models;
}

}  // namespace

std::span<const GlyphModel> glyph_models(int digit) {
    static const ModelsByDigit models = read_sources();
    INKLING_CHECK(digit >= 0 && digit <= 9);
    return models[static_cast<std::size_t>(digit)];
}

}  // namespace inkling
