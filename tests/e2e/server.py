"""What the tests of `inkling serve` share: starting it, raw sockets, and small requests."""
import http.client
import json
import random
import re
import socket
import subprocess
import threading
import time

import program

HEAD = b"HTTP/1.1 "


class ServerTest(program.ProgramTest):
    """A test that starts servers; each ends with the test."""

    def start(self, *arguments, env=None):
        """A running server: an object with .port, .process and .lines (of stderr so far)."""
        if "--listen" not in arguments:
            arguments = ("--listen", "127.0.0.1:0", *arguments)
        process = self.start_program("serve", *arguments, env=env)
        line = process.stdout.readline()
        found = re.search(r"https?://[^/]*:(\d+)/", line)
        if not found:
            self.fail(f"no address: {line!r} {process.stderr.read()!r}")
        return Server(process, int(found.group(1)))


class Server:
    def __init__(self, process, port):
        self.process = process
        self.port = port
        self.lines = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        try:
            for line in self.process.stderr:
                self.lines.append(line.rstrip("\n"))
        except ValueError:
            pass  # closed under us: the test is over

    def waits_for_line(self, words, seconds=20, count=1):
        """The line of stderr that is the `count`th with these words."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = [line for line in self.lines if words in line]
            if len(found) >= count:
                return found[count - 1]
            time.sleep(0.02)
        raise AssertionError(f"no line with {words!r} in {self.lines}")

    def signal(self, number):
        self.process.send_signal(number)

    def ends(self, seconds=20):
        return self.process.wait(seconds)

    def connect(self, seconds=20):
        connection = socket.create_connection(("127.0.0.1", self.port), seconds)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def raw(self, data, seconds=20):
        """Sends bytes, reads until the server closes or an answer is whole; returns the bytes."""
        with self.connect(seconds) as connection:
            connection.sendall(data)
            return read_answer(connection)

    def ask(self, method, path, body=None, **headers):
        """One request; returns (status, headers, body)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body=body, headers={
                name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def ask_json(self, method, path, value=None, **headers):
        if value is not None:
            headers.setdefault("Content_Type", "application/json")
            value = value if isinstance(value, (bytes, str)) else json.dumps(value)
        status, _, body = self.ask(method, path, value, **headers)
        return status, json.loads(body)

    def memory(self):
        """Resident bytes."""
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * 4096


def read_answer(connection):
    """All bytes of one answer, by its Content-Length; fewer where the server closes early."""
    data = b""
    while True:
        end = data.find(b"\r\n\r\n")
        if end >= 0:
            length = re.search(rb"(?im)^content-length: (\d+)\r$", data[:end + 2])
            if length and len(data) >= end + 4 + int(length.group(1)):
                return data
        try:
            piece = connection.recv(65536)
        except ConnectionResetError:
            return data
        if not piece:
            return data
        data += piece


def status_of(answer):
    """The status of the last answer in some bytes; 0 where there is none."""
    found = re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)
    return int(found[-1]) if found else 0


def digit(number, seed=5):
    """784 grey levels as a list."""
    return list(program.digit_pixels(number, random.Random(seed)))


def infer_body(pixels, **more):
    """A request of the inference protocol for images given as lists of 784 numbers."""
    tensor = {"name": "pixels", "shape": [len(pixels), 28, 28], "datatype": "UINT8",
              "data": [list(image) for image in pixels]}
    return {"inputs": [tensor], **more}


def infer_raw(body):
    """The bytes of a request for bare grey levels."""
    return (b"POST /v2/models/digits/infer HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
            b"application/octet-stream\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


def outputs_of(reply):
    return {output["name"]: output for output in reply["outputs"]}


def run_quietly(arguments):
    return subprocess.run(arguments, capture_output=True, check=False)
