"""inkling evaluate and info: their JSON contracts, and figures that agree with each other."""
import hashlib
import math
import pathlib
import shutil

import program

KEYS = ["accuracy", "errors", "images", "ece", "nll", "rejected", "per_class", "confusion"]


class Evaluate(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.trained = self.train("--epochs", "2", "--validation", "100")
        self.data = self.path("data")

    def test_json_contract(self):
        result = self.gives_json("evaluate", "inkling.safetensors", "--dataset", self.data,
                                 "--json")
        self.assertEqual(list(result), KEYS)
        self.assertEqual(result["images"], 200)
        self.assertEqual(result["accuracy"], self.trained["test_accuracy"])
        self.assertAlmostEqual(result["nll"], self.trained["test_loss"], places=6)
        right = sum(result["confusion"][i][i] for i in range(10))
        self.assertEqual(result["errors"], 200 - right)
        self.assertAlmostEqual(result["accuracy"], right / 200)
        for label, row in enumerate(result["confusion"]):
            self.assertEqual(sum(row), 20)
            score = result["per_class"][label]
            self.assertEqual(score["images"], 20)
            self.assertEqual(score["correct"], row[label])
            self.assertAlmostEqual(score["recall"], row[label] / 20)
            answered = sum(other[label] for other in result["confusion"])
            self.assertAlmostEqual(score["precision"],
                                   row[label] / answered if answered else 0)
        self.assertTrue(0 <= result["ece"] <= 1 and math.isfinite(result["nll"]))

    def test_split(self):
        result = self.gives_json("evaluate", "inkling.safetensors", "--dataset", self.data,
                                 "--split", "train", "--json", "--threads", "1")
        self.assertEqual(result["images"], 600)
        for file in pathlib.Path(self.data).glob("train-*"):
            file.unlink()
        self.fails(3, "has no train images", "evaluate", "inkling.safetensors", "--dataset",
                   self.data, "--split", "train")

    def test_text(self):
        text = self.succeeds("evaluate", "inkling.safetensors", "--dataset", self.data).stdout
        for words in ("95 % interval", "precision", "recall", "calibration",
                      "label (down) and answer (across)"):
            self.assertIn(words, text)

    def test_compare(self):
        self.train("--epochs", "1", "--seed", "5", "--out", self.path("other.safetensors"))
        data = ("--dataset", self.data)
        own, other = "inkling.safetensors", "other.safetensors"
        result = self.gives_json("evaluate", "--compare", own, other, *data, "--json")
        self.assertEqual(result, self.gives_json("evaluate", own, "--compare", other, *data,
                                                 "--json", "--threads", "1"))
        self.assertEqual([model["model"] for model in result["models"]], [own, other])
        for model in result["models"]:
            alone = self.gives_json("evaluate", model["model"], *data, "--json")
            self.assertEqual(model["accuracy"], alone["accuracy"])
            self.assertEqual(model["errors"], alone["errors"])
            low, high = model["interval"]
            self.assertTrue(low <= model["accuracy"] <= high)
        b, c = result["b"], result["c"]
        self.assertEqual(b - c, result["models"][1]["errors"] - result["models"][0]["errors"])
        self.assertEqual(b + c + result["both_right"] + result["both_wrong"], 200)
        tail = sum(math.comb(b + c, i) for i in range(min(b, c) + 1)) / 2 ** (b + c)
        self.assertAlmostEqual(result["p_value"], min(1, 2 * tail), places=9)
        swapped = self.gives_json("evaluate", "--compare", other, own, *data, "--json")
        self.assertEqual((swapped["b"], swapped["c"], swapped["p_value"]),
                         (c, b, result["p_value"]))
        same = self.succeeds("evaluate", "--compare", own, own, *data).stdout
        self.assertIn("No difference: both are right on the same images.", same)

    def test_ood(self):
        call = ("evaluate", "inkling.safetensors", "--dataset", self.data, "--ood",
                "noise,letters-held-out")
        result = self.gives_json(*call, "--json")
        self.assertEqual(list(result), ["can_reject", "images", "rejected", "ood"])
        self.assertEqual((result["can_reject"], result["images"], result["rejected"]),
                         (False, 200, 0))
        noise, letters = result["ood"]
        self.assertEqual(noise["name"], "noise")
        self.assertEqual((letters["name"], letters["images"], letters["rejected"]),
                         ("letters-held-out", 6000, 0))
        self.assertTrue(0.5 < letters["auroc"] < 1, letters)
        self.assertIn("the model cannot reject", self.succeeds(*call).stdout)
        self.train("--epochs", "3", "--negatives", "1", "--out", "r.safetensors")
        result = self.gives_json("evaluate", "r.safetensors", *call[2:], "--json")
        self.assertTrue(result["can_reject"])
        self.assertGreater(result["ood"][0]["auroc"], noise["auroc"])
        self.assertGreater(result["ood"][0]["rejected"], 1000)
        self.assertRegex(self.succeeds("evaluate", "r.safetensors", *call[2:]).stdout,
                         r"rejected +\d+\.\d\d % of the digits")
        self.fails(2, "no path 'nonsense'", "evaluate", "--dataset", self.data, "--ood", "nonsense")
        self.fails(2, "--ood", *call, "--corruptions")

    def test_compare_with_the_built_in_model(self):
        result = self.gives_json("evaluate", "--compare", "inkling.safetensors", "--dataset",
                                 self.data, "--json")
        self.assertEqual([model["model"] for model in result["models"]],
                         ["built-in model", "inkling.safetensors"])
        self.fails(4, "absent", "evaluate", "--compare", "absent", "--dataset", self.data)
        self.fails(2, "--report", "evaluate", "--compare", "inkling.safetensors", "--report",
                   "x.html")

    def test_corruptions(self):
        call = ("evaluate", "inkling.safetensors", "--corruptions", "--dataset", self.data)
        result = self.gives_json(*call, "--json", "--sheet", self.path("sheet.png"))
        self.assertEqual(list(result), ["images", "mean_error", "corruptions"])
        self.assertEqual(result["images"], 200)
        rows = result["corruptions"]
        self.assertEqual(len(rows), 16)
        self.assertEqual(rows[0]["name"], "identity")
        self.assertAlmostEqual(result["mean_error"], sum(r["error"] for r in rows[1:]) / 15)
        for row in rows:
            self.assertEqual(list(row), ["name", "error", "errors", "no_ink", "rejected"])
            self.assertAlmostEqual(row["error"], row["errors"] / 200)
        self.assertEqual(result, self.gives_json(*call, "--json", "--threads", "1", "--seed", "1"))
        self.assertNotEqual(result, self.gives_json(*call, "--json", "--seed", "2"))
        self.assertEqual(pathlib.Path(self.path("sheet.png")).read_bytes()[1:4], b"PNG")
        text = self.succeeds(*call).stdout
        for words in ("Canny edges", "200 test images", "mean"):
            self.assertIn(words, text)
        self.fails(2, "--corruptions", "evaluate", "--seed", "3")
        self.fails(2, "--compare", *call, "--compare", "inkling.safetensors")

    def test_data_with_other_classes(self):
        shutil.copytree(self.data, self.path("named"))
        pathlib.Path(self.path("named/classes.txt")).write_text(
            "\n".join("abcdefghijkl") + "\n", encoding="utf-8")
        self.fails(3, "has 12 classes, the model answers with 10", "evaluate",
                   "inkling.safetensors", "--dataset", self.path("named"))

    def test_models_that_are_none(self):
        pathlib.Path(self.path("junk")).write_bytes(b"\x00" * 1000)
        self.fails(3, "junk", "evaluate", "junk", "--dataset", self.data)
        data = bytearray(pathlib.Path(self.path("inkling.safetensors")).read_bytes())
        data[-1] ^= 1
        pathlib.Path(self.path("flipped")).write_bytes(data)
        self.fails(6, "flipped", "evaluate", "flipped", "--dataset", self.data)
        pathlib.Path(self.path("cut")).write_bytes(data[:-100])
        self.fails(3, "cut", "info", "cut")

    def test_info(self):
        info = self.gives_json("info", "inkling.safetensors", "--json")
        data = pathlib.Path(self.path("inkling.safetensors")).read_bytes()
        self.assertEqual(info["model_sha256"], hashlib.sha256(data).hexdigest())
        self.assertEqual(info["model_sha256"], self.trained["model_sha256"])
        self.assertEqual(info["parameters"], self.trained["parameters"])
        self.assertEqual(sum(layer["parameters"] for layer in info["layers"]), info["parameters"])
        self.assertEqual(info["test_accuracy"], self.trained["test_accuracy"])
        self.assertEqual(info["classes"], [str(digit) for digit in range(10)])
        text = self.succeeds("info", "inkling.safetensors").stdout
        for words in ("Flatten", "Dense", "Parameters", "trained on", info["model_sha256"]):
            self.assertIn(words, text)


if __name__ == "__main__":
    program.run_tests()
