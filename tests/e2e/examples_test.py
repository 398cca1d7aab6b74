"""The programs of examples/, which stand beside the program: they do what the README says."""
import os
import subprocess

import program


class Examples(program.ProgramTest):
    def example(self, name, *arguments, code=0):
        path = os.path.join(os.path.dirname(program.PROGRAM), name)
        run = subprocess.run([path, *arguments], cwd=self.folder, capture_output=True, text=True,
                             env=program.environment(), check=False, timeout=300)
        self.assertEqual(run.returncode, code, run.stderr)
        return run.stdout if code == 0 else run.stderr

    def test_trains_and_reads(self):
        data = self.small_data(2000)
        text = self.example("train_mnist", data)
        self.assertIn("109,386", text)
        self.assertRegex(text, r"5 epochs, test accuracy \d+\.\d\d %, test loss \d")
        self.assertIn("the first test image is a ", text)
        answer = self.gives_json("evaluate", "mnist.safetensors", "--dataset", data, "--json")
        self.assertIn(f"test accuracy {100 * answer['accuracy']:.2f} %", text)
        picture = program.write_pgm(self.path("7.pgm"),
                                    program.digit_pixels(7, program.random.Random(1)))
        answer = self.gives_json("predict", "--model", "mnist.safetensors", "--json", picture)[0]
        self.assertEqual(self.example("read_digit", "mnist.safetensors", picture),
                         f"{answer['digit']} ({100 * answer['confidence']:.1f} % sure)\n")

    def test_say_what_is_wrong(self):
        self.assertIn("usage", self.example("read_digit", code=2))
        self.assertIn("No such file", self.example("read_digit", "none", "none", code=4))
        self.assertIn("no-such-set", self.example("train_mnist", "no-such-set", code=2))


if __name__ == "__main__":
    program.run_tests()
