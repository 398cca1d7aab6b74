"""Standard output and error as shells connect them: closed, full, cut off by `head`."""
import json
import os
import shlex
import signal
import subprocess

import program


class Streams(program.ProgramTest):
    def shell(self, command):
        command = command.replace("inkling ", shlex.quote(program.PROGRAM) + " ")
        return subprocess.run(["bash", "-c", command],
                              cwd=self.folder, capture_output=True, text=True, check=False,
                              env=program.environment(), timeout=120)

    def test_a_full_disk_behind_stdout(self):
        run = self.shell("inkling data list --data-dir d > /dev/full")
        self.assertEqual(run.returncode, 4, run.stderr)
        self.assertIn("inkling: error: standard output: cannot write: No space left", run.stderr)
        run = self.shell("inkling --help > /dev/full")
        self.assertEqual(run.returncode, 4, run.stderr)

    def test_a_closed_stdout(self):
        run = self.shell("inkling data list --data-dir d >&-")
        self.assertEqual(run.returncode, 4, run.stderr)
        self.assertIn("standard output: cannot write", run.stderr)

    def test_a_closed_stdout_is_not_taken_for_a_file(self):
        self.small_data()
        run = self.shell("inkling train --dataset data --preset plain --epochs 1 >&- 2>err.txt")
        self.assertEqual(run.returncode, 4)
        self.succeeds("info", "inkling.safetensors")
        with open(self.path("err.txt"), encoding="utf-8") as file:
            self.assertIn("standard output", file.read())

    def test_closed_stderr_and_stdin(self):
        self.small_data()
        run = self.shell("inkling train --dataset data --preset plain --epochs 1 --json <&- 2>&-")
        self.assertEqual(run.returncode, 0)
        json.loads(run.stdout)
        self.succeeds("info", "inkling.safetensors")

    def test_the_model_is_kept_when_the_result_cannot_be_told(self):
        self.small_data()
        run = self.shell("inkling train --dataset data --preset plain --epochs 1 > /dev/full")
        self.assertEqual(run.returncode, 4)
        self.succeeds("info", "inkling.safetensors")

    def test_a_reader_that_leaves_ends_it_silently(self):
        reader, writer = os.pipe()
        os.close(reader)
        process = self.start_program("data", "list", "--data-dir", "d", stdout=writer)
        os.close(writer)
        _, notes = process.communicate(timeout=60)
        self.assertEqual(process.returncode, -signal.SIGPIPE)
        self.assertEqual(notes, "")
        run = self.shell("set -o pipefail; inkling train --help | head -1")
        self.assertIn(run.returncode, (0, 141))
        self.assertEqual(run.stderr, "")

    def test_json_is_alone_on_stdout(self):
        data = self.small_data()
        json.loads(self.succeeds("train", "--json", "--dataset", data, "--preset", "plain",
                                 "--epochs", "1", "--progress", "always").stdout)
        for arguments in (("info", "inkling.safetensors"),
                          ("evaluate", "inkling.safetensors", "--dataset", data),
                          ("data", "list", "--data-dir", "d")):
            json.loads(self.succeeds(*arguments, "--json").stdout)

    def test_no_colour_unless_a_terminal(self):
        data = self.small_data()
        env = program.environment(TERM="xterm-256color", COLORTERM="truecolor")
        run = self.succeeds("train", "--dataset", data, "--preset", "plain", "--epochs", "1",
                            env=env)
        self.assertNotIn("\x1b", run.stdout + run.stderr)


if __name__ == "__main__":
    program.run_tests()
