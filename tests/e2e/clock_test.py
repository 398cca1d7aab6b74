"""The time of day jumps by a day, forth and back, all the time: no result and no figure minds.

clock_test.py PROGRAM PRELOADED_LIBRARY
"""
import os
import sys
import time

import program
import server

LIBRARY = os.path.abspath(sys.argv[2])
LINK = "jump_clock.so"  # in the test's folder: $LD_PRELOAD is split at spaces


class Clock(program.ProgramTest):
    def setUp(self):
        super().setUp()
        os.symlink(LIBRARY, self.path(LINK))
        self.env = program.environment(LD_PRELOAD=self.path(LINK), INKLING_COUNT_LOOKS="1")

    def test_training(self):
        arguments = ("train", "--dataset", self.small_data(), "--preset", "plain", "--layers", "16",
                     "--json", "--report", "run.html", "--tensorboard", "runs")
        steady = self.gives_json(*arguments)
        run = self.succeeds(*arguments, env=self.env)
        self.assertRegex(run.stderr, r"looked [1-9]\d* times")
        jumping = program.json.loads(run.stdout)
        self.assertEqual(jumping["model_sha256"], steady["model_sha256"])
        seconds = jumping["epoch_seconds"] + [jumping["train_seconds"]]
        self.assertTrue(all(0 <= s < 1000 for s in seconds), seconds)

    def test_stamps_of_verified_files(self):
        # Whether a file is hashed again depends on its own time, not on what time it is now.
        data = self.small_data()
        self.succeeds("evaluate", "--dataset", data, env=self.env)
        self.succeeds("data", "list", "--data-dir", self.path("d"), env=self.env)


class Serving(server.ServerTest):
    def test_deadlines_stand(self):
        os.symlink(LIBRARY, self.path(LINK))
        served = self.start("--deadline", "2", "--idle", "60",
                            env=program.environment(LD_PRELOAD=self.path(LINK)))
        with served.connect() as idle, served.connect() as slow:
            slow.sendall(b"GET /v2 HT")
            began = time.monotonic()
            self.assertEqual(server.status_of(server.read_answer(slow)), 408)
            self.assertTrue(1.9 < time.monotonic() - began < 10)
            idle.sendall(server.infer_raw(bytes(784)))
            self.assertEqual(server.status_of(server.read_answer(idle)), 200)


if __name__ == "__main__":
    sys.argv = [word for word in sys.argv if word != sys.argv[2]]
    program.run_tests()
