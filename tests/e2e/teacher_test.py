"""inkling train --teacher: from a file or trained first, interrupted, resumed, refused."""
import os
import pathlib
import signal

import program


class Teacher(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.data = self.small_data(200, 50)

    def arguments(self, teacher, out, *more):
        return ("train", "--dataset", self.data, "--preset", "plain", "--epochs", "2", "--json",
                "--teacher", teacher, "--out", out, *more)

    def test_a_preset_teaches_what_its_model_would(self):
        both = self.gives_json(*self.arguments("fast", "both.safetensors"))
        self.assertEqual(both["epochs"], 2)  # its own, not the teacher's
        self.gives_json("train", "--dataset", self.data, "--preset", "fast", "--json", "--out",
                        "fast.safetensors")
        self.gives_json(*self.arguments("fast.safetensors", "one.safetensors"))
        by_labels = self.gives_json(*self.arguments("none", "none.safetensors"))
        weights = [self.weights(name) for name in ("both", "one", "none")]
        self.assertEqual(weights[0], weights[1])
        self.assertNotEqual(weights[0], weights[2])
        self.assertNotEqual(both["model_sha256"], by_labels["model_sha256"])
        self.assertFalse(list(self.folder.glob("*checkpoint*")))

    def weights(self, name):
        """The values of a safetensors file: all behind its header."""
        file = pathlib.Path(self.path(name + ".safetensors")).read_bytes()
        return file[8 + int.from_bytes(file[:8], "little"):]

    def test_interrupted_while_its_teacher_learns(self):
        whole = self.gives_json(*self.arguments("best", "whole.safetensors"))
        process = self.start_program(*self.arguments("best", "part.safetensors", "--progress",
                                                     "auto"))
        seen = ""
        while "epoch  3/80" not in seen:
            line = process.stderr.readline()
            self.assertNotEqual(line, "", "ended too early:\n" + seen)
            seen += line
        process.send_signal(signal.SIGINT)
        _, rest = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 130, rest)
        self.assertIn("what is learned are the answers of best", seen)
        self.assertIn("first its teacher, by the preset best", seen)
        self.assertRegex(rest, r"interrupted after \d+ of 80 epochs; "
                               r"part.safetensors.teacher.checkpoint holds what was learned")
        self.assertTrue(os.path.exists(self.path("part.safetensors.teacher.checkpoint")))
        end = self.gives_json(*self.arguments("best", "part.safetensors", "--resume"))
        self.assertEqual(end["model_sha256"], whole["model_sha256"])
        self.assertFalse(list(self.folder.glob("*checkpoint*")))

    def test_what_an_earlier_teacher_left_is_no_checkpoint_of_this_training(self):
        self.gives_json(*self.arguments("none", "x.safetensors"))
        pathlib.Path(self.path("x.safetensors.teacher.checkpoint")).write_bytes(b"left")
        self.fails(4, "nothing to resume: this training has finished",
                   *self.arguments("none", "x.safetensors", "--resume"))

    def test_what_is_refused(self):
        self.fails(4, "nobody.safetensors", *self.arguments("nobody.safetensors", "x"))
        run = self.fails(2, "--search: recipes with a teacher are not searched",
                         "train", "--dataset", self.data, "--search", "2", "--teacher", "fast")
        self.assertIn("--teacher none", run.stderr)
        self.gives_json("train", "--dataset", self.data, "--preset", "plain", "--json", "--epochs",
                        "1", "--negatives", "0.5", "--out", "rejects.safetensors")
        run = self.fails(3, "none of the classes",
                         *self.arguments("rejects.safetensors", "x.safetensors"))
        self.assertIn("--negatives 0.5", run.stderr)
        self.assertFalse(os.path.exists(self.path("x.safetensors")))


if __name__ == "__main__":
    program.run_tests()
