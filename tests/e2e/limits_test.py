"""What the system refuses a process: more threads, larger files."""
import os
import pathlib
import resource
import shlex
import subprocess

import program


class Limits(program.ProgramTest):
    def training(self, out):
        return ("train", "--dataset", self.path("data"), "--preset", "plain", "--layers", "16",
                "--epochs", "2", "--validation", "100", "--log", "l.csv", "--report", "r.html",
                "--json", "--out", out)

    def test_fewer_threads_than_asked_for(self):
        # The stack of a thread would be 4 GB, and the process may have 3 GB.
        data = self.small_data()
        command = (f"ulimit -s 4000000; ulimit -v 3000000; exec {shlex.quote(program.PROGRAM)} "
                   f"train --dataset {data} --preset plain --epochs 1 --threads 4 --json")
        run = subprocess.run(["sh", "-c", command], cwd=self.folder, capture_output=True, text=True,
                             env=program.environment(), check=False)
        if "Sanitizer" in run.stderr:
            self.skipTest("sanitizers need more address space")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("inkling: warning: the system gave 1 of 4 threads", run.stderr)
        self.assertEqual(program.json.loads(run.stdout)["threads"], 1)

    def test_no_room_for_what_is_written(self):
        self.small_data()
        whole = self.gives_json(*self.training("x"))
        names = sorted(os.listdir(self.folder))
        sizes = [os.path.getsize(self.path(name)) for name in ("l.csv", "x", "r.html")]
        for limit in (0, 100, *[size - 1 for size in sizes], sum(sizes)):
            run = self.run_program(*self.training("x"), preexec_fn=lambda: resource.setrlimit(
                resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY)))
            self.assertEqual(run.returncode, 4, f"{limit}: {run.stderr}")
            self.assertRegex(run.stderr, r"inkling: error: .*cannot write.*File too large")
            self.assertEqual(self.gives_json("info", "x", "--json")["model_sha256"],
                             whole["model_sha256"])
            left = {name for name in os.listdir(self.folder) if name not in names}
            self.assertLessEqual(left, {"x.checkpoint"}, limit)
        pathlib.Path(self.path("x.checkpoint")).unlink(missing_ok=True)
        self.assertEqual(self.gives_json(*self.training("x"))["model_sha256"],
                         whole["model_sha256"])


if __name__ == "__main__":
    program.run_tests()
