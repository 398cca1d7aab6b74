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
    {0, 6, "to the left, closing at the top", "40,2 15,17 3,50 12,83 36,98 61,84 72,50 62,17 41,2~",
     "-40..100 8:-10,6; -50..100 0:8,4"},
    {0, 3, "end running on into the circle",
     "50,12 35,3 14,18 3,50 12,83 36,98 61,84 71,50 61,16 40,4 24,14~", "-50..100 10:6,14 9:0,4"},
    {0, 1, "end running off to the right",
     "30,8 12,24 3,52 12,84 33,98 56,84 63,50 50,18 32,6 40,1 62,3~", "-50..100 10:12,-6"},
    {0, 3, "to the right", "26,8 46,2 67,22 71,52 58,86 34,98 10,82 3,48 11,17 30,4~",
     "-50..100 9:10,-2; -50..50 0:-10,6"},
    {0, 1, "with a slash", "36,2 13,18 3,50 12,82 33,98 56,84 66,50 58,18 36,2~ | 72,2 0,98",
     "9:8,-8 10:-8,8"},
    {0, 1, "with a slash inside",
     "36,2 13,18 3,50 12,82 33,98 56,84 66,50 58,18 36,2~ | 58,20 14,80",
     "-100..150 9:6,-8 10:-6,8; 9:0,10 10:0,-10"},
    {0, 1, "small, with a long slash",
     "44,22 26,30 14,50 22,71 42,78 60,65 62,42 46,22~ | 80,0 2,100", "8:8,0 9:-8,0; 0:0,8 7:0,8"},
    {0, 1, "in one stroke with its slash",
     "52,8 36,2 13,18 3,50 12,82 33,98 56,84 66,50 62,24! 36,54 6,92", "10:-8,8 9:-4,4; 8:6,-12"},

    {1, 11, "a stem", "30,0 30,50 30,100", "1:3,0"},
    {1, 3, "with a flag", "15,24 34,0! 34,50 34,100", "0:7,-9; 2:3,0"},
    {1, 3, "with a flat flag", "6,16 20,8 34,0! 34,50 34,100",
     "-100..150 0:9,-6 1:4,-3; 3:3,0; 2:0,4"},
    {1, 1, "with a bent flag", "4,22 18,16 34,0! 33,50 30,100", "0:8,-4 1:4,4; 3:3,0"},
    {1, 1, "with a long flag", "0,42 18,24 36,0! 36,50 36,100", "0:8,12 1:2,4"},
    {1, 1, "with a long flag and a wide foot", "0,30 16,16 34,0! 33,50 32,97 | 0,98 32,96 68,98",
     "0:6,10; -100..60 4:-6,0 6:6,0"},
    {1, 2, "with flag and foot", "16,20 34,0! 34,50 34,99 | 4,99 64,99",
     "0:7,-8; -100..60 4:-10,0 5:10,0"},

    {2, 6, "with a loop at the foot",
     "5,19 18,4 38,1 52,14 53,38 42,66 20,91 6,96 3,84 16,76 40,86 62,94 84,88~",
     "-60..180 6:-2,3 7:-4,4 8:-3,-6 9:4,-9 10:3,-3; -130..100 12:18,-3 11:7,1; -60..130 0:2,12;"
     " -80..180 12:-3,10 11:0,4; 3:6,2 4:5,6 2:3,0"},
    {2, 3, "with a big loop at the foot",
     "8,21 20,4 40,1 54,16 54,42 42,72 20,94 3,90 6,71 28,68 52,84 76,94~",
     "7:-4,0 8:-2,-4 9:4,-6; -150..100 11:14,-4 10:5,0; 0:2,10; 3:4,4 4:4,4; 0:0,8; -80..180 "
     "11:-4,10"},
    {2, 4, "with a straight foot", "3,17 17,4 38,1 52,16 49,42 30,72 6,96! 38,94 76,93~",
     "8:14,0 7:6,0; -100..130 0:0,12; 8:0,-8; 3:5,4 4:5,5"},
    {2, 1, "like a Z", "4,8 28,4 52,6! 30,52 5,95! 38,96 74,95~", "6:14,0 5:6,0; 3:8,4; 0:0,6"},
    {2, 5, "with a curved foot", "3,18 16,4 38,1 53,16 50,44 32,74 10,94 20,89 44,93 62,96 82,89~",
     "10:12,0 9:4,0; -60..130 0:2,12; 10:0,8; 3:5,4 4:5,5"},
    {2, 1, "start curling in", "20,24 12,26 8,16 22,3 46,1 60,20 50,48 28,74 4,96! 36,95 70,95~",
     "10:14,0 9:6,0; 0:4,4"},
    {2, 1, "with a loop at the top",
     "46,28 28,35 12,24 19,5 42,1 56,16 49,42 30,70 5,95! 36,95 70,94~",
     "10:12,0 9:5,0; 0:6,-2 1:2,-4; 2:0,6 1:0,6; 5:4,4 6:4,6"},
    {2, 1, "with loops at top and foot",
     "46,28 28,35 12,24 19,5 42,1 56,16 49,42 28,74 10,95 3,86 16,78 40,87 62,94 84,87~",
     "13:12,0 12:5,0; 0:6,-2 1:2,-4; 2:0,6 1:0,6; 8:-4,3 9:-3,-6 10:4,-6; 5:4,4 6:4,6"},

    {3, 5, "round", "6,12 24,2 46,3 55,19 44,37 22,45! 48,50 65,70 57,92 35,99 12,91~",
     "5:12,0; 10:-4,-12; 0:-2,10; 5:0,7 4:0,6 6:0,6 3:0,3; 3:6,0 2:4,0"},
    {3, 2, "with a flat top", "5,5 30,4 55,3! 41,22 26,40! 52,47 66,69 56,92 34,98 12,90~",
     "4:10,-2; 9:-4,-10; 4:0,6 5:0,6; 0:0,6"},
    {3, 2, "with a loop in the middle",
     "6,12 26,2 47,4 54,20 44,38 25,46 19,41 32,41 55,50 66,70 56,92 35,99 12,90~",
     "5:-6,1 6:-8,0; 12:-4,-12; 4:0,6 5:0,7 6:0,7 7:0,7 8:0,6; 0:-2,10"},
    {3, 2, "round throughout", "6,11 26,2 47,5 54,21 48,37 41,44 52,51 66,70 56,92 35,99 12,90~",
     "-150..100 5:10,0; 10:-4,-12; 4:0,6 5:0,7 6:0,6; 0:-2,10"},
    {3, 1, "leaning back with a long tail",
     "14,12 34,1 56,4 64,16 50,34 32,42! 50,46 62,62 54,82 30,95 -4,99~",
     "5:10,0; 10:-8,-6; 5:0,7 4:0,5 6:0,6"},

    {4, 7, "open with a corner, then the stem",
     "16,10 10,34 4,58! 34,57 70,53~ | 61,3 55,52 47,100",
     "4:10,0; 0:8,6; 5:4,8; 2:0,8 3:0,8 4:0,8; 5:8,0; 4:0,-8 2:0,3; 0:6,0 2:6,0"},
    {4, 5, "open and round, then the stem", "13,9 6,34 9,55 28,59 50,55 66,48~ | 61,3 55,52 48,100",
     "5:8,0; 0:8,4; 6:4,8; 5:0,-8 3:0,3; 0:6,0 1:6,0 2:6,0"},
    {4, 3, "closed, then the stem", "46,2 24,32 3,62! 36,61 70,60~ | 46,2 46,50 45,100",
     "4:10,0; -60..100 0:-8,4; 2:0,8 3:0,8 4:0,8; 4:0,-6; 2:10,0 1:5,0"},
    {4, 2, "in one stroke, up to the stem", "12,8 5,34 8,52 30,50 50,28 58,4! 53,50 48,100",
     "5:4,8 4:0,4; 0:6,4"},
    {4, 1, "in one stroke, like lightning", "44,0 24,30 4,58! 34,55 66,52! 56,76 46,100",
     "0:10,0; 5:4,0 6:8,0; 4:0,-6"},
    {4, 1, "in one stroke from the bar", "68,58 36,60 4,60! 26,28 48,2! 47,50 46,100", "0:10,0"},

    {5, 4, "in two strokes",
     "13,5 10,25 8,46! 28,39 53,47 62,69 48,92 25,99 3,90~ | 13,6 37,5 63,3~",
     "-100..130 11:16,0 10:7,0; -100..60 11:0,-10 10:0,-5; -100..200 9:3,-5 10:3,-5 11:3,-5; "
     "-100..220 8:-2,-12;"
     " 2:0,8 3:0,7 4:-6,4 5:-11,2 6:-7,0"},
    {5, 4, "in one stroke", "63,3 37,5 13,7! 10,26 8,45! 28,38 53,47 62,68 48,92 25,99 3,90~",
     "-100..130 0:16,0 1:7,0; -100..220 10:-2,-12; -100..60 0:0,-12 1:0,-5;"
     " 4:0,8 5:0,7 6:-6,4 7:-11,2 8:-7,0"},
    {5, 2, "with a slanting back",
     "72,0 46,4 26,8! 18,26 8,46! 26,40 46,46 52,64 40,86 20,97 0,99~",
     "0:16,-6 1:7,-3; 10:-6,-6; 4:0,6 5:0,6"},
    {5, 3, "like an S", "63,6 38,3 17,9 10,27 26,41 49,53 56,74 42,94 20,99 1,90~",
     "-100..130 0:14,0 1:5,0; 9:-4,-8; 3:4,4 4:4,4 5:-6,2 6:-9,0"},

    {5, 1, "like an S, curling in at the top",
     "60,18 62,7 44,2 20,8 10,26 26,40 49,52 57,74 42,94 20,99 1,90~",
     "0:4,6; -100..130 10:-2,-10; 2:6,0 1:8,0; 4:4,4 5:-4,2 6:-8,0"},

    {6, 4, "with a straight back",
     "30,0 16,22 6,48 5,74 18,95 42,97 58,80 54,62 38,57 20,68 11,84~",
     "6:8,-4 7:6,-8 8:2,-9 9:0,-6 5:3,0; 0:12,0 1:4,0; -100..60 10:2,-4 9:4,0"},
    {6, 3, "with a wide loop", "22,0 10,24 3,52 6,78 22,97 46,96 66,80 68,60 50,50 28,62 14,80~",
     "6:6,-3 7:6,-6 8:2,-6; 0:14,0 1:4,0; 10:6,-8 9:4,-4"},
    {6, 1, "with a hook at the top",
     "48,8 36,1 18,14 6,44 4,74 18,95 40,97 57,80 52,62 36,57 18,67 9,82~",
     "7:6,-4 8:4,-8 9:0,-8 10:0,-6; 0:4,6"},
    {6, 1, "like a b", "8,0 4,28 3,56 8,82 26,98 46,92 54,74 46,58 26,60 11,74~",
     "6:8,-4 7:6,-9 8:0,-9 5:4,0; 0:12,0; 9:6,4"},
    {6, 3, "loop ending inside", "32,0 16,22 6,48 4,74 18,95 42,97 58,80 50,64 32,66 20,80~",
     "6:8,-4 7:6,-8 8:2,-4; 0:12,0; 9:6,-4"},

    {7, 5, "plain", "2,7 32,5 64,3! 52,48 36,100",
     "4:12,0 3:5,0; 3:6,0; 1:0,5; 0:-8,4; -40..100 0:16,4 1:8,2"},
    {7, 3, "with a serif", "2,26 4,6! 32,4 62,4! 52,48 38,100",
     "5:12,0 4:5,0; 4:6,0; -100..200 0:2,9; 0:10,0 1:10,2"},
    {7, 2, "crossed", "2,7 32,5 62,3! 50,48 32,100 | 20,54 72,51",
     "4:10,0 3:4,0; 3:6,0; 5:-6,0 6:6,0; 5:0,6 6:0,6"},
    {7, 1, "crossed, with a serif", "4,26 6,8! 34,6 62,4! 50,48 34,100 | 20,52 70,50",
     "5:10,0 4:4,0; -100..200 0:-2,8; 6:-6,0 7:6,0; 6:0,6 7:0,6"},
    {7, 2, "crossed, bending into the stem", "4,24 8,7 34,4 58,7 58,22 47,56 40,100 | 22,55 68,51",
     "6:8,0 5:3,0; -100..200 0:-2,8; 7:-6,0 8:6,0; 7:0,6 8:0,6; 3:0,5 4:0,4"},
    {7, 2, "hooked and crossed", "10,32 4,20 14,10 40,8 66,5 57,26 45,60 38,100 | 20,60 62,50",
     "7:10,0 6:4,0; 0:4,6; 8:-6,0 9:6,0; -60..140 8:0,10 9:0,7; 8:0,8; 4:-4,2 5:4,4"},
    {7, 1, "with a wavy bar", "2,26 10,8! 26,16 44,13 64,2! 50,48 34,100",
     "6:12,0 5:5,0; -100..150 0:-2,8; 2:0,5 3:0,3; 1:4,6"},
    {7, 1, "start curling in", "18,30 6,26 4,12 18,6 40,9 64,2! 50,48 34,100",
     "7:12,0 6:5,0; 0:6,4; 4:0,4; 1:4,0 2:3,0"},
    {7, 2, "round", "2,18 14,5 38,3 62,8 64,26 56,60 46,100", "6:14,0 5:8,0; 0:0,8; 3:0,4 4:0,4"},

    {8, 6, "starting like an S",
     "58,12 40,1 14,7 12,28 34,47 52,68 50,89 32,99 12,89 15,68 36,46 56,28 60,9~",
     "0:8,3; 12:5,-6 11:0,-3; 5:8,-3 6:11,0 8:-11,0 9:-8,-3;"
     " 4:0,9 10:0,9 5:0,5 9:0,5 3:0,4 11:0,4; 2:-7,0 3:-6,0 11:6,0 12:6,0 0:5,0"},
    {8, 1, "of two circles",
     "34,1 12,12 12,34 34,46 56,34 56,12 35,1~ | 34,46 14,60 13,86 33,99 53,86 52,60 35,47~",
     "8:-8,0 9:-8,0 11:8,0 12:8,0; 3:0,8 7:0,8 13:0,8 2:0,4 4:0,4"},
    {8, 2, "starting to the right",
     "12,18 32,1 56,10 52,32 32,48 14,68 16,90 34,99 51,88 49,68 30,46 12,30 14,12~",
     "12:6,-4; 5:-8,0 6:-10,0 8:10,0 9:8,0; 4:0,9 10:0,9 3:0,4 11:0,4 5:0,5 9:0,5"},
    {8, 3, "way up staying open",
     "52,10 34,3 14,11 15,32 36,50 46,70 44,90 28,99 12,90 18,68 40,44 68,6~",
     "11:10,0; 0:8,4; 5:6,0 6:8,0 8:-8,0 9:-4,0; 4:0,8 10:0,8 5:0,4 9:0,4 3:0,4"},

    {9, 5, "with a straight leg", "55,8 36,1 14,10 4,31 13,48 33,44 53,17! 51,56 46,100",
     "-100..160 8:12,0 7:5,0; -150..100 3:-5,3 4:-3,9 5:0,9 2:-3,0; -100..60 0:-6,4 1:-6,0; 6:3,8"},
    {9, 3, "with a curved leg", "55,9 37,1 14,10 4,31 14,48 34,43 53,17! 53,52 48,78 38,100",
     "-100..160 9:14,0 8:5,0; 3:-5,3 4:-3,9 5:0,9 2:-3,0; -100..60 0:-6,-4"},
    {9, 3, "with a slanting leg", "54,10 36,1 13,12 4,32 14,47 34,40 55,14! 46,52 34,100",
     "8:10,0 7:5,0; -150..100 3:-4,3 4:-3,8 5:0,8; 0:6,-4"},
    {9, 3, "with a loop left open", "62,5 42,2 18,12 8,30 17,45 34,42 50,28! 47,60 40,100",
     "8:12,0 7:5,0; 6:4,8 5:2,3; 0:8,3 1:4,0; 3:-4,4 4:-2,7 5:0,6; 7:4,0"},
    {9, 1, "like a g", "54,18 38,2 14,9 5,29 17,46 38,42 54,18! 56,56 48,90 26,99 5,88~",
     "3:-4,2 4:-2,6 5:0,6"},
    {9, 2, "loop running on into the leg", "52,36 34,47 12,42 6,20 26,3 48,10 54,32 50,66 42,100",
     "8:14,0 7:5,0; 0:6,-12; 1:0,8 2:-3,8 3:-4,4"},
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

std::span<const GlyphModel> glyph_models(int digit) {
    static const ModelsByDigit models = read_sources();
    INKLING_CHECK(digit >= 0 && digit <= 9);
    return models[static_cast<std::size_t>(digit)];
}

}  // namespace inkling
