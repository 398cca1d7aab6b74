// The .npy header: a small, strict reader of the one Python dictionary that numpy writes. It
// evaluates nothing.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "inkling/base/text.hpp"
#include "inkling/bytes/npz.hpp"

namespace inkling {
namespace {

constexpr std::size_t most_header_bytes = 64 * 1024;
constexpr std::size_t most_dimensions = 32;
constexpr std::uint64_t largest_dimension = 1ULL << 40;

struct Header {
    std::string dtype;
    bool fortran_order = false;
    std::vector<std::uint64_t> shape;
};

/// Reads {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }.
class HeaderReader {
  public:
    explicit HeaderReader(std::string_view text) : text_(text) {}

    Result<Header> read() {
        INKLING_TRY_STATUS(expect('{'));
        while (!take('}')) {
            INKLING_TRY(const std::string key, quoted());
            INKLING_TRY_STATUS(expect(':'));
            INKLING_TRY_STATUS(entry(key));
            if (take(',')) continue;
            INKLING_TRY_STATUS(expect('}'));
            break;
        }
        skip_blanks();
        if (at_ != text_.size()) return malformed("nothing but blanks after '}'");
        if (seen_.size() != 3)
            return data_error("npy header: needs 'descr', 'fortran_order' and 'shape'");
        return header_;
    }

  private:
    Status entry(const std::string& key) {
        if (!seen_.insert(key).second)
            return data_error(fmt::format("npy header: key '{}' is there twice", printable(key)));
        if (key == "descr") {
            INKLING_TRY(header_.dtype, descr());
        } else if (key == "fortran_order") {
            INKLING_TRY(header_.fortran_order, boolean());
        } else if (key == "shape") {
            INKLING_TRY(header_.shape, shape());
        } else {
            return data_error(fmt::format("npy header: key '{}' is unknown", printable(key)));
        }
        return {};
    }

    Result<std::string> descr() {
        skip_blanks();
        if (at_ < text_.size() && text_[at_] == '[')
            return data_error("npy header: records (structured types) are not supported",
                              "save each field as an array of its own");
        return quoted();
    }

    Result<std::string> quoted() {
        skip_blanks();
        const char quote = at_ < text_.size() ? text_[at_] : '\0';
        if (quote != '\'' && quote != '"') return malformed("a quoted string");
        const std::size_t end = text_.find(quote, at_ + 1);
        if (end == std::string_view::npos) return malformed("the end of a string");
        const std::string_view inside = text_.substr(at_ + 1, end - at_ - 1);
        if (inside.find('\\') != std::string_view::npos) return malformed("no '\\' in a string");
        at_ = end + 1;
        return std::string(inside);
    }

    Result<bool> boolean() {
        skip_blanks();
        for (const bool value : {true, false}) {
            const std::string_view word = value ? "True" : "False";
            if (!text_.substr(at_).starts_with(word)) continue;
            at_ += word.size();
            return value;
        }
        return malformed("True or False");
    }

    Result<std::vector<std::uint64_t>> shape() {
        std::vector<std::uint64_t> shape;
        INKLING_TRY_STATUS(expect('('));
        bool comma = true;
        while (!take(')')) {
            if (!comma) return malformed("',' or ')'");
            INKLING_TRY(const std::uint64_t n, dimension());
            shape.push_back(n);
            if (shape.size() > most_dimensions)
                return data_error(
                    fmt::format("npy header: more than {} dimensions", most_dimensions));
            comma = take(',');
        }
        // In Python (5) is a number; the tuple is (5,).
        if (shape.size() == 1 && !comma) return malformed("',' after a single dimension");
        return shape;
    }

    Result<std::uint64_t> dimension() {
        skip_blanks();
        std::size_t end = at_;
        while (end < text_.size() && text_[end] >= '0' && text_[end] <= '9') ++end;
        const auto n = parse_integer(text_.substr(at_, end - at_));
        if (end == at_) return malformed("a dimension: an integer that is not negative");
        if (!n || static_cast<std::uint64_t>(*n) > largest_dimension)
            return data_error(fmt::format("npy header: dimension {} is too large",
                                          printable(text_.substr(at_, end - at_), 40)));
        at_ = end;
        return static_cast<std::uint64_t>(*n);
    }

    void skip_blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
    }
    bool take(char c) {
        skip_blanks();
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    Status expect(char c) {
        if (take(c)) return {};
        return malformed(fmt::format("'{}'", c));
    }
    [[nodiscard]] Error malformed(std::string_view wanted) const {
        return data_error(fmt::format("npy header: expected {} at character {}, found '{}'", wanted,
                                      at_,
                                      printable(text_.substr(std::min(at_, text_.size()), 16))));
    }

    std::string_view text_;
    std::size_t at_ = 0;
    Header header_;
    std::set<std::string> seen_;
};

/// Bytes of one element; 0 for what is not a plain number.
std::size_t bytes_of(std::string_view dtype) {
    if (!dtype.empty() && std::string_view("<>|=").find(dtype[0]) != std::string_view::npos)
        dtype.remove_prefix(1);
    struct Kind {
        std::string_view name;
        std::size_t bytes;
    };
    constexpr Kind kinds[] = {{"b1", 1}, {"i1", 1}, {"u1", 1}, {"i2", 2},  {"u2", 2},
                              {"i4", 4}, {"u4", 4}, {"i8", 8}, {"u8", 8},  {"f2", 2},
                              {"f4", 4}, {"f8", 8}, {"c8", 8}, {"c16", 16}};
    for (const Kind& kind : kinds)
        if (kind.name == dtype) return kind.bytes;
    return 0;
}

Status check_dtype(const std::string& dtype) {
    if (bytes_of(dtype) != 0) return {};
    if (dtype.find('O') != std::string::npos)
        return data_error("element type 'O': pickled objects are never loaded",
                          "save an array of numbers, such as x.astype('uint8')");
    return data_error(fmt::format("element type '{}' is not supported", printable(dtype, 40)),
                      "save an array of numbers, such as x.astype('uint8')");
}

/// Where the header's text lies.
struct HeaderPlace {
    std::size_t start = 0;
    std::size_t length = 0;
};

Result<HeaderPlace> find_header(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view magic = "\x93NUMPY";
    constexpr std::size_t version_1_start = 10;
    const std::string_view start(reinterpret_cast<const char*>(bytes.data()),
                                 std::min(bytes.size(), magic.size()));
    if (start != magic)
        return data_error(
            bytes.empty() ? std::string("empty file: not an npy array")
                          : fmt::format("not an npy array (starts with '{}')", printable(start)));
    if (bytes.size() < version_1_start)
        return data_error(
            fmt::format("npy header cut: {} of at least {} bytes", bytes.size(), version_1_start));
    const int major = bytes[6];
    const int minor = bytes[7];
    if (major < 1 || major > 3 || minor != 0)
        return data_error(
            fmt::format("npy version {}.{}; this build reads 1.0, 2.0 and 3.0", major, minor));
    HeaderPlace place{version_1_start, static_cast<std::size_t>(bytes[8] | bytes[9] << 8)};
    if (major > 1) {
        place.start = version_1_start + 2;
        if (bytes.size() < place.start) return data_error("npy header cut");
        place.length |= static_cast<std::size_t>(bytes[10]) << 16;
        place.length |= static_cast<std::size_t>(bytes[11]) << 24;
    }
    if (place.length > most_header_bytes)
        return data_error(fmt::format("npy header of {} bytes; at most {} are read",
                                      with_commas(place.length), with_commas(most_header_bytes)));
    if (place.length > bytes.size() - place.start)
        return data_error(fmt::format("npy header cut: {} of {} bytes", bytes.size() - place.start,
                                      place.length));
    return place;
}

}  // namespace

std::size_t NpyArray::element_bytes() const noexcept {
    return bytes_of(dtype);
}

Result<NpyArray> parse_npy(std::span<const std::uint8_t> bytes) {
    INKLING_TRY(const HeaderPlace place, find_header(bytes));
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + place.start,
                                place.length);
    if (!text.ends_with('\n')) return data_error("npy header does not end with a newline");
    INKLING_TRY(Header header, HeaderReader(text).read());
    INKLING_TRY_STATUS(check_dtype(header.dtype));
    if (header.fortran_order)
        return data_error("the array is in Fortran order; only C order is read",
                          "save numpy.ascontiguousarray(x)");
    std::uint64_t expected = bytes_of(header.dtype);
    for (const std::uint64_t n : header.shape)
        if (__builtin_mul_overflow(expected, n, &expected))
            return data_error(
                fmt::format("npy shape ({}) is too large", fmt::join(header.shape, ", ")));
    const auto values = bytes.subspan(place.start + place.length);
    if (values.size() != expected)
        return data_error(
            fmt::format("npy values {}: expected {} bytes for shape ({}) of {}, "
                        "found {}",
                        values.size() < expected ? "cut" : "too long", with_commas(expected),
                        fmt::join(header.shape, ", "), header.dtype, with_commas(values.size())));
    return NpyArray{std::move(header.dtype), std::move(header.shape),
                    Bytes(values.begin(), values.end())};
}

}  // namespace inkling
