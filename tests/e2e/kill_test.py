"""kill -9 at random moments of a training: what is left is resumed to the same model, bit for bit.

kill_test.py PROGRAM [--rounds N]
"""
import os
import random
import sys
import time

import program

ROUNDS = int(sys.argv[sys.argv.index("--rounds") + 1]) if "--rounds" in sys.argv else 12


class Kill(program.ProgramTest):
    def arguments(self, out, *more):
        return ("train", "--dataset", self.path("data"), "--preset", "plain", "--layers", "16",
                "--epochs", "12", "--validation", "100", "--json", "--progress", "never",
                "--out", out, *more)

    def test_resumes_to_the_same_bits(self):
        self.small_data(1500)
        start = time.monotonic()
        wanted = self.gives_json(*self.arguments("whole.safetensors"))["model_sha256"]
        seconds = time.monotonic() - start
        dice = random.Random(4711)
        killed = 0
        for number in range(ROUNDS):
            out = f"{number}.safetensors"
            process = self.start_program(*self.arguments(out))
            time.sleep(dice.uniform(0, 1.1 * seconds))
            if process.poll() is None:
                killed += 1
            else:
                seconds *= 0.6  # the machine has become faster since the first run
            process.kill()
            process.communicate()
            self.assertEqual(self.resumed(out), wanted, f"round {number}")
            for name in os.listdir(self.folder):
                if name.startswith(str(number) + "."):
                    os.remove(self.path(name))
        self.assertGreater(killed, ROUNDS // 3)
        print(f"{killed} of {ROUNDS} runs of {seconds:.1f} s were killed", file=sys.stderr)

    def resumed(self, out):
        """The hash of the model after --resume; a model that was saved already is complete."""
        finished = os.path.exists(self.path(out)) and \
            not os.path.exists(self.path(out + ".checkpoint"))
        if finished:
            return self.gives_json("info", "--json", out)["model_sha256"]
        return self.gives_json(*self.arguments(out, "--resume"))["model_sha256"]


if __name__ == "__main__":
    if "--rounds" in sys.argv:
        at = sys.argv.index("--rounds")
        del sys.argv[at:at + 2]
    program.run_tests()
