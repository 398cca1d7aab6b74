"""--report: one page that is whole in itself and well formed."""
import html.parser
import pathlib
import re

import program

VOID = {"meta", "img", "br", "link", "input", "hr"}


class Checker(html.parser.HTMLParser):
    """Collects tags and texts; complains about tags that do not close."""

    def __init__(self):
        super().__init__()
        self.open, self.faults, self.attributes, self.text = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data):
        self.text.append(data)


class Report(program.ProgramTest):
    def check(self, name):
        text = pathlib.Path(self.path(name)).read_text(encoding="utf-8")
        checker = Checker()
        checker.feed(text)
        self.assertEqual(checker.faults, [])
        self.assertEqual(checker.open, [])
        for tag, attribute, value in checker.attributes:
            if attribute in ("src", "href", "srcset", "action"):
                self.assertTrue(value.startswith("data:image/png;base64,"), (tag, value[:60]))
            self.assertFalse(attribute.startswith("on"), (tag, attribute))
        self.assertNotIn("<script", text)
        self.assertIsNone(re.search(r"url\(|@import|https?:", text))
        return text, " ".join(checker.text)

    def test_of_a_training_run(self):
        result = self.train("--epochs", "3", "--validation", "100", "--report", "run.html")
        text, words = self.check("run.html")
        self.assertIn(f"{100 * result['test_accuracy']:.2f} %", words)
        for title in ("Loss", "Accuracy", "Confusion", "Classes", "Reliability", "Network",
                      "Recipe", "Origin"):
            self.assertIn(f"<h2>{title}</h2>", text)
        self.assertIn(result["model_sha256"], words)
        self.assertEqual(text.count("epoch 3: training"), 2)

    def test_of_an_evaluation(self):
        self.train("--epochs", "1")
        result = self.gives_json("evaluate", "inkling.safetensors", "--dataset", self.path("data"),
                                 "--json", "--report", "page.html")
        text, words = self.check("page.html")
        self.assertIn(f"{100 * result['accuracy']:.2f} %", words)
        self.assertIn("<h2>Confusion</h2>", text)
        self.assertNotIn("<h2>Loss</h2>", text)
        self.assertEqual(text.count("<figure>"), min(40, result["errors"]))

    def test_foreign_names_stay_text(self):
        self.train("--epochs", "1", "--out", "<b>x.safetensors", "--report", "run.html")
        text, _ = self.check("run.html")
        self.assertNotIn("<b>x", text)


if __name__ == "__main__":
    program.run_tests()
