"""Wrong words on the command line: one line that names the fix, and the exit code of its kind."""
import os
import random

import program


class Usage(program.ProgramTest):
    def test_unknown_commands(self):
        run = self.fails(2, "no command 'tarin'", "tarin")
        self.assertIn("hint: did you mean train?", run.stderr)
        run = self.fails(2, "no command 'xyzzy'", "xyzzy")
        self.assertIn("train, evaluate, predict, read, serve, info, data", run.stderr)
        self.fails(2, "no command 'fetsch'", "data", "fetsch")
        self.fails(2, "inkling data: no command given", "data")

    def test_unknown_options(self):
        run = self.fails(2, "no option '--epoch'", "train", "--epoch", "3")
        self.assertIn("did you mean --epochs?", run.stderr)
        self.fails(2, "no option '--bogus'", "--bogus")
        self.fails(2, "no option '-x'", "info", "-x")
        self.fails(2, "'b' is one argument too many", "info", "a", "b")

    def test_integers(self):
        for word in ("-1", "0", "abc", "1e3", "99999999999999999999", "", " 1", "0x10", "1.0"):
            self.fails(2, f"--epochs: wants an integer 1..10000, got '{word}'", "train", "--epochs",
                       word)
        for word in ("0", "60001", "1099511627776"):
            self.fails(2, "--batch-size: wants an integer 1..60000", "train", "--batch-size", word)
        self.fails(2, "--seed: wants an integer", "train", "--seed", "-1")

    def test_numbers_whatever_the_locale(self):
        for env in (None, program.environment(LC_ALL="de_DE.UTF-8", LANG="de_DE.UTF-8")):
            for word in ("nan", "inf", "-inf", "-1", "0", "0x1p-3", "1e999", "", "1,5"):
                self.fails(2, "--learning-rate: wants a number above 0", "train", "--lr", word,
                           env=env)
        self.assertIn("with a point", self.run_program("train", "--lr", "0,1").stderr)
        self.fails(2, "--dropout: wants a number from 0 and below 1", "train", "--dropout", "1")

    def test_names(self):
        run = self.fails(2, "plain, fast, default, best; got 'fsat'", "train", "--preset", "fsat")
        self.assertIn("did you mean fast?", run.stderr)
        self.fails(2, "--optimizer: wants one of", "train", "--optimizer", "adan")
        self.fails(2, "'no-such-set'", "train", "--dataset", "no-such-set")
        for path in ("/nonexist/dir", "nofile.csv", "./nodir/"):
            run = self.fails(4, f"{path}: No such file or directory", "evaluate", "--dataset", path)
            self.assertIn("hint: check the path; known names: auto, mnist", run.stderr)
        self.fails(2, "no data set 'mnits'", "data", "fetch", "mnits")
        self.fails(2, "--layers: wants integers", "train", "--layers", "128;64")

    def test_the_same_option_twice(self):
        self.fails(2, "--epochs: given 2 times", "train", "--epochs", "1", "--epochs", "1")

    def test_missing_values(self):
        self.fails(2, "--epochs: value missing", "train", "--epochs")
        self.fails(2, "--epochs: value missing", "train", "--epochs=")
        self.fails(2, "--out: value missing before --seed", "train", "--out", "--seed")
        self.fails(2, "--out: value missing before --seed=3", "train", "--out", "--seed=3")
        self.fails(2, "--out: value missing before -q", "train", "--out", "-q")
        self.fails(2, "--out: value missing before --dataset", "train", "--out", "--dataset", "x")
        self.assertEqual(os.listdir(self.folder), [])
        self.fails(2, "--json: takes no value", "train", "--json=yes")
        self.fails(2, "IMAGE is missing", "predict")
        for command in ("info", "evaluate", "predict", "read"):
            self.fails(2, ": value missing", command, "")

    def test_a_value_that_begins_with_a_dash(self):
        self.train("--epochs", "1", "--out=-q")
        self.assertIn("-q\n", self.succeeds("info", "--", "-q").stdout)

    def test_an_unknown_option_is_named_first(self):
        for command in (["predict"], ["read"], ["data", "show"], ["data", "fetch"]):
            self.fails(2, f"inkling {' '.join(command)}: no option '--bogus'", *command, "--bogus")
        name = program.write_pgm(self.path("-dash.png"), bytes(784))
        run = self.fails(2, "no option '-dash.png'", "predict", os.path.basename(name))
        self.assertIn("hint: the file of this name is given as ./-dash.png", run.stderr)

    def test_two_dashes_end_the_options(self):
        self.fails(2, "inkling train: 'x' is one argument too many", "train", "--", "x")
        model = self.trained()
        self.fails(4, "--epochs", "predict", "--model", model, "--", "--epochs")
        for name in ("d0.png", "-dash.png", "train"):
            program.write_pgm(self.path(name), program.digit_pixels(1, random.Random(1)))
        for words, files in ((["d0.png", "--", "d0.png"], ["d0.png", "d0.png"]),
                             (["d0.png", "--", "-dash.png"], ["d0.png", "-dash.png"]),
                             (["d0.png", "train"], ["d0.png", "train"])):
            for command in ("predict", "read"):
                pages = self.gives_json(command, "--json", *words)
                self.assertEqual([page["file"] for page in pages], files)

    def test_errors_have_hints(self):
        for words in (["--epochs", "abc"], ["--batch-size", "0"], ["--dropout", "1"],
                      ["--preset", "foo"], ["--epochs", "3", "--epochs", "4"], ["--epochs"],
                      ["--json=yes"], ["--out", ""], ["extra"]):
            self.assertIn("\nhint: ", self.fails(2, "", "train", *words).stderr, words)
        self.assertIn("\nhint: ", self.fails(2, "requires", "evaluate", "--sheet", "x").stderr)

    def test_foreign_bytes_in_names(self):
        model = self.trained()
        name = os.fsdecode(b"digit\n\x1b[31m\xff.png")
        run = self.fails(4, "digit\\x0A\\x1B[31m\\xFF.png", "predict", "--model", model, name)
        self.assertEqual(len(run.stderr.splitlines()), 2)
        run = self.fails(4, "…", "predict", "--model", model, "n" * 5000)
        self.assertLess(len(run.stderr), 1000)
        self.fails(2, "\\x1B[2J", "\x1b[2J")

    def test_files_that_are_none(self):
        self.fails(4, "No such file", "info", "missing.safetensors")
        self.fails(4, "not a regular file", "info", ".")
        self.fails(4, "not a regular file", "info", "/dev/zero")
        os.mkfifo(self.path("fifo"))
        self.fails(4, "not a regular file", "info", "fifo")
        os.symlink("loop", self.path("loop"))
        for command in (("info", "."), ("info", "fifo"), ("info", "loop"), ("info", "none"),
                        ("read", "nodir"), ("predict", "."), ("data", "show", "loop")):
            self.assertIn("\nhint: ", self.fails(4, "", *command).stderr, command)
        program.write_pgm(self.path("d.pgm"), bytes(784))
        run = self.fails(4, "cannot make this folder", "read", "--debug", "d.pgm", "d.pgm")
        self.assertIn("\nhint: ", run.stderr)

    def test_no_home_needs_a_data_folder(self):
        env = program.environment(HOME=None)
        run = self.run_program("data", "list", env=env)
        self.assertIn(run.returncode, (0, 4))
        self.assertIn("--data-dir", run.stderr + run.stdout if run.returncode else "--data-dir")
        self.succeeds("data", "list", "--data-dir", self.path("d"), env=env)
        # A relative path there is to be ignored, says the XDG base directory specification.
        env = program.environment(XDG_CACHE_HOME="relative", HOME=self.path("home"))
        self.assertIn(self.path("home"), self.succeeds("data", "list", env=env).stdout)

    def trained(self):
        self.train("--epochs", "1", "--out", "m.safetensors")
        return self.path("m.safetensors")


if __name__ == "__main__":
    program.run_tests()
