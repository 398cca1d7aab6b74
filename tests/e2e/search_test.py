"""inkling train --search: reproducible, resumed after a signal or kill -9, its commands work."""
import csv
import pathlib
import signal

import program


class Search(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.data = self.small_data()

    def arguments(self, *more):
        return ("train", "--search", "6", "--preset", "plain", "--epochs", "2", "--dataset",
                self.data, "--validation", "100", *more)

    def rows(self, name):
        with open(self.path(name), encoding="utf-8", newline="") as file:
            return [{k: v for k, v in row.items() if k != "seconds"}
                    for row in csv.DictReader(file)]

    def test_finds_the_best_of_its_trials(self):
        result = self.gives_json(*self.arguments("--json", "--log", "s.csv"))
        self.assertEqual(list(result), ["trials", "validation_images", "log", "given", "best",
                                        "command"])
        rows = self.rows("s.csv")
        self.assertEqual([row["trial"] for row in rows], list("123456"))
        best = max(rows, key=lambda row: float(row["validation_accuracy"]))
        self.assertAlmostEqual(result["best"]["validation_accuracy"],
                               float(best["validation_accuracy"]), places=6)
        self.assertIn(result["best"]["options"], result["command"])
        self.assertFalse(list(self.folder.glob("*.safetensors")))
        # The command of a line repeats its trial, on other numbers of threads too.
        line = rows[3]["command"].split()
        self.assertEqual(line[:2], ["inkling", "train"])
        trained = self.gives_json(*line[1:], "--json", "--threads", "1")
        self.assertAlmostEqual(trained["validation_accuracy"],
                               float(rows[3]["validation_accuracy"]), places=6)
        self.gives_json(*result["command"].split()[1:], "--json")

    def test_goes_on_after_being_stopped(self):
        self.succeeds(*self.arguments("--log", "whole.csv"))
        for number, code in ((signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)):
            log = f"{code}.csv"
            process = self.start_program(*self.arguments("--log", log, "--progress", "always"))
            for line in process.stderr:
                if line.startswith("trial   2"):
                    break
            process.send_signal(number)
            _, notes = process.communicate()
            if number == signal.SIGINT and process.returncode == 130:
                self.assertIn("--resume", notes)
            self.assertIn(process.returncode, (code, 0))
            self.assertGreaterEqual(len(self.rows(log)), 2)
            self.succeeds(*self.arguments("--log", log, "--resume"))
            self.assertEqual(self.rows(log), self.rows("whole.csv"))

    def test_refuses_what_makes_no_sense(self):
        self.succeeds(*self.arguments())
        self.assertTrue(pathlib.Path(self.path("search.csv")).exists())
        self.fails(4, "exists", *self.arguments())
        self.fails(4, "is not trial 1 of this search",
                   *self.arguments("--resume", "--learning-rate", "0.01"))
        more = self.succeeds("train", "--search", "7", *self.arguments("--resume")[3:]).stdout
        self.assertIn("best of 7", more)
        self.fails(2, "keeps no model", *self.arguments("--report", "x.html"))
        self.fails(2, "none to learn", "train", "--search", "2", "--dataset", self.data,
                   "--validation", "600", "--log", "n.csv")


if __name__ == "__main__":
    program.run_tests()
