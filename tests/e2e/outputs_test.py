"""What is written never takes the place of what is read, nor of another thing that is written."""
import os
import pathlib
import random
import shutil

import program


class Outputs(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.data = self.small_data(60, 20)
        self.succeeds("train", "--dataset", self.data, "--preset", "plain", "--layers", "8",
                      "--epochs", "1", "--quiet", "--out", "m")
        self.succeeds("data", "export", self.data, "--to", "csv", "--out", "csv")
        shutil.copy(self.path("csv/train.csv"), self.path("ok.csv"))
        for name in ("d0.pgm", "page.png"):
            program.write_pgm(self.path(name), program.digit_pixels(3, random.Random(1)))
        os.symlink("page.png", self.path("link.png"))
        os.link(self.path("page.png"), self.path("hard.png"))

    def refuses(self, words, *arguments):
        """The error names both options, and every file stays as it was."""
        def content():
            return {str(path): path.read_bytes() for path in self.folder.rglob("*")
                    if path.is_file()}
        before = content()
        run = self.fails(4, words, *arguments)
        self.assertIn("hint: give --", run.stderr)
        self.assertEqual(content(), before, arguments)

    def test_read(self):
        read = ("read", "--csv")
        for page in ("page.png", "link.png", "hard.png"):
            self.refuses(f"--out: {page} is a picture to read (IMAGE page.png)", *read, "--out",
                         page, "page.png")
        self.refuses("--review: page.png is a picture", *read, "--review", "page.png", "page.png")
        self.refuses("--out: m is the model (--model m)", *read, "--model", "m", "--out", "m",
                     "page.png")
        self.refuses("--review: ./n.csv is the file of --out as well", *read, "--out", "n.csv",
                     "--review", "./n.csv", "page.png")
        self.refuses("--review: n.part is the journal of --out as well", *read, "--out", "n",
                     "--review", "n.part", "page.png")
        pathlib.Path(self.path("form.json")).write_text("{}", encoding="ascii")
        self.refuses("--out: form.json is the form", *read, "--fields", "form.json", "--out",
                     "form.json", "page.png")
        with open(self.path("page.png"), "rb") as page:
            run = self.fails(4, "is a picture to read", *read, "--out", "page.png", "-",
                             stdin=page)
        self.assertIn("IMAGE /dev/stdin", run.stderr)

    def test_read_debug(self):
        os.mkdir(self.path("scans"))
        shutil.copy(self.path("page.png"), self.path("scans/a.png"))
        self.succeeds("read", "--debug", "scans", "scans/a.png")
        self.refuses("--debug: scans/a.png.read.png is a picture to read", "read", "--debug",
                     "scans", "scans")

    def test_predict(self):
        self.refuses("--saliency: d0.pgm is a picture to read (IMAGE d0.pgm)", "predict",
                     "--saliency", "d0.pgm", "d0.pgm")
        self.refuses("--saliency: m is the model (--model m)", "predict", "--model", "m",
                     "--saliency", "m", "d0.pgm")

    def test_evaluate(self):
        self.refuses("--report: m is the model (MODEL m)", "evaluate", "m", "--report", "m",
                     "--dataset", self.data)
        self.refuses("--sheet: m is the model", "evaluate", "m", "--corruptions", "--sheet", "m",
                     "--dataset", self.data)
        self.refuses("--report: data/t10k-labels-idx1-ubyte.gz is a file of the data set "
                     "(--dataset data", "evaluate", "m", "--report",
                     "data/t10k-labels-idx1-ubyte.gz", "--dataset", "data")

    def test_train(self):
        train = ("train", "--preset", "plain", "--epochs", "1")
        mine = (*train, "--dataset", self.data)
        for option in ("--log", "--report", "--tensorboard"):
            self.refuses(f"{option}: z is the file of --out as well", *mine, "--out", "z", option,
                         "z")
        self.refuses("--report: z is the file of --log as well", *mine, "--log", "z", "--report",
                     "z")
        self.refuses("--log: z.checkpoint is the checkpoint of --out as well", *mine, "--out", "z",
                     "--log", "z.checkpoint")
        self.refuses("--log: m is the model to start from (--from m)", *train, "--dataset",
                     self.data, "--from", "m", "--log", "m", "--out", "t")
        for option in ("--out", "--log", "--report"):
            self.refuses(f"{option}: ok.csv is a file of the data set (--dataset ok.csv)", *train,
                         "--dataset", "ok.csv", option, "ok.csv")
        self.refuses("--out: m is the teacher (--teacher m)", *mine, "--teacher", "m", "--out", "m")
        self.refuses("--log: ok.csv is a file of the data set", "train", "--search", "1",
                     "--dataset", "ok.csv", "--log", "ok.csv", "--resume")

    def test_links_to_the_model_to_start_from(self):
        os.symlink("m", self.path("soft"))
        os.link(self.path("m"), self.path("hard"))
        for name in ("m", "./m", "soft", "hard"):
            self.refuses("is the model to start from (--from m)", "train", "--dataset", self.data,
                         "--from", "m", "--out", name)

    def test_data(self):
        self.refuses("--out: ok.csv is a file of the data set (DATASET ok.csv)", "data", "show",
                     "ok.csv", "--out", "ok.csv")
        for command in ("export", "import"):
            self.refuses("--out: ok.csv is a file of the data set", "data", command, "ok.csv",
                         "--out", "ok.csv")

    def test_serve(self):
        self.refuses("--store: m is the model (--model m)", "serve", "--listen", "127.0.0.1:0",
                     "--model", "m", "--store", "m")

    def test_a_name_that_is_no_file(self):
        # The data set and the teacher are known by these names, whatever lies here.
        self.succeeds("data", "export", "letters-held-out", "--to", "idx", "--out",
                      "letters-held-out")
        self.succeeds("train", "--dataset", self.data, "--preset", "plain", "--epochs", "1",
                      "--log", "data/log.csv", "--out", "data/model")
        self.succeeds("train", "--dataset", self.data, "--preset", "plain", "--epochs", "1",
                      "--log", "data/log.csv", "--out", "data/model")


if __name__ == "__main__":
    program.run_tests()
