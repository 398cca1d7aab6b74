"""Ctrl-C, SIGTERM, a second signal, --resume, and two trainings at once."""
import os
import shlex
import signal
import time

import program

LONG = ("--epochs", "30", "--progress", "auto")


class Interrupt(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.data = self.small_data(3000)

    def arguments(self, out, *more):
        return ("train", "--dataset", self.data, "--preset", "plain", "--layers", "24", "--lr",
                "0.003", "--validation", "200", "--dropout", "0.2", "--augment", "light", "--json",
                "--out", out, *LONG, *more)

    def stop_after(self, epoch, number, *arguments):
        """Sends signal `number` when that epoch is over; the return code and all of stderr."""
        process = self.start_program(*arguments)
        seen = ""
        while True:
            line = process.stderr.readline()
            self.assertNotEqual(line, "", "ended too early:\n" + seen)
            seen += line
            if line.startswith(f"epoch {epoch:2}/"):
                break
        process.send_signal(number)
        out, rest = process.communicate(timeout=60)
        self.assertEqual(out, "")
        return process.returncode, seen + rest

    def test_a_resumed_run_ends_with_the_same_model(self):
        whole = self.gives_json(*self.arguments("whole.safetensors"))
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            out = f"part{code}.safetensors"
            returned, notes = self.stop_after(3, number, *self.arguments(out, "--log", "l.csv"))
            self.assertEqual(returned, code, notes)
            self.assertRegex(notes, r"interrupted after \d+ of 30 epochs")
            self.assertIn("go on with: inkling train --dataset", notes)
            self.assertIn("--resume", notes)
            self.assertFalse(os.path.exists(self.path(out)))
            self.assertTrue(os.path.exists(self.path(out + ".checkpoint")))
            # Again, in the middle of the rest, and on another number of threads.
            returned, _ = self.stop_after(9, signal.SIGINT,
                                          *self.arguments(out, "--resume", "--threads", "1"))
            self.assertEqual(returned, 130)
            end = self.gives_json(*self.arguments(out, "--resume", "--log", "l.csv"))
            self.assertEqual(end["model_sha256"], whole["model_sha256"])
            self.assertEqual(end["epochs"], 30)
            self.assertEqual(len(end["epoch_seconds"]), 30)
            self.assertFalse(os.path.exists(self.path(out + ".checkpoint")))
            with open(self.path("l.csv"), encoding="utf-8") as file:
                self.assertEqual(len(file.readlines()), 31)

    def test_the_printed_command_is_the_one_to_type(self):
        _, notes = self.stop_after(2, signal.SIGINT, *self.arguments("a b.safetensors"))
        command = notes.split("go on with: inkling ")[1].splitlines()[0]
        run = program.subprocess.run(f"{shlex.quote(program.PROGRAM)} {command}", shell=True,
                                     cwd=self.folder, capture_output=True, text=True,
                                     env=program.environment(), check=False)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn('"epochs": 30', run.stdout)

    def test_a_second_signal_ends_it_at_once(self):
        # Stopped, it cannot work on the first signal before the second one comes.
        process = self.start_program(*self.arguments("x.safetensors"))
        while not process.stderr.readline().startswith("epoch  2/"):
            pass
        process.send_signal(signal.SIGSTOP)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGCONT)
        process.communicate(timeout=60)
        self.assertIn(process.returncode, (130, 143))
        self.assertFalse(os.path.exists(self.path("x.safetensors")))

    def test_resume_without_a_checkpoint(self):
        quick = ("train", "--dataset", self.data, "--preset", "plain", "--epochs", "1", "--json",
                 "--resume")
        run = self.succeeds(*quick)
        self.assertIn("no checkpoint to resume from; starting at the beginning", run.stderr)
        run = self.fails(4, "nothing to resume: this training has finished", *quick)
        self.assertIn("--from inkling.safetensors", run.stderr)

    def test_resume_with_another_recipe_names_both(self):
        self.stop_after(2, signal.SIGINT, *self.arguments("x.safetensors"))
        run = self.fails(3, "another", *self.arguments("x.safetensors", "--resume", "--l2", "0.1"))
        self.assertIn("without --resume", run.stderr)
        arguments = [a if a != "24" else "25" for a in self.arguments("x.safetensors", "--resume")]
        self.fails(3, "another architecture", *arguments)

    def test_a_checkpoint_that_is_left_is_spoken_of(self):
        self.stop_after(2, signal.SIGINT, *self.arguments("x.safetensors"))
        run = self.succeeds("train", "--dataset", self.data, "--preset", "plain", "--epochs", "1",
                            "--out", "x.safetensors")
        self.assertIn("left by a training that was interrupted", run.stderr)

    def test_a_damaged_checkpoint_is_refused(self):
        self.stop_after(2, signal.SIGINT, *self.arguments("x.safetensors"))
        path = self.path("x.safetensors.checkpoint")
        with open(path, "r+b") as file:
            file.seek(-100, os.SEEK_END)
            byte = file.read(1)
            file.seek(-100, os.SEEK_END)
            file.write(bytes([byte[0] ^ 1]))
        self.fails(6, "x.safetensors.checkpoint", *self.arguments("x.safetensors", "--resume"))
        os.truncate(path, 1000)
        self.fails(3, "x.safetensors.checkpoint", *self.arguments("x.safetensors", "--resume"))

    def test_a_place_for_the_checkpoint_is_wanted_before_the_first_step(self):
        os.mkdir(self.path("x.safetensors.checkpoint"))
        for more in ((), ("--resume",)):
            run = self.fails(4, "x.safetensors.checkpoint: not a regular file (a directory)",
                             *self.arguments("x.safetensors", *more))
            self.assertNotIn("epoch", run.stderr)

    def test_a_checkpoint_is_no_model(self):
        self.stop_after(2, signal.SIGINT, *self.arguments("x.safetensors"))
        name = "x.safetensors.checkpoint"
        for command in (("info", name), ("train", "--from", name, "--out", "y.safetensors"),
                        ("predict", "--model", name, "d.png")):
            run = self.fails(3, f"{name}: this is the checkpoint of a training", *command)
            self.assertIn("--resume", run.stderr)

    def test_two_trainings_to_one_model(self):
        first = self.start_program(*self.arguments("x.safetensors"))
        while not first.stderr.readline().startswith("epoch  1/"):
            pass
        run = self.fails(4, "in use by another process", *self.arguments("x.safetensors"))
        self.assertIn("x.safetensors", run.stderr)
        first.kill()
        first.communicate()
        # The lock dies with its process.
        deadline = time.monotonic() + 60
        self.succeeds(*[a if a != "30" else "1" for a in self.arguments("x.safetensors")])
        self.assertLess(time.monotonic(), deadline)


if __name__ == "__main__":
    program.run_tests()
