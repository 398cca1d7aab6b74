#!/usr/bin/env python3
"""inkling serve beside a bare Boost.Beast echo server, both on one thread, with wrk from Debian.

Usage: serve_vs_echo.py BIN_FOLDER [--rounds 5] [--seconds 4]; the programs take turns and the best
round of each counts. Also prints latencies, memory, and the time from start to first answer.
"""
import argparse
import http.client
import json
import pathlib
import re
import subprocess
import tempfile
import time

SCRIPT = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "{kind}"
local file = io.open("{file}", "rb")
wrk.body = file:read("*all")
file:close()
"""


def wrk(folder, port, path, body, kind, seconds, connections=32):
    """Requests a second, and the latency below which 99 % were answered (milliseconds)."""
    (folder / "body").write_bytes(body)
    (folder / "post.lua").write_text(SCRIPT.format(kind=kind, file=folder / "body"))
    text = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s",
                           folder / "post.lua", f"http://127.0.0.1:{port}{path}"],
                          capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in text:
        raise SystemExit(text)
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
    scale = {"us": 0.001, "ms": 1, "s": 1000}[unit]
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)), float(value) * scale


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def peak_kb(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status).group(1))


def start_inkling(folder):
    """The server, its port, and the milliseconds from its start to its first answer."""
    began = time.monotonic()
    process = subprocess.Popen([folder / "inkling", "serve", "--listen", "127.0.0.1:0", "--threads",
                                "1"], stdout=subprocess.PIPE, text=True)
    port = int(re.search(r":(\d+)/", process.stdout.readline()).group(1))
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", "/v2/models/digits/infer", bytes(784),
                       {"Content-Type": "application/octet-stream"})
    connection.getresponse().read()
    return process, port, 1000 * (time.monotonic() - began)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bin")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    options = parser.parse_args()
    programs = pathlib.Path(options.bin).resolve()
    infer = "/v2/models/digits/infer"
    image = bytes((i * 7) % 256 if 200 < i < 600 and i % 3 else 0 for i in range(784))
    request = json.dumps({"inputs": [{"name": "pixels", "shape": [1, 28, 28], "datatype": "UINT8",
                                      "data": list(image)}]}).encode()
    octets = "application/octet-stream"
    echo = subprocess.Popen([programs / "http_echo", "18081"])
    inkling, port, first_ms = start_inkling(programs)
    runs = {"echo, 784 bytes": (echo, 18081, "/", image, octets),
            "inkling, 784 bytes": (inkling, port, infer, image, octets),
            "inkling, JSON": (inkling, port, infer, request, "application/json")}
    best = {}
    try:
        with tempfile.TemporaryDirectory() as name:
            for _ in range(options.rounds):
                for title, (process, *where) in runs.items():
                    before = cpu_seconds(process.pid)
                    rate, p99 = wrk(pathlib.Path(name), *where, options.seconds)
                    used = cpu_seconds(process.pid) - before
                    per_core = rate * options.seconds / max(used, 0.01)
                    best[title] = max(best.get(title, (0, 0, 0)), (per_core, rate, p99))
            print(f"{'':20}{'requests/s a core':>20}{'requests/s':>14}{'p99, ms':>10}")
            for title, (per_core, rate, p99) in best.items():
                print(f"{title:20}{per_core:20,.0f}{rate:14,.0f}{p99:10.2f}")
            wrk(pathlib.Path(name), port, infer, image, octets, 2, connections=64)
            print(f"peak memory {peak_kb(inkling.pid) / 1024:.1f} MB; start to first answer "
                  f"{first_ms:.0f} ms")
    finally:
        for process in (echo, inkling):
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
