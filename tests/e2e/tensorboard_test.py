"""--tensorboard, read by others: the frames by a CRC-32C of this script, the events by protoc."""
import glob
import pathlib
import re
import shutil
import struct
import subprocess
import time

import program

SCHEMA = pathlib.Path(__file__).resolve().parent.parent / "golden"


def crc32c(data):
    """Bit by bit from the definition in RFC 3720: reflected, polynomial 0x1EDC6F41."""
    crc = 0xFFFFFFFF
    for byte in data:
        for bit in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if (crc ^ byte >> bit) & 1 else 0)
    return crc ^ 0xFFFFFFFF


try:
    from crc32c import crc32c as library_crc32c  # Debian: python3-crc32c
except ImportError:
    library_crc32c = crc32c


def masked(data):
    """As tensorflow/core/lib/hash/crc32c.h stores it."""
    crc = crc32c(data)
    assert crc == library_crc32c(data)
    return (crc >> 15 | crc << 17) + 0xA282EAD8 & 0xFFFFFFFF


def records(data):
    """The payloads of a file of TFRecords, each checked."""
    at = 0
    while at < len(data):
        (length,), (length_crc,) = struct.unpack_from("<Q", data, at), \
            struct.unpack_from("<I", data, at + 8)
        assert length_crc == masked(data[at:at + 8]), f"bad length checksum at {at}"
        payload = data[at + 12:at + 12 + length]
        assert len(payload) == length, f"record cut at {at}"
        (payload_crc,) = struct.unpack_from("<I", data, at + 12 + length)
        assert payload_crc == masked(payload), f"bad payload checksum at {at}"
        yield payload
        at += 16 + length


def decoded(payload):
    """The event as protoc prints it."""
    run = subprocess.run(["protoc", f"--proto_path={SCHEMA}", "--decode=tensorflow.Event",
                          "event.proto"], input=payload, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout.decode()


class TensorBoard(program.ProgramTest):
    def test_others_can_read_the_events(self):
        if shutil.which("protoc") is None:
            self.skipTest("needs protoc (Debian: protobuf-compiler)")
        before = time.time()
        self.train("--epochs", "3", "--validation", "100", "--tensorboard", "runs/one", "--log",
                   "log.csv")
        files = glob.glob(self.path("runs/one/*"))
        self.assertEqual(len(files), 1)
        self.assertRegex(files[0], r"/events\.out\.tfevents\.\d{10}\.[^/]+$")
        events = [decoded(payload) for payload in records(pathlib.Path(files[0]).read_bytes())]
        self.assertIn('file_version: "brain.Event:2"', events[0])
        for event in events:
            # Bytes that the schema does not know are printed by their number.
            self.assertIsNone(re.search(r"^\s*\d+:", event, re.M), event)
            wall_time = float(re.search(r"wall_time: (\S+)", event).group(1))
            self.assertGreaterEqual(wall_time, before - 1)
            self.assertLessEqual(wall_time, time.time() + 1)
        lines = pathlib.Path(self.path("log.csv")).read_text(encoding="utf-8").splitlines()
        rows = [dict(zip(lines[0].split(","), line.split(","))) for line in lines[1:]]
        for epoch, row in enumerate(rows, 1):
            event = events[epoch]
            self.assertIn(f"step: {epoch}\n", event)
            values = dict(re.findall(r'tag: "(.+)"\s+simple_value: (\S+)', event))
            self.assertEqual(set(values), {"loss/train", "accuracy/train", "loss/validation",
                                           "accuracy/validation", "learning_rate"})
            self.assertAlmostEqual(float(values["loss/train"]), float(row["loss"]), places=4)
            self.assertAlmostEqual(float(values["accuracy/validation"]),
                                   float(row["validation_accuracy"]), places=4)
        self.assertIn('tag: "accuracy/test"', events[4])
        self.assertEqual(len(events), 5)

    def test_the_reader_of_this_test_sees_damage(self):
        self.train("--epochs", "1", "--tensorboard", "runs")
        data = bytearray(pathlib.Path(glob.glob(self.path("runs/*"))[0]).read_bytes())
        data[30] ^= 1
        with self.assertRaises(AssertionError):
            list(records(bytes(data)))


if __name__ == "__main__":
    program.run_tests()
