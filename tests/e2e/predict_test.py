"""inkling predict: pictures in, digits out; one bad file does not stop the others."""
import pathlib
import random

import program

KEYS = ["file", "digit", "confidence", "probabilities", "reject_reason"]


class Predict(program.ProgramTest):
    def setUp(self):
        super().setUp()
        # The program frames what it reads, so it must learn framed digits: pictures by class.
        dice = random.Random(3)
        for digit in range(10):
            folder = pathlib.Path(self.path(f"pictures/{digit}"))
            folder.mkdir(parents=True)
            for i in range(30):
                self.picture(f"pictures/{digit}/{i}.pgm", digit, dice)
        self.gives_json("train", "--json", "--dataset", "pictures", "--preset", "plain", "--layers",
                        "32", "--lr", "0.005", "--batch-size", "16", "--epochs", "12", "--out", "m")

    def picture(self, name, digit, dice=None):
        """A PGM of 40×40, which is not the size that is taken as it is."""
        pixels = program.digit_pixels(digit, dice or random.Random(9))
        rows = [bytes(40)] * 6 + [bytes(6) + pixels[y * 28:y * 28 + 28] + bytes(6)
                                  for y in range(28)] + [bytes(40)] * 6
        return program.write_pgm(self.path(name), b"".join(rows), 40)

    def test_json_contract(self):
        files = [self.picture(f"{digit}.pgm", digit) for digit in range(10)]
        result = self.gives_json("predict", "--model", "m", "--json", *files)
        self.assertEqual([list(answer) for answer in result], [KEYS] * 10)
        for digit, answer in enumerate(result):
            self.assertEqual(answer["file"], files[digit])
            self.assertEqual(len(answer["probabilities"]), 10)
            self.assertAlmostEqual(sum(answer["probabilities"]), 1, places=5)
            self.assertEqual(answer["confidence"], max(answer["probabilities"]))
            self.assertEqual(answer["probabilities"].index(answer["confidence"]), answer["digit"])
            self.assertIsNone(answer["reject_reason"])
        self.assertGreaterEqual(sum(a["digit"] == d for d, a in enumerate(result)), 9)

    def test_text_and_explain(self):
        file = self.picture("3.pgm", 3)
        text = self.succeeds("predict", "--model", "m", file).stdout
        self.assertRegex(text, r"3\.pgm: \d \([\d.]+ % sure\)")
        self.assertEqual(len(text.splitlines()), 11)
        text = self.succeeds("predict", "--model", "m", "--explain", file).stdout
        self.assertIn("dark ink on light paper; the network saw:", text)
        self.assertRegex(text, r"what spoke for \d")
        self.assertIn("▀", text)
        self.assertEqual(len(text.splitlines()), 1 + 2 + 14 + 3)

    def test_explanation(self):
        file = self.picture("3.pgm", 3)
        blank = program.write_pgm(self.path("blank.pgm"), bytes([255]) * 784)
        call = ("predict", "--model", "m", "--json", "--explain", file, blank)
        answer, nothing = self.gives_json(*call, "--saliency", "why.png")
        self.assertEqual(list(answer), KEYS + ["explanation"])
        self.assertIsNone(nothing["explanation"])
        why = answer["explanation"]
        self.assertEqual(list(why), ["network_saw", "dark_ink", "ink_box", "top", "no_digit",
                                     "reject_above", "saliency"])
        self.assertEqual(why["top"][0]["digit"], answer["digit"])
        self.assertEqual([one["probability"] for one in why["top"]],
                         sorted(answer["probabilities"], reverse=True)[:3])
        self.assertTrue(why["dark_ink"])
        self.assertEqual((len(why["network_saw"]), len(why["saliency"])), (784, 784))
        # Paper that is far from ink says nothing.
        self.assertEqual(why["saliency"][0], 0)
        self.assertGreater(max(why["saliency"]), 0)
        picture = pathlib.Path(self.path("why.png")).read_bytes()
        self.assertEqual(picture[:8], b"\x89PNG\r\n\x1a\n")
        self.succeeds("predict", "--model", "m", file, "--saliency", "again.png")
        self.assertEqual(pathlib.Path(self.path("again.png")).read_bytes(), picture)
        self.fails(4, "absent", "predict", "--model", "m", file, "--saliency", "absent/why.png")

    def test_the_built_in_model_reads_at_once(self):
        answers = self.gives_json("predict", "--json", self.picture("1.pgm", 1))
        self.assertEqual(list(answers[0]), KEYS)
        self.assertEqual(answers[0]["digit"], 1)

    def test_standard_input(self):
        data = pathlib.Path(self.picture("4.pgm", 4)).read_bytes()
        run = self.run_program("predict", "--model", "m", "-", "--json", input=data)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn('"file": "-"', run.stdout)
        run = self.run_program("predict", "--model", "m", "-", input=b"")
        self.assertEqual(run.returncode, 3)

    def test_a_bad_file_does_not_stop_the_others(self):
        good = self.picture("5.pgm", 5)
        pathlib.Path(self.path("bad.png")).write_bytes(b"<!DOCTYPE html>")
        run = self.run_program("predict", "--model", "m", "--json", "bad.png", "none.png", good)
        self.assertEqual(run.returncode, 4)  # the worst of 3 and 4
        self.assertEqual(run.stderr.count("inkling: error: "), 2)
        answers = program.json.loads(run.stdout)
        self.assertEqual([answer["digit"] is None for answer in answers], [True, True, False])
        self.assertEqual(len(answers[0]["probabilities"]), 10)
        self.assertIn("none.png", answers[1]["reject_reason"])
        run = self.run_program("predict", "--model", "m", "bad.png", good)
        self.assertEqual(run.returncode, 3)
        self.assertIn("5.pgm: ", run.stdout)

    def test_blank_paper_is_an_answer_not_an_error(self):
        for grey in (0, 255):
            blank = program.write_pgm(self.path("blank.pgm"), bytes([grey]) * 784)
            answers = self.gives_json("predict", "--model", "m", "--json", blank)
            self.assertIsNone(answers[0]["digit"])
            self.assertIn("no ink found", answers[0]["reject_reason"])
        self.assertIn("no ink found", self.succeeds("predict", "--model", "m", blank).stdout)


if __name__ == "__main__":
    program.run_tests()
