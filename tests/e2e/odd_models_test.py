"""Models that are sound files, but of no use: the message names the file, whatever the command."""
import base64
import random

import program
import server


class OddModels(server.ServerTest):
    def setUp(self):
        super().setUp()
        self.train("--epochs", "1", "--out", "good.st")
        program.change_model(self.path("good.st"), self.path("same.st"), lambda *_: None)
        program.change_model(self.path("good.st"), self.path("foo.st"), program.unknown_framing)
        program.change_model(self.path("good.st"), self.path("huge.st"), program.huge_weights)
        program.write_pgm(self.path("d.pgm"), program.digit_pixels(4, random.Random(1)))

    def is_refused(self, model, words):
        data = ("--dataset", "data")
        for command in (("predict", "--model", model, "d.pgm"),
                        ("predict", "--json", "--model", model, "d.pgm"),
                        ("read", "--model", model, "d.pgm", "d.pgm"),
                        ("read", "--csv", "--out", "o.csv", "--model", model, "d.pgm"),
                        ("evaluate", model, *data), ("evaluate", model, "--json", *data),
                        ("evaluate", "--compare", model, "good.st", *data),
                        ("evaluate", "--compare", "good.st", model, *data),
                        ("evaluate", "--corruptions", model, *data),
                        ("evaluate", "--ood", "noise", model, *data)):
            run = self.fails(3, f"{model}: {words}", *command)
            self.assertIn("\nhint: ", run.stderr, command)

    def test_a_model_that_is_sound(self):
        self.assertEqual(self.gives_json("predict", "--json", "--model", "same.st", "d.pgm"),
                         self.gives_json("predict", "--json", "--model", "good.st", "d.pgm"))

    def test_a_framing_that_this_build_does_not_know(self):
        words = "the model wants unknown framing 'foo'"
        self.is_refused("foo.st", words)
        train = ("train", "--dataset", "data", "--preset", "plain", "--out", "o.st")
        self.fails(3, f"foo.st: {words}", *train, "--from", "foo.st")
        self.fails(3, f"foo.st: {words}", *train, "--teacher", "foo.st", "--quiet")
        self.fails(3, f"foo.st: {words}", "serve", "--model", "foo.st")
        self.assertIn("foo", self.succeeds("info", "foo.st").stdout)

    def test_answers_that_are_no_numbers(self):
        self.is_refused("huge.st", "its answers are no numbers: its weights are too large")

    def test_a_server_whose_model_gives_no_numbers(self):
        served = self.start("--model", "huge.st")
        words = "huge.st: its answers are no numbers: its weights are too large"
        pixels = base64.b64encode(program.digit_pixels(4, random.Random(1))).decode()
        strokes = {"strokes": [[[10, 10], [10, 200]]]}
        infer = server.infer_body([server.digit(3)])
        for path, body in (("/v1/explain", {"pixels": pixels}), ("/v1/strokes", strokes),
                           ("/v2/models/digits/infer", infer)):
            status, answer = served.ask_json("POST", path, body)
            self.assertEqual(status, 500, (path, answer))
            self.assertIn(words, str(answer["error"]))
        self.assertEqual(served.ask("GET", "/livez")[0], 200)

    def test_a_data_set_with_a_label_too_high(self):
        labels = self.path("data/t10k-labels-idx1-ubyte")
        with program.gzip.open(labels + ".gz") as file:
            damaged = bytearray(file.read())
        damaged[8 + 17] = 10
        with program.gzip.open(labels + ".gz", "w") as file:
            file.write(damaged)
        self.fails(3, "t10k-labels-idx1-ubyte.gz: label 10 at index 17; allowed 0..9", "evaluate",
                   "good.st", "--dataset", "data")


if __name__ == "__main__":
    program.run_tests()
