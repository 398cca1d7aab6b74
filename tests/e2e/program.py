"""What the tests of the program share: running it, and a small data set that is learned in no time.

Each test is a script that is called with the path of the program; run_tests() is its main().
"""
import gzip
import hashlib
import json
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

SKIPPED = 77
PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else "inkling"

# Digits of a pocket calculator: segments a to g of each.
SEGMENTS = ("abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcdfg")
BARS = {"a": (4, 8, 3, 12), "b": (5, 17, 9, 3), "c": (14, 17, 9, 3), "d": (21, 8, 3, 12),
        "e": (14, 8, 9, 3), "f": (5, 8, 9, 3), "g": (13, 8, 3, 12)}


def digit_pixels(digit, dice):
    """784 grey levels of a digit that is a little displaced and has some noise."""
    rows = [bytearray(28) for _ in range(28)]
    down, across = dice.randint(-2, 2), dice.randint(-2, 2)
    for segment in SEGMENTS[digit]:
        top, left, height, width = BARS[segment]
        for y in range(top + down, top + down + height):
            for x in range(left + across, left + across + width):
                rows[y][x] = dice.randint(160, 255)
    return b"".join(rows)


def write_idx(folder, count, test_count, seed=1):
    """A data set of calculator digits in the files of MNIST."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    dice = random.Random(seed)
    for part, images in (("train", count), ("t10k", test_count)):
        labels = bytes(i % 10 for i in range(images))
        pixels = b"".join(digit_pixels(label, dice) for label in labels)
        (folder / f"{part}-images-idx3-ubyte").write_bytes(
            struct.pack(">IIII", 0x803, images, 28, 28) + pixels)
        with gzip.open(folder / f"{part}-labels-idx1-ubyte.gz", "wb") as file:
            file.write(struct.pack(">II", 0x801, images) + labels)
    return str(folder)


def write_pgm(path, pixels, side=28):
    """A picture of ink (0 paper to 255 ink) as dark ink on white paper."""
    pathlib.Path(path).write_bytes(b"P5\n%d %d\n255\n" % (side, side) +
                                   bytes(255 - value for value in pixels))
    return str(path)


def change_model(source, target, change):
    """Copies a model file with change(header, values) made to it, sealed anew (docs/FORMATS.md)."""
    data = pathlib.Path(source).read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header, values = json.loads(data[8:8 + length]), bytearray(data[8 + length:])
    change(header, values)
    facts = header.pop("__metadata__")
    facts.pop("inkling")
    seal = " ".join(["1", "0" * 10, "0" * 10, "0" * 64])
    text = json.dumps({"__metadata__": {"inkling": seal, **facts}, **header},
                      separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    file = bytearray(struct.pack("<Q", len(text)) + text + values)
    size_at = file.index(seal.encode()) + 2
    file[size_at:size_at + 21] = b"%010d %010d" % (len(file), len(file))
    file[size_at + 22:size_at + 86] = hashlib.sha256(file).hexdigest().encode()
    pathlib.Path(target).write_bytes(file)


def unknown_framing(header, _values):
    header["__metadata__"]["inkling.preprocessing"] = '{"framing":"foo","views":1}'


def huge_weights(header, values):
    """Finite ones, with which what is computed overflows."""
    for name, tensor in header.items():
        if name.endswith(".kernel"):
            begin, end = tensor["data_offsets"]
            values[begin:end] = struct.pack("<ff", 3e38, -3e38) * ((end - begin) // 8)


def environment(**changes):
    """The environment of a user with nothing special set; None takes a variable away."""
    values = {"PATH": os.environ.get("PATH", ""), "HOME": "/nonexistent", "LANG": "C.UTF-8"}
    # Whatever a sanitizer was told stays told.
    values.update({k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")})
    for name, value in changes.items():
        if value is None:
            values.pop(name, None)
        else:
            values[name] = value
    return values


class ProgramTest(unittest.TestCase):
    """A test with a folder of its own, self.folder, in which the program runs."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="inkling-e2e-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, name):
        return str(self.folder / name)

    def run_program(self, *arguments, env=None, **options):
        """Runs the program to its end; the result has .returncode, .stdout and .stderr (text)."""
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        if "input" not in options:
            options.setdefault("stdin", subprocess.DEVNULL)
        run = subprocess.run([PROGRAM, *arguments], cwd=self.folder, timeout=300,
                             env=environment() if env is None else env, **options, check=False)
        for stream in ("stdout", "stderr"):
            value = getattr(run, stream)
            if isinstance(value, bytes):
                setattr(run, stream, value.decode("utf-8", "surrogateescape"))
        return run

    def start_program(self, *arguments, env=None, **options):
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        process = subprocess.Popen([PROGRAM, *arguments], cwd=self.folder, text=True,
                                   stdin=subprocess.DEVNULL,
                                   env=environment() if env is None else env, **options)
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def succeeds(self, *arguments, **options):
        run = self.run_program(*arguments, **options)
        self.assertEqual(run.returncode, 0, f"{arguments}\n{run.stderr}")
        return run

    def gives_json(self, *arguments, **options):
        return json.loads(self.succeeds(*arguments, **options).stdout)

    def fails(self, code, words, *arguments, **options):
        """Exits with `code`; stderr has the error line, which holds `words`; stdout is empty."""
        run = self.run_program(*arguments, **options)
        self.assertEqual(run.returncode, code, f"{arguments}\n{run.stderr}")
        errors = [line for line in run.stderr.splitlines() if line.startswith("inkling: error: ")]
        self.assertEqual(len(errors), 1, run.stderr)
        self.assertIn(words, errors[0])
        self.assertTrue(all(c.isprintable() for c in run.stderr.replace("\n", "")), run.stderr)
        self.assertEqual(run.stdout, "")
        return run

    def small_data(self, count=600, test_count=200):
        return write_idx(self.folder / "data", count, test_count)

    def train(self, *arguments):
        """Trains a small network on the small data; the JSON of the run."""
        return self.gives_json("train", "--json", "--dataset", self.small_data(), "--layers", "32",
                               "--preset", "plain", "--lr", "0.005", "--batch-size", "32",
                               *arguments)


def run_tests():
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=1)
