"""inkling read for people with many pages: folders, TIFFs of pages, forms, review, resuming."""
import csv
import io
import json
import pathlib
import re

import program
from paper import Page, tiff

FORM = {
    "width": 600, "height": 300,
    "frame": {"left": 20, "top": 20, "width": 560, "height": 260},
    "fields": [
        {"name": "number", "box": {"left": 40, "top": 40, "width": 300, "height": 90}},
        {"name": "empty", "box": {"left": 380, "top": 40, "width": 150, "height": 90}},
        {"name": "card", "box": {"left": 40, "top": 170, "width": 300, "height": 90},
         "digits": 4, "check": "luhn"},
    ],
}


class ReadMany(program.ProgramTest):
    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    def number(self, text):
        return Page(330, 160).write(text, 50, 50)

    def scans(self):
        for i, text in enumerate(("104", "7140", "22", "407")):
            self.write(f"scans/sub/{i}.pgm", self.number(text).bytes())
        self.write("scans/bad.png", b"no picture")
        self.write("scans/notes.txt", b"not a picture by name: passed over")

    def test_a_folder_with_a_bad_file(self):
        self.scans()
        run = self.run_program("read", "--csv", "scans", "--threads", "2")
        self.assertEqual(run.returncode, 3)
        self.assertEqual(run.stderr.count("inkling: error: "), 1)
        rows = list(csv.DictReader(io.StringIO(run.stdout)))
        self.assertEqual([row["text"] for row in rows], ["104", "7140", "22", "407"])
        one = self.run_program("read", "--csv", "scans", "--threads", "1")
        self.assertEqual(one.stdout, run.stdout)
        self.assertIn("of 5 pictures", self.run_program("read", "--text", "scans", "--progress",
                                                        "always").stderr)
        (self.folder / "none").mkdir()
        self.fails(4, "no picture in this folder", "read", "none")

    def test_pages_of_a_tiff(self):
        self.write("pages.tif", tiff([self.number(text) for text in ("104", "72", "417")]))
        answers = self.gives_json("read", "--json", "pages.tif")
        self.assertEqual([answer["page"] for answer in answers], [1, 2, 3])
        self.assertEqual([answer["lines"][0]["text"] for answer in answers], ["104", "72", "417"])
        text = self.succeeds("read", "pages.tif").stdout
        self.assertIn("pages.tif, page 2:\n72\n", text)

    def test_out_holds_all_or_nothing_and_resumes(self):
        self.scans()
        expected = self.run_program("read", "--csv", "scans").stdout
        run = self.run_program("read", "--csv", "scans", "--out", "n.csv")
        self.assertEqual((run.returncode, run.stdout), (3, ""))
        self.assertEqual((self.folder / "n.csv").read_text(), expected)
        self.assertFalse((self.folder / "n.csv.part").exists())
        self.fails(2, "no interrupted run", "read", "--csv", "scans", "--out", "n.csv", "--resume")
        self.fails(2, "--resume goes on", "read", "--csv", "scans", "--resume")

    def test_an_interrupted_run_goes_on(self):
        for i in range(60):
            self.write(f"many/{i:02}.pgm", self.number("104").bytes())
        process = self.start_program("read", "--csv", "many", "--out", "n.csv", "--threads", "1")
        part = self.folder / "n.csv.part"
        while process.poll() is None and not (part.exists() and part.read_bytes().count(b"\n") > 3):
            pass
        if process.poll() is not None:
            self.skipTest("the program was faster than its interruption")
        process.terminate()
        _, words = process.communicate()
        self.assertEqual(process.returncode, 143, words)
        self.assertIn("--resume goes on", words)
        done = part.read_bytes().count(b"\n") - 1
        self.assertGreater(done, 0)
        self.fails(2, "other files or options", "read", "--csv", "many/00.pgm", "--out", "n.csv",
                   "--resume")
        self.succeeds("read", "--csv", "many", "--out", "n.csv", "--resume")
        rows = list(csv.DictReader(io.StringIO((self.folder / "n.csv").read_text())))
        self.assertEqual([row["text"] for row in rows], ["104"] * 60)

    def form_page(self, card):
        page = Page(600, 300).box(20, 20, 560, 260).write("7041", 60, 58)
        return page.write(card, 60, 188)

    def test_fields_of_a_form(self):
        self.write("form.json", json.dumps(FORM))
        self.write("good.pgm", self.form_page("4242").bytes())  # Luhn: 8 + 2 + 8 + 2
        self.write("none.pgm", Page(600, 300).bytes())
        answers = self.gives_json("read", "--json", "--fields", "form.json", "good.pgm")
        fields = {field["name"]: field for field in answers[0]["fields"]}
        self.assertEqual(fields["number"]["text"], "7041")
        self.assertTrue(fields["number"]["valid"])
        self.assertEqual(fields["empty"]["text"], "")
        self.assertTrue(fields["empty"]["doubtful"])
        self.assertEqual(fields["card"]["text"], "4242")
        self.assertFalse(fields["card"]["corrected"])
        run = self.run_program("read", "--csv", "--fields", "form.json", "good.pgm", "none.pgm")
        self.assertEqual(run.returncode, 3)
        self.assertIn("frame of the form was not found", run.stderr)
        rows = list(csv.DictReader(io.StringIO(run.stdout)))
        self.assertEqual(rows, [{"file": "good.pgm", "number": "7041", "empty": "", "card": "4242",
                                 "check": "empty"}])

    def test_a_number_that_breaks_its_check_digit_is_told_as_it_is_written(self):
        self.write("form.json", json.dumps(FORM))
        self.write("slip.pgm", self.form_page("4142").bytes())  # Luhn: 8 + 1 + 8 + 2
        answers = self.gives_json("read", "--json", "--fields", "form.json", "slip.pgm")
        card = {field["name"]: field for field in answers[0]["fields"]}["card"]
        self.assertEqual((card["text"], card["valid"], card["doubtful"]), ("4142", False, True))
        run = self.succeeds("read", "--csv", "--fields", "form.json", "slip.pgm")
        row = next(csv.DictReader(io.StringIO(run.stdout)))
        self.assertEqual((row["card"], row["check"]), ("4142", "empty card"))

    def test_wrong_form_templates(self):
        self.write("a.pgm", self.number("1").bytes())
        box = {"left": 0, "top": 0, "width": 9, "height": 9}
        field = {"name": "n", "box": box}
        good = {"width": 9, "height": 9, "fields": [field]}
        for words, template in (
                ("\"width\" is missing", "{}"),
                ("line 2", "{\"width\": 9,\n \"height\" 9}"),
                ("\"width\" is there twice", "{\"width\": 9, \"width\": 8}"),
                ("\"frmae\" is not known", json.dumps({**good, "frmae": box})),
                ("frame: reaches beyond", json.dumps({**good, "frame": {**box, "left": 1}})),
                ("a column already", json.dumps({**good, "fields": [{**field, "name": "file"}]})),
                ("is for 13 digits", json.dumps(
                    {**good, "fields": [{**field, "check": "isbn13", "digits": 6}]}))):
            self.write("form.json", template)
            self.fails(3, words, "read", "--fields", "form.json", "a.pgm")
        self.fails(4, "none.json", "read", "--fields", "none.json", "a.pgm")

    def test_review_page(self):
        self.write("a.pgm", self.number("1047").bytes())
        self.succeeds("read", "--text", "--review", "r.html", "--min-confidence", "1", "a.pgm")
        page = (self.folder / "r.html").read_text()
        data = json.loads(re.search(r"const DATA = (.*);\n", page).group(1))
        self.assertEqual(data["pages"][0]["lines"][0]["text"], "1047")
        self.assertTrue(data["pages"][0]["picture"].startswith("data:image/png;base64,"))
        self.assertEqual(len(data["pages"][0]["lines"][0]["digits"][0]["crop"]), 1048)
        self.assertNotRegex(page, r"https?://")
        self.fails(2, "--review", "read", "--review", "r.html", "--out", "n", "--resume", "a.pgm")
        self.fails(4, "nowhere", "read", "--review", "nowhere/r.html", "a.pgm")


if __name__ == "__main__":
    program.run_tests()
