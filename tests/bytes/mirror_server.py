#!/usr/bin/env python3
"""A mirror on the loopback device for the download tests: https, and every way to go wrong.

Usage: mirror_server.py FOLDER CERTIFICATE KEY LOG. Prints its port, serves /BEHAVIOUR/NAME from
FOLDER/NAME, writes one line a request to LOG, and ends when its standard input does.
"""
import http.server
import os
import ssl
import sys
import threading
import time

FOLDER, CERTIFICATE, KEY, LOG = sys.argv[1:5]
PAGE = b"<html><head><title>Log in</title></head><body>" + b"x" * 5000 + b"</body></html>"
PAGE += b" " * (5120 - len(PAGE))
seen = {}
lock = threading.Lock()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        _, behaviour, name = self.path.split("/", 2)
        with lock:
            seen[self.path] = seen.get(self.path, 0) + 1
            with open(LOG, "a", encoding="utf-8") as log:
                log.write(f"{self.path} {self.headers.get('Range', '-')}\n")
        try:
            with open(os.path.join(FOLDER, name), "rb") as file:
                self.content = file.read()
        except OSError:
            behaviour = "404"
        answer = getattr(self, "do_" + behaviour, None)
        try:
            if answer:
                answer()
            else:
                self.page(int(behaviour), b"<html>an error</html>", "text/html")
        except (BrokenPipeError, ConnectionError, ssl.SSLError):
            self.close_connection = True

    def page(self, status, body, kind="application/octet-stream", headers=()):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_ok(self):
        """All of it, whatever range is asked for."""
        self.page(200, self.content)

    def wanted(self):
        """(start, status, headers) of the range that is asked for."""
        size = len(self.content)
        spec = self.headers.get("Range", "")
        if not spec.startswith("bytes="):
            return 0, 200, []
        start = int(spec[6:].split("-")[0])
        if start >= size:
            return start, 416, [("Content-Range", f"bytes */{size}")]
        return start, 206, [("Content-Range", f"bytes {start}-{size - 1}/{size}")]

    def do_range(self):
        start, status, headers = self.wanted()
        self.page(status, self.content[start:], headers=headers)

    def do_badrange(self):
        """A range, but not the one that was asked for."""
        if not self.headers.get("Range"):
            return self.do_ok()
        size = len(self.content)
        return self.page(206, self.content[1:],
                         headers=[("Content-Range", f"bytes 1-{size - 1}/{size}")])

    def start_body(self, status=200, length=None, headers=()):
        self.send_response(status)
        self.send_header("Content-Type", "application/octet-stream")
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def do_cut(self):
        """A third of what is left, then the line is cut."""
        start, status, headers = self.wanted()
        rest = self.content[start:]
        self.start_body(status, len(rest), headers)
        self.wfile.write(rest[:max(1, len(rest) // 3)])

    def do_drip(self):
        """Slowly: about 400 kB/s."""
        start, status, headers = self.wanted()
        self.start_body(status, len(self.content) - start, headers)
        for at in range(start, len(self.content), 4000):
            self.wfile.write(self.content[at:at + 4000])
            time.sleep(0.01)

    def do_stall(self):
        """A start, and then nothing."""
        self.start_body(200, len(self.content))
        self.wfile.write(self.content[:10])
        self.wfile.flush()
        time.sleep(20)

    def do_wrong(self):
        self.page(200, bytes(byte ^ 1 for byte in self.content))

    def do_html(self):
        self.page(200, PAGE, "text/html; charset=utf-8")

    def do_disguised(self):
        """A page that calls itself data."""
        self.page(200, b"\n<!DOCTYPE HTML>" + PAGE)

    def do_http(self):
        self.page(302, b"", headers=[("Location", f"http://127.0.0.1:{PORT}/ok/x")])

    def do_moved(self):
        self.page(302, b"moved", headers=[("Location", self.path.replace("moved", "range"))])

    def do_circle(self):
        self.page(302, b"", headers=[("Location", self.path)])

    def do_more(self):
        """More than there is, without saying how much."""
        self.start_body()
        self.wfile.write(self.content + b"more")

    def do_endless(self):
        self.start_body()
        while True:
            self.wfile.write(b"\0" * 65536)

    def do_offer(self):
        """Says at once that it has another length."""
        self.page(200, self.content + b"more")

    def do_busy(self):
        """Busy twice, then well."""
        if seen[self.path] <= 2:
            self.page(503, b"busy", "text/plain")
        else:
            self.do_range()

    def log_message(self, *_):
        pass


def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """Clients that hang up are what the tests are about."""


server = Server(("127.0.0.1", 0), Handler)
PORT = server.server_address[1]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(CERTIFICATE, KEY)
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
threading.Thread(target=end_with_parent, daemon=True).start()
os.write(1, b"%d\n" % PORT)
server.serve_forever()
