"""The main job on MNIST itself; skipped where $INKLING_DATA_DIR does not hold it."""
import os
import pathlib
import sys

import program

FOLDER = os.environ.get("INKLING_DATA_DIR", "")


class Mnist(program.ProgramTest):
    def env(self):
        return program.environment(INKLING_DATA_DIR=FOLDER)

    def test_the_plain_preset_learns(self):
        result = self.gives_json("train", "--preset", "plain", "--epochs", "2", "--json",
                                 "--report", "run.html", env=self.env())
        self.assertEqual(result["dataset"], "mnist")
        self.assertEqual(result["parameters"], 109386)
        self.assertEqual((result["train_images"], result["test_images"]), (60000, 10000))
        self.assertGreater(result["test_accuracy"], 0.955)
        again = self.gives_json("evaluate", "inkling.safetensors", "--json", env=self.env())
        self.assertEqual(again["accuracy"], result["test_accuracy"])

    def test_the_built_in_model_is_as_good_as_it_says(self):
        said = self.gives_json("info", "--json")
        found = self.gives_json("evaluate", "--json", env=self.env())
        self.assertEqual(said["dataset"], "mnist")
        self.assertAlmostEqual(found["accuracy"], said["test_accuracy"], places=9)
        self.assertGreater(found["accuracy"], 0.985)

    def test_verify(self):
        # Where the folder may not be written to, nothing is: neither stamp nor lock.
        run = self.succeeds("data", "verify", "mnist", env=self.env())
        self.assertEqual(run.stdout.count(": right"), 4)
        rows = self.gives_json("data", "list", "--json", env=self.env())["datasets"]
        self.assertEqual(rows[0]["cached"], "yes")


if __name__ == "__main__":
    if not FOLDER or not pathlib.Path(FOLDER, "mnist").is_dir():
        print("skipped: needs mnist in $INKLING_DATA_DIR")
        sys.exit(program.SKIPPED)
    program.run_tests()
