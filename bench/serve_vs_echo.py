#!/usr/bin/env python3
"""inkling serve beside a bare Boost.Beast echo server, both on one thread, with wrk from Debian.

Usage: serve_vs_echo.py BIN_FOLDER [--data DIR] [--model FILE]... [--rounds 5] [--seconds 2]
                        [--soak MINUTES]

DIR holds mnist/t10k-images-idx3-ubyte.gz, of which the first 200 images are asked. The programs
take turns. What counts is the CPU time that a server spends on a request, which a busy machine
disturbs least: the median of the rounds, and the best. Then latencies at half load, memory, the
time from start to first answer, ten thousand idle connections and, if asked, a soak.
"""
import argparse
import gzip
import http.client
import json
import os
import pathlib
import re
import resource
import socket
import statistics
import subprocess
import tempfile
import time

INFER = "/v2/models/digits/infer"
OCTETS = "application/octet-stream"
RAW = {"Content-Type": OCTETS, "Inference-Header-Content-Length": "0"}
BARE = {"Content-Type": OCTETS}
JSON = {"Content-Type": "application/json"}
SCRIPT = """
local requests, next_one = {{}}, 0
function init(arguments)
    for i = 1, {count} do
        local file = io.open("{folder}/" .. i, "rb")
        requests[i] = wrk.format("POST", nil, {{{headers}}}, file:read("*all"))
        file:close()
    end
end
function request()
    next_one = next_one % {count} + 1
    return requests[next_one]
end
"""
PAUSE = "function delay() return math.random({low}, {high}) end\n"


def test_images(folder, count=200):
    with gzip.open(folder / "mnist" / "t10k-images-idx3-ubyte.gz") as file:
        data = file.read(16 + 784 * count)[16:]
    return [data[i:i + 784] for i in range(0, len(data), 784)]


def as_json(image):
    return json.dumps({"inputs": [{"name": "pixels", "shape": [1, 28, 28], "datatype": "UINT8",
                                   "data": list(image)}]}).encode()


class Program:
    """A server that runs, and what Linux tells of it."""

    def __init__(self, *command, port=None):
        self.began = time.monotonic()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.port = port or int(re.search(r":(\d+)/", self.process.stdout.readline()).group(1))

    def cpu_seconds(self):
        stat = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(stat[11]) + int(stat[12])) / 100

    def megabytes(self, name="VmRSS"):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(name + r":\s+(\d+)", status).group(1)) / 1024

    def ask(self, image=bytes(784)):
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("POST", INFER, image, BARE)
        connection.getresponse().read()

    def end(self):
        self.process.terminate()
        self.process.wait()


def wrk(port, path, bodies, headers, seconds, connections=32, pause=None):
    """Answers, answers a second, and the latency below which 99 % came (milliseconds)."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for i, body in enumerate(bodies, 1):
            (folder / str(i)).write_bytes(body)
        lua = ", ".join(f'["{name}"] = "{value}"' for name, value in headers.items())
        script = SCRIPT.format(headers=lua, folder=folder, count=len(bodies))
        if pause:
            script += PAUSE.format(low=pause[0], high=pause[1])
        (folder / "post.lua").write_text(script)
        text = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s",
                               folder / "post.lua", f"http://127.0.0.1:{port}{path}"],
                              capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        raise SystemExit(text)
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
    return (int(re.search(r"(\d+) requests in", text).group(1)),
            float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)),
            float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit])


def start(folder, model, threads=1):
    chosen = ["--model", model] if model else []
    return Program(folder / "inkling", "serve", "--listen", "127.0.0.1:0", "--threads",
                   str(threads), *chosen)


def compare(folder, images, models, rounds, seconds):
    """CPU time of a request, in turns. The median rate of bare bytes is what "full load" is."""
    echo = Program(folder / "http_echo", "18081", port=18081)
    time.sleep(0.3)
    runs = [("echo, 784 bytes back", echo, "/", images, BARE)]
    requests = [as_json(image) for image in images]
    for name, program in models.items():
        runs.append((f"{name}, bytes in and out", program, INFER, images, RAW))
        runs.append((f"{name}, bytes in, JSON out", program, INFER, images, BARE))
        runs.append((f"{name}, JSON in and out", program, INFER, requests, JSON))
    costs, rates = {run[0]: [] for run in runs}, {run[0]: [] for run in runs}
    for _ in range(rounds):
        for title, program, path, bodies, headers in runs:
            before = program.cpu_seconds()
            count, rate, _ = wrk(program.port, path, bodies, headers, seconds)
            costs[title].append(1e6 * (program.cpu_seconds() - before) / count)
            rates[title].append(rate)
    echo.end()
    print(f"{'':36}{'CPU µs, median':>16}{'best':>8}{'requests/s a core':>20}{'of echo':>10}")
    base = statistics.median(costs[runs[0][0]])
    for title, cost in costs.items():
        middle = statistics.median(cost)
        print(f"{title:36}{middle:16.2f}{min(cost):8.2f}{1e6 / middle:20,.0f}"
              f"{100 * base / middle:8.0f} %")
    return {name: statistics.median(rates[f"{name}, bytes in and out"]) for name in models}


def idle(program, image, count=10_000):
    """Memory with so many connections that ask nothing, and after each has asked once."""
    room = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (room, room))
    request = (f"POST {INFER} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {OCTETS}\r\n"
               f"Content-Length: 784\r\n\r\n").encode() + image
    program.ask()
    crowd = [socket.create_connection(("127.0.0.1", program.port)) for _ in range(count)]
    program.ask()
    silent = program.megabytes()
    for connection in crowd:
        connection.sendall(request)
        connection.recv(4096)
    time.sleep(2)
    print(f"{count} idle connections: {silent:.1f} MB in all; each having asked once: "
          f"{program.megabytes():.1f} MB")
    for connection in crowd:
        connection.close()


def soak(program, images, minutes):
    """Memory over time at a few hundred requests a second."""
    program.ask()
    samples, asked = [], 0
    began = time.monotonic()
    while time.monotonic() - began < 60 * minutes:
        count, _, _ = wrk(program.port, INFER, images, RAW, 10, connections=4, pause=(6, 10))
        asked += count
        samples.append(program.megabytes())
    print(f"soak of {minutes} minutes, {asked:,} requests: {samples[0]:.2f} MB after 10 s, "
          f"{samples[len(samples) // 2]:.2f} MB half-way, {samples[-1]:.2f} MB at the end, "
          f"{max(samples):.2f} MB at most")


def first_answer_ms(folder, model):
    program = start(folder, model)
    program.ask()
    took = 1000 * (time.monotonic() - program.began)
    program.end()
    return took


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bin")
    parser.add_argument("--data", default=os.environ.get("INKLING_DATA_DIR", ""))
    parser.add_argument("--model", action="append", default=[])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--soak", type=int, default=0)
    options = parser.parse_args()
    folder = pathlib.Path(options.bin).resolve()
    images = test_images(pathlib.Path(options.data))
    paths = {"built-in": None, **{pathlib.Path(path).stem: path for path in options.model}}
    models = {name: start(folder, path) for name, path in paths.items()}
    full = compare(folder, images, models, options.rounds, options.seconds)
    for name, program in models.items():
        connections = max(1, round(full[name] / 2 * 0.002))
        p99 = [wrk(program.port, INFER, images, RAW, options.seconds, connections, (1, 3))
               for _ in range(options.rounds)]
        middle = sorted(p99, key=lambda run: run[2])[len(p99) // 2]
        print(f"{name}: at {middle[1]:,.0f} requests/s 99 % within {middle[2]:.2f} ms (best "
              f"{min(run[2] for run in p99):.2f})")
        wrk(program.port, INFER, images, RAW, options.seconds, connections=64)
        print(f"{name}: at most {program.megabytes('VmHWM'):.1f} MB under 64 connections")
        program.end()
    starts = sorted(first_answer_ms(folder, None) for _ in range(9))
    print(f"start to first answer: {starts[4]:.0f} ms (median; best {starts[0]:.0f})")
    served = start(folder, None, threads=2)
    idle(served, images[0])
    served.end()
    if options.soak:
        served = start(folder, None)
        soak(served, images, options.soak)
        served.end()


if __name__ == "__main__":
    main()
