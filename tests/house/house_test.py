#!/usr/bin/env python3
"""The checks of this folder must fail where they should: planted faults, each of one kind."""
import unittest

import cpp_scan
import layers
import links
import style

TABLE = """
| room | what | may include | stands on |
|---|---|---|---|
| `base` | x | – | fmt |
| `image` | x | `base` | fmt, Leptonica |
| `answer` | x | `base`, `image` | fmt |
| `train` | x | `base`, `image` | fmt |
| `app` | x | `base`, `image`, `answer`, `train` | fmt, CLI11 |
"""


def layer_faults(path, text, table=TABLE):
    tree = {"docs/ARCHITECTURE.md": table, path: text}
    return layers.check(tree.__getitem__, sorted(tree))


class Layers(unittest.TestCase):
    def refuses(self, path, text, words, table=TABLE):
        faults = layer_faults(path, text, table)
        self.assertEqual(len(faults), 1, faults)
        self.assertIn(words, faults[0])

    def test_accepts_what_the_table_allows(self):
        text = '#include <vector>\n#include "inkling/base/a.hpp"\n#include "inkling/image/b.hpp"\n'
        self.assertEqual(layer_faults("src/inkling/image/x.cpp", text), [])

    def test_refuses_an_upward_arrow(self):
        self.refuses("src/inkling/base/x.hpp", '#include "inkling/image/a.hpp"\n',
                     "`base` may not include `image`")

    def test_train_and_answer_never_meet(self):
        self.refuses("src/inkling/train/x.cpp", '// a\n#include "inkling/answer/reader.hpp"\n',
                     "x.cpp:2: `train` may not include `answer`")
        self.refuses("src/inkling/answer/x.cpp", '#include "inkling/train/trainer.hpp"\n',
                     "`answer` may not include `train`")

    def test_the_table_itself_may_not_join_them(self):
        joined = TABLE.replace("| `train` | x | `base`, `image` |",
                               "| `train` | x | `base`, `image`, `answer` |")
        self.refuses("src/inkling/base/x.hpp", "", "`train` must never see `answer`", joined)

    def test_the_table_itself_may_form_no_circle(self):
        circle = TABLE.replace("| `base` | x | – |", "| `base` | x | `image` |")
        faults = layer_faults("src/inkling/base/x.hpp", "", circle)
        self.assertTrue(any("include each other" in fault for fault in faults), faults)

    def test_refuses_disguises(self):
        self.refuses("src/inkling/base/x.hpp", '  #  include  "inkling/app/a.hpp"\n', "may not")
        self.refuses("src/inkling/image/x.cpp", '#include "../base/a.hpp"\n', "with the room")
        self.refuses("src/inkling/image/x.cpp", "#include <inkling/base/a.hpp>\n", "not <")
        self.refuses("src/inkling/base/x.cpp",
                     '#define HWY_TARGET_INCLUDE "inkling/image/x.cpp"\n', "may not include")

    def test_refuses_a_foreign_library(self):
        self.refuses("src/inkling/base/x.cpp", "#include <leptonica/allheaders.h>\n",
                     "does not stand on Leptonica")
        self.refuses("src/inkling/image/x.hpp", "#include <leptonica/allheaders.h>\n",
                     "may not show in a public header")
        self.assertEqual(layer_faults("src/inkling/image/x_impl.hpp",
                                      "#include <leptonica/allheaders.h>\n"), [])

    def test_refuses_a_room_without_row(self):
        self.refuses("src/inkling/attic/x.cpp", "", "`attic` has no row")

    def test_refuses_a_link_upwards(self):
        self.refuses("src/inkling/base/CMakeLists.txt",
                     "inkling_room(base DEPENDS fmt::fmt PRIVATE inkling::image)\n",
                     "may not link inkling::image")


class Style(unittest.TestCase):
    def refuses(self, text, words, path="src/inkling/base/x.hpp", names=frozenset()):
        faults = style.file_faults(path, text, set(names))
        self.assertEqual(len(faults), 1, faults)
        self.assertIn(words, faults[0])

    def accepts(self, text, path="src/inkling/base/x.hpp", names=frozenset()):
        self.assertEqual(style.file_faults(path, text, set(names)), [])

    GOOD = "// What lives here.\n#pragma once\n\nint f();\n"

    def test_accepts_a_good_file(self):
        self.accepts(self.GOOD)

    def test_lines_and_files(self):
        self.refuses(self.GOOD + "//" + 99 * "x" + "\n", "101 columns")
        self.refuses(self.GOOD + 400 * "int g();\n", "404 lines")
        self.refuses(self.GOOD + "\tint g();\n", "a tab")
        self.refuses(self.GOOD + "int g(); \n", "blanks")
        faults = style.common_faults("x.hpp", "int g();\r\n")
        self.assertIn("carriage return", faults[0])
        self.refuses(self.GOOD + "int g();", "newline at its end")
        self.refuses(self.GOOD + "\n", "empty line")

    def test_opening(self):
        self.refuses("#pragma once\n", "must open with a comment")
        self.refuses(7 * "// a\n" + "#pragma once\n", "opening comment of 7")
        self.refuses("// a\nint f();\n", "#pragma once")
        own = '#include "inkling/base/x.hpp"\n'
        self.accepts(own, "src/inkling/base/x.cpp", {"src/inkling/base/x.hpp"})
        self.accepts(own, "tests/base/x_test.cpp", {"src/inkling/base/x.hpp"})
        self.refuses(own, "must open", "src/inkling/base/y.cpp", {"src/inkling/base/x.hpp"})

    def test_litter(self):
        for code in ("// return x;", "// if (a) {", "// }", "// f(a, b);", "// #include <vector>"):
            self.refuses(self.GOOD + code + "\n", "commented out")
        self.refuses(self.GOOD + "// " + "TO" + "DO: later\n", "unfinished")
        self.refuses(self.GOOD + 'auto p = "/ho' + 'me/you/x";\n', "one person's machine")

    def test_prose_is_no_code(self):
        for prose in ("// Rows first;", "// for all x (see above)", "// a, b, c: the weights",
                      "//     example(of, use);", "// if there is none, an Error"):
            self.accepts(self.GOOD + prose + "\n")

    def test_long_functions(self):
        body = "{\n" + 58 * "    g();\n" + "}\n"
        self.accepts(self.GOOD + "int f() " + body)
        self.refuses(self.GOOD + "int f() " + body.replace("}", "    g();\n}"), "61 lines")


class Links(unittest.TestCase):
    PAGES = {"README.md": "# A\n[x](docs/B.md#two-words) [y](#a) [z](https://example.org/q)\n",
             "docs/B.md": "# Two words\n[back](../README.md), [folder](../docs)\n"}

    def faults(self, pages):
        return sum((links.link_faults(p, pages.__getitem__, set(pages)) for p in pages), [])

    def test_accepts_links_that_lead_somewhere(self):
        self.assertEqual(self.faults(self.PAGES), [])

    def test_refuses_others(self):
        for page, words in (("[x](docs/C.md)", "not there"), ("[x](docs/B.md#c)", "no heading"),
                            ("![x](a.svg)", "README.md:1"), ("[x](../B.md)", "not there")):
            faults = self.faults({**self.PAGES, "README.md": page})
            self.assertIn(words, "".join(faults))


class Scan(unittest.TestCase):
    def names(self, text):
        return [name for name, *_ in cpp_scan.functions(text)]

    def test_finds_functions(self):
        text = """
namespace a { class B final : public C {
    B() : x_(1), y_{2} { f("}"); }
    int g() const noexcept override { if (x) { return 1; } return '}'; }
}; }
template <class T> auto h(T t) -> decltype(t) { return [&] { return R"(})"; }(); }
int table[] = {1, 2, 3};
auto lambda = [](int x) { return x; };
TEST(Some, Case) { }
"""
        self.assertEqual(self.names(text), ["B", "g", "h", "?", "TEST"])

    def test_measures_them(self):
        self.assertEqual(cpp_scan.functions("int x;\n\nint\nf(int a,\n  int b) {\n  g();\n}\n"),
                         [("f", 3, 5)])


if __name__ == "__main__":
    unittest.main()
