"""inkling serve against clients that are wrong, slow, large or many: raw sockets, no library."""
import os
import select
import socket
import time
import unittest

import program
import server

HOST = b"Host: localhost\r\n"
TYPE = b"Content-Type: application/octet-stream\r\n"
INFER = b"POST /v2/models/digits/infer HTTP/1.1\r\n" + HOST + TYPE


def chunked(body):
    return INFER + b"Transfer-Encoding: chunked\r\n\r\n" + body


# What is sent, and the status that it deserves.
TABLE = [
    ("one image", INFER + b"Content-Length: 784\r\n\r\n" + bytes(784), 200),
    ("783 bytes", INFER + b"Content-Length: 783\r\n\r\n" + bytes(783), 400),
    ("785 bytes", INFER + b"Content-Length: 785\r\n\r\n" + bytes(785), 400),
    ("no length", INFER + b"\r\n", 411),
    ("64 KiB and one", INFER + b"Content-Length: 65537\r\n\r\n", 413),
    ("100 MB", INFER + b"Content-Length: 100000000\r\n\r\n", 413),
    ("chunks", chunked(b"310\r\n" + bytes(784) + b"\r\n0\r\n\r\n"), 200),
    ("chunks without end", chunked(b"10000\r\n" + bytes(65536) + b"\r\n1\r\n0\r\n"), 413),
    ("a chunk size of letters", chunked(b"ZZZ\r\n"), 400),
    ("a negative chunk size", chunked(b"-2\r\n"), 400),
    ("a chunk size of 2^64 - 1", chunked(b"FFFFFFFFFFFFFFFF\r\n"), 400),
    ("a chunk size beyond 64 bits", chunked(b"FFFFFFFFFFFFFFFFFF\r\n"), 400),
    ("an endless chunk line", chunked(b"1;" + b"x" * 9000), 400),
    ("both lengths", INFER + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    ("both, other order", INFER + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n", 400),
    ("two lengths", INFER + b"Content-Length: 784\r\nContent-Length: 784\r\n\r\n", 400),
    ("a list of lengths", INFER + b"Content-Length: 784, 784\r\n\r\n", 400),
    ("letters in the length", INFER + b"Content-Length: 784abc\r\n\r\n", 400),
    ("negative length", INFER + b"Content-Length: -1\r\n\r\n", 400),
    ("signed length", INFER + b"Content-Length: +784\r\n\r\n", 400),
    ("length 1e20", INFER + b"Content-Length: 1e20\r\n\r\n", 400),
    ("length of 20 digits", INFER + b"Content-Length: 99999999999999999999\r\n\r\n", 400),
    ("other encoding", INFER + b"Transfer-Encoding: gzip, chunked\r\n\r\n", 400),
    ("identity", INFER + b"Transfer-Encoding: identity\r\n\r\n", 400),
    ("chunks in 1.0", INFER.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n", 400),
    ("folded line", b"GET /v2 HTTP/1.1\r\n" + HOST + b"X-A: b\r\n c\r\n\r\n", 400),
    ("bare line feed", b"GET /v2 HTTP/1.1\r\nHost: localhost\nX-A: b\r\n\r\n", 400),
    ("bare carriage return", b"GET /v2 HTTP/1.1\r\n" + HOST + b"X-A: b\rc\r\n\r\n", 400),
    ("NUL in a value", b"GET /v2 HTTP/1.1\r\n" + HOST + b"X-A: b\0c\r\n\r\n", 400),
    ("NUL in the target", b"GET /v2\0 HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    ("space before the colon", b"GET /v2 HTTP/1.1\r\n" + HOST + b"X-A : b\r\n\r\n", 400),
    ("no Host", b"GET /v2 HTTP/1.1\r\n\r\n", 400),
    ("two Hosts", b"GET /v2 HTTP/1.1\r\n" + HOST + HOST + b"\r\n", 400),
    ("no HTTP", b"\x16\x03\x01\x02\x00\x01", 400),
    ("HTTP/3.0", b"GET /v2 HTTP/3.0\r\n" + HOST + b"\r\n", 400),
    ("60 KB of target", b"GET /" + b"a" * 60000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
    ("9 KB of target", b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
    ("header flood", b"GET /v2 HTTP/1.1\r\n" + HOST + b"X-A: b\r\n" * 3000 + b"\r\n", 431),
    ("one long line", b"GET /v2 HTTP/1.1\r\nX-A: " + b"b" * 60000 + b"\r\n\r\n", 431),
    ("no such path", b"GET /nothing HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    ("out of the folder", b"GET /..%2f..%2fetc/passwd HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    ("dots", b"GET /../../etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    ("no such method here", b"DELETE /v2 HTTP/1.1\r\n" + HOST + b"\r\n", 405),
    ("HEAD", b"HEAD /v2 HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n", 200),
    ("HTTP/1.0", b"GET /v2 HTTP/1.0\r\n\r\n", 200),
    ("other type", INFER.replace(b"application/octet-stream", b"text/plain") +
     b"Content-Length: 4\r\n\r\nabcd", 415),
    ("a form", INFER.replace(b"octet-stream", b"x-www-form-urlencoded") +
     b"Content-Length: 4\r\n\r\nabcd", 415),
    ("no type", INFER.replace(TYPE, b"") + b"Content-Length: 784\r\n\r\n" + bytes(784), 415),
    ("gzip", INFER + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd", 415),
    ("foreign host", b"GET /v2 HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
    ("host that begins well", b"GET /v2 HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n\r\n", 421),
    ("foreign origin", b"GET /v2 HTTP/1.1\r\n" + HOST + b"Origin: http://evil.example\r\n\r\n",
     403),
    ("null origin", b"GET /v2 HTTP/1.1\r\n" + HOST + b"Origin: null\r\n\r\n", 403),
    ("own origin", b"GET /v2 HTTP/1.1\r\n" + HOST + b"Origin: http://localhost\r\n\r\n", 200),
    ("odd expectation", INFER + b"Expect: miracles\r\nContent-Length: 784\r\n\r\n", 417),
]


class Table(server.ServerTest):
    def test_each_row(self):
        served = self.start()
        for name, sent, status in TABLE:
            with self.subTest(name):
                answer = served.raw(sent)
                self.assertEqual(server.status_of(answer), status, answer[:500])
                self.assertNotIn(b"evil", answer)
                if status >= 400:
                    head, _, body = answer.partition(b"\r\n\r\n")
                    self.assertIn(b"Content-Length: %d" % len(body), head)
                    self.assertIn("error", program.json.loads(body))
                    self.assertIn(b"X-Content-Type-Options: nosniff", head)
                if status == 405:
                    self.assertIn(b"\r\nAllow: GET, HEAD\r\n", answer)
        self.assertEqual(server.status_of(served.raw(TABLE[0][1])), 200)
        self.assertIsNone(served.process.poll())

    def test_messages_name_the_numbers(self):
        served = self.start()
        self.assertIn(b"expected 784 bytes, got 783", served.raw(TABLE[1][1]))
        self.assertIn(b"expected 784 bytes, got 785", served.raw(TABLE[2][1]))


class Connections(server.ServerTest):
    def test_pipelined_requests_are_all_answered_in_order(self):
        served = self.start()
        one = INFER + b"Content-Length: 784\r\n\r\n" + bytes(784)
        other = b"GET /v2/health/live HTTP/1.1\r\n" + HOST + b"\r\n"
        with served.connect() as connection:
            connection.sendall((one + other) * 25 + b"GET /v2 HTTP/1.1\r\n" + HOST +
                               b"Connection: close\r\n\r\n")
            data = b""
            while piece := connection.recv(65536):
                data += piece
        bodies = [part.split(b"\r\n\r\n", 1)[1] for part in data.split(b"HTTP/1.1 200 OK")[1:]]
        self.assertEqual(len(bodies), 51)
        self.assertTrue(all(b"probabilities" in body for body in bodies[0:50:2]))
        self.assertTrue(all(body == b'{"live":true}' for body in bodies[1:50:2]))

    def test_half_close_and_continue(self):
        served = self.start()
        with served.connect() as connection:
            connection.sendall(INFER + b"Content-Length: 784\r\n\r\n" + bytes(784))
            connection.shutdown(socket.SHUT_WR)
            self.assertEqual(server.status_of(server.read_answer(connection)), 200)
        with served.connect() as connection:
            connection.sendall(INFER + b"Expect: 100-continue\r\nContent-Length: 784\r\n\r\n")
            self.assertEqual(connection.recv(100), b"HTTP/1.1 100 Continue\r\n\r\n")
            connection.sendall(bytes(784))
            self.assertEqual(server.status_of(server.read_answer(connection)), 200)

    def test_byte_by_byte(self):
        served = self.start()
        with served.connect() as connection:
            for byte in INFER + b"Content-Length: 784\r\n\r\n" + bytes(20):
                connection.sendall(bytes([byte]))
            connection.sendall(bytes(764))
            self.assertEqual(server.status_of(server.read_answer(connection)), 200)

    def test_reset_in_mid_body_harms_nobody(self):
        served = self.start()
        for _ in range(20):
            connection = served.connect()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.sendall(INFER + b"Content-Length: 784\r\n\r\nabc")
            connection.close()
        self.assertEqual(server.status_of(served.raw(TABLE[0][1])), 200)

    def test_slow_clients_are_cut_and_others_served(self):
        served = self.start("--deadline", "1")
        slow = []
        for i in range(200):
            connection = served.connect()
            connection.sendall(b"GET /v2 HT" if i % 2 else
                               INFER + b"Content-Length: 784\r\n\r\nabc")
            slow.append(connection)
        began = time.monotonic()
        cut = set()
        while len(cut) < len(slow) and time.monotonic() - began < 15:
            # A byte now and then is no excuse: the deadline is for the whole.
            for connection in slow:
                if connection not in cut:
                    try:
                        connection.sendall(b"x")
                    except OSError:
                        pass
            self.assertEqual(server.status_of(served.raw(TABLE[0][1])), 200)
            for connection in select.select(slow, [], [], 0.3)[0]:
                if connection not in cut:
                    self.assertEqual(server.status_of(server.read_answer(connection)), 408)
                    cut.add(connection)
        self.assertEqual(len(cut), len(slow))
        for connection in slow:
            connection.close()

    def test_a_connection_is_answered_again_after_a_pause(self):
        # What it received into while it asked often has gone by then.
        served = self.start("--threads", "1")
        image = bytes(server.digit(7))
        small, large = server.infer_raw(image), server.infer_raw(80 * image)
        with served.connect() as connection:
            for request, pause in [(small, 0), (small, 1.2), (small, 0), (large, 0), (small, 1.2),
                                   (large, 0), (large, 0), (small, 0)]:
                connection.sendall(request[:100])
                connection.sendall(request[100:])
                answer = server.read_answer(connection)
                self.assertEqual(server.status_of(answer), 200, answer)
                time.sleep(pause)
            # Two at once, and the end of the connection in the middle of a third.
            connection.sendall(small + small + small[:300])
            self.assertEqual(server.status_of(server.read_answer(connection)), 200)

    def test_more_connections_ask_often_than_have_buffers(self):
        served = self.start("--threads", "1")
        request = server.infer_raw(bytes(server.digit(2)))
        crowd = [served.connect() for _ in range(400)]
        for _ in range(3):
            for connection in crowd:
                connection.sendall(request)
            for connection in crowd:
                self.assertEqual(server.status_of(server.read_answer(connection)), 200)
        for connection in crowd:
            connection.close()

    def test_too_many_connections_are_turned_away(self):
        served = self.start("--max-connections", "5", "--threads", "1")
        crowd = [served.connect() for _ in range(5)]
        for connection in crowd:
            connection.sendall(b"GET /v2 HTTP/1.1\r\n" + HOST + b"\r\n")
            self.assertEqual(server.status_of(server.read_answer(connection)), 200)
        with served.connect() as late:
            answer = server.read_answer(late)
            self.assertEqual(server.status_of(answer), 503)
            self.assertIn(b"Retry-After: 1", answer)
        for connection in crowd:
            connection.close()
        time.sleep(0.2)
        self.assertEqual(server.status_of(served.raw(TABLE[0][1])), 200)

    @unittest.skipIf(os.environ.get("INKLING_SANITIZED"),
                     "UBSan looks at objects through a pipe, which takes descriptors")
    def test_no_descriptors_left(self):
        served = self.start_limited(40)
        crowd = [served.connect() for _ in range(60)]
        time.sleep(0.5)
        for connection in crowd:
            connection.close()
        time.sleep(0.5)
        self.assertEqual(server.status_of(served.raw(TABLE[0][1])), 200)

    def start_limited(self, descriptors):
        def limit():
            import resource  # pylint: disable=import-outside-toplevel
            resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
        process = self.start_program("serve", "--listen", "127.0.0.1:0", preexec_fn=limit)
        return server.Server(process, int(process.stdout.readline().split(":")[2].split("/")[0]))

    @unittest.skipIf(os.environ.get("INKLING_SANITIZED"), "sanitizers need memory of their own")
    def test_ten_thousand_idle_connections_take_little_memory(self):
        import resource  # pylint: disable=import-outside-toplevel
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard < 10_200:
            self.skipTest(f"only {hard} descriptors")
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        served = self.start("--access-log", "none")
        self.assertEqual(server.status_of(served.raw(TABLE[0][1])), 200)
        crowd = [served.connect() for _ in range(10_000)]
        self.assertEqual(server.status_of(served.raw(TABLE[0][1])), 200)
        self.assertLess(served.memory(), 40 << 20)  # all of the program
        for connection in crowd:
            connection.sendall(TABLE[0][1])
            self.assertEqual(server.status_of(server.read_answer(connection)), 200)
        self.assertLess(served.memory(), 40 << 20)
        for connection in crowd:
            connection.close()


if __name__ == "__main__":
    program.run_tests()
