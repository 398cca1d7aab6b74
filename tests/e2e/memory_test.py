"""No memory left, at any moment: said in one line, exit code 4, no file left half written; a server
goes on, and answers 503 or closes the connection.

memory_test.py PROGRAM PRELOADED_LIBRARY [--all]
"""
import os
import pathlib
import random
import sys
import time

import program
import server

LIBRARY = os.path.abspath(sys.argv[2])
LINK = "fail_malloc.so"  # in the test's folder: $LD_PRELOAD is split at spaces
PICTURES = pathlib.Path(__file__).resolve().parents[2] / "fuzz" / "corpus" / "image"
TRIES = None if "--all" in sys.argv else 60


class Memory(program.ProgramTest):
    def setUp(self):
        super().setUp()
        os.symlink(LIBRARY, self.path(LINK))
        self.small_data(60, 20)
        self.succeeds(*self.training("m"))
        program.write_pgm(self.path("3.pgm"), program.digit_pixels(3, random.Random(1)))

    @staticmethod
    def training(out):
        return ("train", "--dataset", "data", "--preset", "plain", "--layers", "8", "--epochs",
                "2", "--validation", "10", "--log", "l.csv", "--report", "r.html", "--json",
                "--threads", "1", "--out", out)

    def sweep(self, *arguments, after=None):
        """Runs with each allocation failing in turn, once alone and once with all that follow."""
        preload = {"LD_PRELOAD": self.path(LINK), "INKLING_COUNT_TO": self.path("count")}
        self.succeeds(*arguments, env=program.environment(**preload))
        count = int(pathlib.Path(self.path("count")).read_text(encoding="ascii"))
        self.assertGreater(count, 100)
        places = range(count)
        if TRIES is not None:
            # The beginning, where most kinds of allocations happen once, and a sample of the rest.
            places = sorted(random.Random(count).sample(range(count), min(TRIES, count)))
        told = 0
        for place in places:
            for more in ({}, {"INKLING_FAIL_ALL": "1"}):
                run = self.run_program(*arguments, env=program.environment(
                    **preload, INKLING_FAIL_AT=str(place), **more))
                where = f"{arguments[0]}, allocation {place}, {more}: {run.stderr}"
                self.assertIn(run.returncode, (0, 3, 4), where)
                if run.returncode != 0:
                    told += 1
                    self.assertIn("inkling: error: ", run.stderr, where)
                if after is not None:
                    after(run, where)
        self.assertGreater(told, len(places) // 2)

    def test_info(self):
        self.sweep("info", "m")

    def test_predict(self):
        self.sweep("predict", "--model", "m", "3.pgm", "--json")

    def test_pictures(self):
        # Through libpng and libjpeg with libexif. Leptonica 1.82 and libtiff, which read the other
        # kinds, use what they could not allocate, and crash.
        for name in ("png-rgb-8-interlaced.png", "jpeg-ycck-progressive.jpg"):
            self.sweep("predict", "--model", "m", str(PICTURES / name))

    def test_train(self):
        def whole_or_absent(run, where):
            for name in os.listdir(self.folder):
                self.assertIn(name, {"data", "m", ".m.lock", "3.pgm", "count", "x", ".x.lock",
                                     "x.checkpoint", "l.csv", "r.html", LINK}, where)
            if os.path.exists(self.path("x")):
                self.succeeds("info", "x")
            elif run.returncode == 0:
                self.fail(where)
            for name in ("x", "x.checkpoint", "l.csv", "r.html"):
                if os.path.exists(self.path(name)):
                    os.remove(self.path(name))
        self.sweep(*self.training("x"), after=whole_or_absent)


class Serving(server.ServerTest):
    """A server of which one allocation fails, or many, before or while it answers."""

    def start_short(self, **more):
        preload = {"LD_PRELOAD": self.path(LINK), "INKLING_COUNT_TO": self.path("count"), **more}
        process = self.start_program("serve", "--listen", "127.0.0.1:0", "--threads", "1",
                                     "--store", self.path("store.db"), "--deadline", "2",
                                     env=program.environment(**preload))
        line = process.stdout.readline()
        if line:
            served = server.Server(process, int(line.split(":")[2].split("/")[0]))
            time.sleep(0.05)  # what it cannot begin with ends it
            if process.poll() is None:
                return served
            self.assertIn("inkling: error: ", served.waits_for_line("error"))
        else:
            self.assertIn("inkling: error: ", process.stderr.read())
        self.assertEqual(process.wait(20), 4)
        return None

    def ask_all(self, served, seconds=20):
        """The statuses of some requests; 0 where there was no answer."""
        strokes = b'{"strokes":[[[50,0],[50,50],[50,100]]]}'
        posts = [server.infer_raw(bytes(784)),
                 b"POST /v1/strokes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json"
                 b"\r\nContent-Length: %d\r\n\r\n" % len(strokes) + strokes,
                 b"GET /v1/corrections HTTP/1.1\r\nHost: localhost\r\n\r\n",
                 b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"]
        return [server.status_of(served.raw(post, seconds)) for post in posts]

    def stop(self, served):
        served.signal(15)
        self.assertEqual(served.ends(), 0)

    def test_it_goes_on(self):
        os.symlink(LIBRARY, self.path(LINK))
        served = self.start_short()
        self.stop(served)
        first = int(pathlib.Path(self.path("count")).read_text(encoding="ascii"))
        served = self.start_short()
        self.assertEqual(self.ask_all(served), [200] * 4)
        self.stop(served)
        last = int(pathlib.Path(self.path("count")).read_text(encoding="ascii"))
        self.assertGreater(last, first + 50)
        dice = random.Random(last)
        places = dice.sample(range(first), 10) + dice.sample(range(first - 5, last), 20)
        if TRIES is None:
            places = range(last)
        for place in places:
            with self.subTest(place):
                served = self.start_short(INKLING_FAIL_AT=str(place))
                if served is not None:
                    self.lives_on(served)
        for place in places[::5]:
            with self.subTest(place, for_ever=True):
                served = self.start_short(INKLING_FAIL_AT=str(place), INKLING_FAIL_ALL="1")
                if served is not None:
                    self.ends_without_a_crash(served)

    def lives_on(self, served):
        self.assertLessEqual(set(self.ask_all(served)), {200, 503, 0})
        end = time.monotonic() + 10  # it notices soon that there is memory again
        while self.ask_all(served) != [200] * 4:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.1)
        self.stop(served)

    def ends_without_a_crash(self, served):
        try:
            self.assertLessEqual(set(self.ask_all(served, 1)), {200, 503, 0})
        except OSError:
            pass  # it hears nobody, or had to end
        served.signal(15)
        self.assertIn(served.ends(), (0, 4, 143))


if __name__ == "__main__":
    sys.argv = [word for word in sys.argv if word not in (sys.argv[2], "--all")]
    program.run_tests()
