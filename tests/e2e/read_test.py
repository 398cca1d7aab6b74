"""inkling read: numbers from pages, in all outputs; bad files are told and passed over."""
import csv
import io
import pathlib
import subprocess
import sys

import program
from paper import Page

SCORER = pathlib.Path(__file__).parents[2] / "bench" / "read" / "score.py"


class Read(program.ProgramTest):
    def page(self, name="page.pgm", **options):
        page = Page(560, 300, **options).write("1047", 60, 50).write("22", 400, 50)
        page.write("7410", 60, 180)
        pathlib.Path(self.path(name)).write_bytes(page.bytes())
        return page

    def test_json_contract(self):
        self.page()
        answers = self.gives_json("read", "--json", "page.pgm")
        self.assertEqual(len(answers), 1)
        self.assertEqual(list(answers[0]), ["file", "width", "height", "lines"])
        self.assertEqual((answers[0]["width"], answers[0]["height"]), (560, 300))
        texts = [line["text"] for line in answers[0]["lines"]]
        self.assertEqual(" ".join(texts), "1047 22 7410")
        for line in answers[0]["lines"]:
            self.assertEqual(list(line), ["text", "box", "angle", "digits", "marks"])
            self.assertLess(abs(line["angle"]), 3)
            for digit, character in zip(line["digits"], line["text"].replace(" ", "")):
                self.assertEqual(str(digit["digit"]), character)
                self.assertTrue(0 <= digit["confidence"] <= 1)
                self.assertEqual(list(digit["box"]), ["left", "top", "width", "height"])
                self.assertTrue(50 < digit["box"]["height"] < 75, digit)

    def test_text_and_csv(self):
        self.page()
        text = self.succeeds("read", "--text", "page.pgm").stdout
        self.assertEqual(text.split(), ["1047", "22", "7410"])
        rows = list(csv.DictReader(io.StringIO(self.succeeds("read", "--csv", "page.pgm").stdout)))
        self.assertEqual([row["text"] for row in rows], ["1047", "22", "7410"])
        self.assertEqual(rows[0]["file"], "page.pgm")
        self.assertLess(abs(int(rows[0]["left"]) - 57), 6)

    def test_ruled_paper_and_light_ink(self):
        page = self.page().rule(44)
        pathlib.Path(self.path("ruled.pgm")).write_bytes(page.bytes())
        board = Page(300, 160, paper=40).write("7042", 40, 50, ink=220)
        pathlib.Path(self.path("board.pgm")).write_bytes(board.bytes())
        self.assertEqual(self.succeeds("read", "--text", "ruled.pgm").stdout.split(),
                         ["1047", "22", "7410"])
        self.assertEqual(self.succeeds("read", "--text", "board.pgm").stdout.split(), ["7042"])

    def test_standard_input_and_blank_paper(self):
        run = self.run_program("read", "--text", "-", input=self.page().bytes())
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(run.stdout.split(), ["1047", "22", "7410"])
        for paper in (0, 255):
            blank = Page(80, 60, paper=paper)
            pathlib.Path(self.path("blank.pgm")).write_bytes(blank.bytes())
            self.assertEqual(self.gives_json("read", "--json", "blank.pgm")[0]["lines"], [])
            self.assertIn("no digits found", self.succeeds("read", "blank.pgm").stderr)

    def test_doubt_becomes_a_question_mark(self):
        self.page()
        text = self.succeeds("read", "--text", "--min-confidence", "1", "page.pgm").stdout
        self.assertIn("?", text)
        self.fails(2, "--min-confidence", "read", "--min-confidence", "1.5", "page.pgm")

    def test_a_bad_file_does_not_stop_the_others(self):
        self.page()
        pathlib.Path(self.path("bad.png")).write_bytes(b"<!DOCTYPE html>")
        huge = b"P5\n100000 100000\n255\n" + bytes(1000)
        pathlib.Path(self.path("huge.pgm")).write_bytes(huge)
        run = self.run_program("read", "--json", "bad.png", "huge.pgm", "none.png", "page.pgm")
        self.assertEqual(run.returncode, 4)  # the worst of 3 and 4
        self.assertEqual(run.stderr.count("inkling: error: "), 3)
        self.assertIn("100,000 x 100,000", run.stderr)
        answers = program.json.loads(run.stdout)
        self.assertEqual(["error" in answer for answer in answers], [True, True, True, False])

    def test_debug_pictures(self):
        self.page()
        self.succeeds("read", "--text", "--debug", "seen/pages", "page.pgm")
        picture = pathlib.Path(self.path("seen/pages/page.pgm.read.png")).read_bytes()
        self.assertEqual(picture[:8], b"\x89PNG\r\n\x1a\n")
        pathlib.Path(self.path("file")).write_bytes(b"")
        self.fails(4, "cannot make this folder", "read", "--debug", "file", "page.pgm")

    def test_outputs_exclude_each_other(self):
        self.page()
        self.fails(2, "exclude each other", "read", "--json", "--csv", "page.pgm")
        self.fails(2, "IMAGE is missing", "read")

    def test_the_scorer_counts(self):
        page = self.page()
        wrong = [("1047", page.truth[0][1]), ("23", page.truth[1][1]), page.truth[2]]
        for name, truth in (("right", page.truth), ("wrong", wrong)):
            folder = self.folder / name
            folder.mkdir()
            (folder / "a.pgm").write_bytes(page.bytes())
            (folder / "truth.tsv").write_text(
                "a.pgm\t" + " ".join(n for n, _ in truth) + "\t" +
                ";".join(box for _, boxes in truth for box in boxes) + "\n", encoding="ascii")
        table = subprocess.run([sys.executable, SCORER, program.PROGRAM, self.path("right"),
                                self.path("wrong")], capture_output=True, text=True, check=True,
                               env=program.environment()).stdout.splitlines()
        self.assertRegex(table[2], r"\| right \| 3 \| 100.0 \| 0.00 \| 100.00 \| 100.00 \|")
        self.assertRegex(table[3], r"\| wrong \| 3 \| 66.7 \| 10.00 \|")


if __name__ == "__main__":
    program.run_tests()
