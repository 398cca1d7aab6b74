"""inkling data: list, show, export, import, verify on data that needs no network."""
import gzip
import hashlib
import os
import pathlib
import signal
import struct

import program


class Data(program.ProgramTest):
    def test_list(self):
        result = self.gives_json("data", "list", "--json", "--data-dir", self.path("d"))
        self.assertEqual(result["data_dir"], self.path("d"))
        names = [row["name"] for row in result["datasets"]]
        self.assertEqual(names, ["mnist", "fashion-mnist", "kmnist", "emnist-digits", "qmnist",
                                 "strokes", "letters", "letters-held-out", "noise", "negatives"])
        self.assertEqual({row["cached"] for row in result["datasets"]}, {"no", "built in"})
        text = self.succeeds("data", "list", "--data-dir", "d").stdout
        for name in names:
            self.assertIn(name, text)
        self.assertFalse(os.path.exists(self.path("d")))

    def test_show_in_the_terminal(self):
        data = self.small_data(100)
        lines = self.succeeds("data", "show", data).stdout.splitlines()
        self.assertEqual([line for line in lines if line.isdigit()], list("0123456789"))
        self.assertEqual(len(lines), 80)
        self.assertLessEqual(max(len(line) for line in lines), 80)
        narrow = self.succeeds("data", "show", data, "--per-class", "1").stdout.splitlines()
        self.assertLessEqual(max(len(line) for line in narrow), 15)

    def test_show_as_a_picture(self):
        data = self.small_data(100)
        self.succeeds("data", "show", data, "--out", "sheet.png", "--per-class", "5", "--scale",
                      "1")
        head = pathlib.Path(self.path("sheet.png")).read_bytes()[:24]
        self.assertEqual(head[:8], b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", head[16:24])
        self.assertTrue(5 * 28 <= width <= 5 * 30 + 2 and 280 <= height <= 302, (width, height))
        self.fails(4, "cannot write", "data", "show", data, "--out", "no/such/x.png")

    def test_show_what_is_no_digit(self):
        for name in ("letters", "negatives"):
            lines = self.succeeds("data", "show", name, "--split", "test").stdout.splitlines()
            self.assertEqual(lines[0], "no digit")
            self.assertEqual(len(lines), 8)
        self.succeeds("data", "show", "letters", "--out", "sheet.png", "--per-class", "50",
                      "--scale", "1")
        head = pathlib.Path(self.path("sheet.png")).read_bytes()[:24]
        self.assertEqual(struct.unpack(">II", head[16:24]), (20 * 29 + 1, 3 * 29 + 1))

    def test_export_and_import_keep_every_pixel(self):
        data = self.small_data(60, 20)
        whole = self.train_hash(data)
        for form in ("csv", "png", "idx"):
            self.succeeds("data", "export", data, "--to", form, "--out", form)
            self.succeeds("data", "import", form, "--out", "back-" + form)
            self.assertEqual(self.pixels("back-" + form), self.pixels("idx-first", data), form)
        self.assertEqual(self.train_hash(self.path("back-csv")), whole)

    def train_hash(self, data):
        """A hash that any changed pixel changes; the name of the data set does not count."""
        self.succeeds("train", "--dataset", data, "--preset", "plain", "--epochs", "1", "--quiet",
                      "--out", "x.safetensors")
        return self.gives_json("info", "--json", "x.safetensors")["weights_sha256"]

    def pixels(self, folder, source=None):
        """Images and labels of both parts, as sets: pictures by class come in another order."""
        if source is not None and not os.path.exists(self.path(folder)):
            self.succeeds("data", "import", source, "--out", folder)
        found = set()
        for part in ("train", "t10k"):
            images = gzip.open(self.path(f"{folder}/{part}-images-idx3-ubyte.gz")).read()[16:]
            labels = gzip.open(self.path(f"{folder}/{part}-labels-idx1-ubyte.gz")).read()[8:]
            found |= {(part, label, images[i * 784:i * 784 + 784])
                      for i, label in enumerate(labels)}
        return found

    def test_export_into_a_folder_that_is_full(self):
        data = self.small_data(60, 20)
        self.fails(2, data, "data", "export", data, "--to", "csv", "--out", data)
        self.fails(2, "--out is missing", "data", "export", data)

    def test_nothing_is_left_of_an_interrupted_export(self):
        for form, number, code in (("png", signal.SIGTERM, 143), ("csv", signal.SIGINT, 130)):
            process = self.start_program("data", "export", "strokes", "--to", form, "--out", form)
            # It works under a hidden name.
            while not [name for name in os.listdir(self.folder) if name.startswith(".inkling")]:
                self.assertIsNone(process.poll())
            process.send_signal(number)
            out, notes = process.communicate(timeout=60)
            self.assertEqual(process.returncode, code, notes)
            self.assertEqual(out, "")
            self.assertIn("inkling: error: interrupted", notes)
            self.assertEqual(os.listdir(self.folder), [], form)
        self.succeeds("data", "export", self.small_data(60, 20), "--to", "csv", "--out", "csv")
        self.assertEqual(sorted(os.listdir(self.path("csv"))), ["test.csv", "train.csv"])

    def test_verify_and_fetch_what_cannot_be(self):
        self.fails(4, "missing", "data", "verify", "mnist", "--quiet", "--data-dir", "d")
        os.mkdir(self.path("d"))
        self.assertEqual(self.succeeds("data", "verify", "--data-dir", "d").stdout, "")
        for name in ("strokes", "letters", "negatives"):
            self.fails(2, name + ": made by the program", "data", "fetch", name)
        env = program.environment(INKLING_MIRROR="file:///nonexistent/", no_proxy="",
                                  https_proxy="http://127.0.0.1:9")
        run = self.run_program("data", "fetch", "mnist", "--data-dir", "d", env=env)
        self.assertEqual(run.returncode, 5, run.stderr)
        self.assertIn("inkling: error: ", run.stderr)

    def test_verify_where_the_folder_is_none(self):
        pathlib.Path(self.path("file")).write_text("x", encoding="ascii")
        for name, why in (("none", "No such file"), ("file", "Not a directory")):
            for more in ((), ("mnist",), ("--quiet",)):
                self.fails(4, f"{name}: {why}", "data", "verify", *more, "--data-dir", name)
            run = self.fails(4, "$INKLING_DATA_DIR: ", "data", "verify",
                             env=program.environment(INKLING_DATA_DIR=self.path(name)))
            self.assertIn(self.path(name), run.stderr)
        self.succeeds("data", "verify")  # the usual folder is made by the first download

    def test_verify_names_what_is_damaged(self):
        name = "t10k-labels-idx1-ubyte"
        os.makedirs(self.path("d/mnist"))
        labels = struct.pack(">II", 0x801, 10000) + bytes(10000)
        pathlib.Path(self.path(f"d/mnist/{name}")).write_bytes(labels)
        expected = "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
        run = self.fails(6, f"mnist: not what it should be: d/mnist/{name}: SHA-256 mismatch: "
                         f"expected {expected}", "data", "verify", "mnist", "--quiet",
                         "--data-dir", "d")
        self.assertIn(", got " + hashlib.sha256(labels).hexdigest(), run.stderr)


if __name__ == "__main__":
    program.run_tests()
