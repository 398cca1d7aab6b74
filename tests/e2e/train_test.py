"""inkling train: the JSON contract, what is written, what is refused before it starts."""
import csv
import hashlib
import os
import pathlib
import shlex
import subprocess

import program

KEYS = ["dataset", "classes", "train_images", "test_images", "parameters", "epochs",
        "train_seconds", "epoch_seconds", "test_accuracy", "test_loss", "validation_accuracy",
        "threads", "seed", "model", "model_sha256", "example"]


class Train(program.ProgramTest):
    def test_json_contract(self):
        result = self.train("--epochs", "3", "--validation", "100", "--threads", "2", "--seed", "5")
        self.assertEqual(list(result), KEYS)
        self.assertEqual(result["classes"], 10)
        self.assertEqual(result["train_images"], 600)
        self.assertEqual(result["test_images"], 200)
        self.assertEqual(result["parameters"], 784 * 32 + 32 + 32 * 10 + 10)
        self.assertEqual(result["epochs"], 3)
        self.assertEqual(len(result["epoch_seconds"]), 3)
        self.assertGreater(result["train_seconds"], 0)
        self.assertGreater(result["test_accuracy"], 0.9)
        self.assertGreater(result["validation_accuracy"], 0.8)
        self.assertEqual(result["threads"], 2)
        self.assertEqual(result["seed"], 5)
        self.assertEqual(result["model"], "inkling.safetensors")
        self.assertEqual(list(result["example"]), ["index", "label", "prediction", "probability"])
        model = pathlib.Path(self.path("inkling.safetensors")).read_bytes()
        self.assertEqual(result["model_sha256"], hashlib.sha256(model).hexdigest())

    def test_leaves_the_model_and_its_lock_only(self):
        self.train("--epochs", "1")
        self.assertEqual(sorted(os.listdir(self.folder)),
                         [".inkling.safetensors.lock", "data", "inkling.safetensors"])

    def test_the_model_depends_on_nothing_but_recipe_and_data(self):
        first = self.train("--epochs", "2", "--threads", "1")["model_sha256"]
        second = self.train("--epochs", "2", "--threads", "2", "--out", "other.safetensors",
                            "--log", "log.csv")["model_sha256"]
        self.assertEqual(first, second)
        third = self.train("--epochs", "2", "--seed", "2")["model_sha256"]
        self.assertNotEqual(first, third)

    def test_text_ends_with_accuracy_and_example(self):
        run = self.succeeds("train", "--dataset", self.small_data(), "--preset", "plain",
                            "--epochs", "2")
        self.assertRegex(run.stdout, r"test accuracy +\d+\.\d\d % \(95 % interval")
        self.assertIn("For example, test image", run.stdout)
        self.assertRegex(run.stdout, r"answer \d \(\d+\.\d\d % sure\)")
        self.assertIn("█", run.stdout)
        self.assertNotIn("\x1b", run.stdout + run.stderr)
        self.assertIn("600 training images, 200 test images", run.stderr)
        self.assertRegex(run.stderr, r"(?m)^epoch 1/2  loss \d")
        self.assertNotIn("\r", run.stderr)

    def test_a_committee_is_one_model(self):
        members = ("moments,upright/gradient:5x8+hessian:4@1", "mnist/pixels")
        result = self.train("--epochs", "2", "--framing", "moments", "--committee",
                            " ".join(members), "--front-end", "gradient:4x8")
        self.assertEqual(result["epochs"], 6)
        info = self.gives_json("info", "--json", "inkling.safetensors")
        self.assertEqual([f'{m["framing"]}/{m["front_end"]}' for m in info["committee"]],
                         list(members))
        self.assertEqual(result["parameters"], info["parameters"])
        self.assertGreater(info["parameters"], sum(m["parameters"] for m in info["committee"]))
        self.assertEqual(len({m["weights_sha256"] for m in info["committee"]}), 2)
        self.assertGreater(info["trainable_parameters"], 0)
        self.assertIsNone(info["reject_above"])
        test = self.gives_json("evaluate", "inkling.safetensors", "--dataset",
                               self.path("data"), "--json")
        self.assertEqual(test["accuracy"], result["test_accuracy"])
        text = self.succeeds("info", "inkling.safetensors").stdout
        self.assertIn("votes with           framing mnist, front end pixels, ", text)
        self.fails(2, "--committee: a network of a committee is FRAMING/FRONT-END", "train",
                   "--committee", "gentle")

    def test_quiet_and_progress_never(self):
        data = self.small_data()
        run = self.succeeds("train", "--dataset", data, "--preset", "plain", "--epochs", "1",
                            "--quiet")
        self.assertEqual(run.stderr, "")
        self.assertEqual(len(run.stdout.splitlines()), 1)
        run = self.succeeds("train", "--dataset", data, "--preset", "plain", "--epochs", "1",
                            "--progress", "never")
        self.assertNotIn("epoch 1/1", run.stderr)
        run = self.succeeds("train", "--dataset", data, "--preset", "plain", "--epochs", "1",
                            "--progress", "always")
        self.assertIn("\r\x1b[2K", run.stderr)

    def test_log_has_a_line_for_each_epoch(self):
        result = self.train("--epochs", "3", "--log", "log.csv", "--validation", "100")
        with open(self.path("log.csv"), encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["epoch"] for row in rows], ["1", "2", "3"])
        self.assertLess(float(rows[2]["loss"]), float(rows[0]["loss"]))
        self.assertEqual(any(float(row["validation_accuracy"]) > 0.5 for row in rows), True)
        self.assertAlmostEqual(float(rows[1]["seconds"]), result["epoch_seconds"][1], places=2)

    def test_goes_on_from_a_model(self):
        self.train("--epochs", "2", "--out", "a.safetensors")
        result = self.gives_json("train", "--json", "--dataset", self.path("data"), "--from",
                                 "a.safetensors", "--preset", "plain", "--epochs", "1", "--out",
                                 "b.safetensors")
        self.assertEqual(result["parameters"], 784 * 32 + 32 + 32 * 10 + 10)
        self.assertGreater(result["test_accuracy"], 0.9)
        self.fails(4, "is the model to start from", "train", "--dataset", self.path("data"),
                   "--from", "a.safetensors", "--out", "./a.safetensors")
        self.fails(2, "--layers: cannot be changed with --from", "train", "--from", "a.safetensors",
                   "--layers", "5")
        self.fails(4, "No such file", "train", "--dataset", self.path("data"), "--from",
                   "none.safetensors", "--out", "c.safetensors")

    def test_goes_on_from_a_committee_that_rejects(self):
        self.train("--epochs", "2", "--committee", "upright/gradient:4x8", "--negatives", "1",
                   "--reject-above", "0.75", "--alone-above", "0.875", "--out", "a.safetensors")
        result = self.gives_json("train", "--json", "--dataset", self.path("data"), "--from",
                                 "a.safetensors", "--preset", "plain", "--epochs", "2", "--out",
                                 "b.safetensors")
        self.assertEqual(result["epochs"], 4)
        before, after = (self.gives_json("info", "--json", f"{name}.safetensors")
                         for name in "ab")
        self.assertEqual(after["parameters"], before["parameters"])
        self.assertEqual(after["committee"][0]["framing"], "upright")
        self.assertNotEqual(after["committee"], before["committee"])
        self.assertEqual(after["reject_above"], 0.75)
        self.assertEqual(after["alone_above"], 0.875)
        self.assertIn("87.5 % sure", self.succeeds("info", "b.safetensors").stdout)
        self.fails(2, "--alone-above: goes with --committee", "train", "--alone-above", "0.9")
        self.fails(2, "--reject-above: goes with --negatives", "train", "--reject-above", "0.3")

    def test_paths_are_looked_at_first(self):
        data = self.small_data()
        for option in ("--out", "--log", "--report"):
            for path in ("no/such/folder/x", "."):
                run = self.fails(4, "cannot write", "train", "--dataset", data, option, path)
                self.assertNotIn("training images", run.stderr)
        pathlib.Path(self.path("file")).write_text("x", encoding="utf-8")
        self.fails(4, "file", "train", "--dataset", data, "--tensorboard", "file/x")

    def test_data_that_does_not_fit(self):
        data = self.small_data()
        self.fails(2, "--validation: 600 of 600", "train", "--dataset", data, "--validation", "600")
        self.fails(2, "--early-stop: needs validation", "train", "--preset", "plain",
                   "--early-stop", "2")
        os.remove(self.path("data/train-images-idx3-ubyte"))
        os.remove(self.path("data/train-labels-idx1-ubyte.gz"))
        self.fails(3, "no training images", "train", "--dataset", data)

    def test_a_loss_that_becomes_nan_stops_the_training(self):
        run = self.fails(3, "became NaN at epoch", "train", "--dataset", self.small_data(),
                         "--preset", "plain", "--optimizer", "sgd", "--lr", "1e6", "--progress",
                         "never")
        self.assertIn("hint: try a smaller --learning-rate", run.stderr)
        self.assertFalse(os.path.exists(self.path("inkling.safetensors")))

    def test_many_threads_are_cut_with_a_warning(self):
        run = self.succeeds("train", "--dataset", self.small_data(), "--preset", "plain",
                            "--epochs", "1", "--threads", "10000", "--json")
        self.assertIn("inkling: warning: --threads: 10000", run.stderr)

    def test_one_cpu_is_one_thread(self):
        if not hasattr(os, "sched_setaffinity"):
            self.skipTest("needs affinity masks")
        one = {min(os.sched_getaffinity(0))}
        run = self.succeeds("train", "--dataset", self.small_data(), "--preset", "plain",
                            "--epochs", "1", "--threads", "0",
                            preexec_fn=lambda: os.sched_setaffinity(0, one))
        self.assertIn(", 1 thread\n", run.stderr)

    def test_no_memory_left_is_said(self):
        # Weights, gradients and moments would be 650 MB; the program may have 300 MB.
        data = self.small_data()
        command = (f"ulimit -v 300000; exec {shlex.quote(program.PROGRAM)} train --dataset {data} "
                   "--layers 6000,6000 --preset plain --epochs 1 --threads 1")
        run = subprocess.run(["sh", "-c", command], cwd=self.folder, capture_output=True, text=True,
                             env=program.environment(), check=False)
        if "cannot allocate memory in static TLS" in run.stderr or "Sanitizer" in run.stderr:
            self.skipTest("sanitizers need more address space")
        self.assertEqual(run.returncode, 4, run.stderr)
        self.assertIn("inkling: error: out of memory", run.stderr)


class Strokes(program.ProgramTest):
    def test_learns_from_its_own_digits(self):
        result = self.gives_json("train", "--json", "--dataset", "strokes", "--preset", "plain",
                                 "--epochs", "1")
        self.assertEqual(result["dataset"], "strokes")
        self.assertEqual((result["train_images"], result["test_images"]), (60000, 10000))
        self.assertGreater(result["test_accuracy"], 0.85)

    def test_without_network_and_cache_it_says_so_loudly(self):
        env = program.environment(INKLING_DATA_DIR=self.path("empty"),
                                  INKLING_MIRROR="file:///nonexistent/",
                                  https_proxy="http://127.0.0.1:9", no_proxy="")
        run = self.succeeds("train", "--preset", "plain", "--epochs", "1", "--json", env=env)
        self.assertIn('"dataset": "strokes"', run.stdout)
        self.assertIn("┏━━━", run.stderr)
        self.assertIn("strokes", run.stderr)
        self.assertIn("MNIST", run.stderr)


if __name__ == "__main__":
    program.run_tests()
