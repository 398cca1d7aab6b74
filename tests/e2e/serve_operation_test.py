"""inkling serve as operators run it: batches, a full queue, new models, TLS, a graceful end."""
import json
import os
import shutil
import signal
import socket
import threading
import time

import program
import server


class Operation(server.ServerTest):
    def test_many_requests_share_one_call_of_the_network(self):
        served = self.start("--threads", "1", "--max-wait-us", "300000", "--max-batch", "8")
        statuses = []

        def ask(n):
            statuses.append(served.ask_json("POST", "/v2/models/digits/infer",
                                            server.infer_body([server.digit(n)]))[0])

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(statuses, [200] * 8)
        text = served.ask("GET", "/metrics")[2].decode()
        self.assertIn("inkling_inference_batch_images_sum 8", text)
        count = int(text.split("inkling_inference_batch_images_count ")[1].split("\n")[0])
        self.assertLess(count, 8)

    def test_a_full_queue_says_so(self):
        served = self.start("--threads", "1", "--max-wait-us", "400000", "--queue", "2")
        waiting = [served.connect() for _ in range(2)]
        request = server.infer_raw(bytes(784))
        for connection in waiting:
            connection.sendall(request)
        time.sleep(0.1)
        answer = served.raw(request)
        self.assertEqual(server.status_of(answer), 503)
        self.assertIn(b"Retry-After: 1\r\n", answer)
        for connection in waiting:
            self.assertEqual(server.status_of(server.read_answer(connection)), 200)
            connection.close()

    def test_no_answer_is_lost_when_it_is_stopped(self):
        served = self.start()
        request = server.infer_raw(bytes(784))
        lost, answered = [], []

        def client():
            while True:
                try:
                    connection = served.connect()
                except OSError:
                    return  # it listens no more
                with connection:
                    while True:
                        try:
                            connection.sendall(request)
                            answer = server.read_answer(connection)
                        except OSError as error:
                            lost.append(error)
                            return
                        if server.status_of(answer) != 200:
                            lost.append(answer)
                            return
                        answered.append(1)
                        if b"\r\nConnection: close\r\n" in answer:
                            break

        threads = [threading.Thread(target=client) for _ in range(8)]
        for thread in threads:
            thread.start()
        time.sleep(0.4)
        served.signal(signal.SIGTERM)
        for thread in threads:
            thread.join()
        self.assertEqual(served.ends(), 0)
        self.assertEqual(lost, [])
        self.assertGreater(len(answered), 20)

    def test_connections_that_come_with_the_signal_are_answered(self):
        for count in (1, 2, 5):
            served = self.start("--threads", "2")
            request = server.infer_raw(bytes(784))
            served.signal(signal.SIGSTOP)  # so that it sees all that follows at once
            waiting = [served.connect() for _ in range(count)]
            for connection in waiting:
                connection.sendall(request)
            served.signal(signal.SIGTERM)
            served.signal(signal.SIGCONT)
            answers = [server.read_answer(connection) for connection in waiting]
            self.assertEqual([server.status_of(answer) for answer in answers], [200] * count)
            self.assertEqual(served.ends(), 0)
            for connection in waiting:
                connection.close()

    def test_readiness_goes_first_and_a_second_signal_ends_at_once(self):
        served = self.start()
        with served.connect() as connection:
            connection.sendall(b"POST /v2/models/digits/infer HTTP/1.1\r\nHost: localhost\r\n"
                               b"Content-Type: application/octet-stream\r\n"
                               b"Content-Length: 784\r\n\r\nabc")
            with served.connect() as prober:
                prober.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                self.assertEqual(server.status_of(server.read_answer(prober)), 200)
                served.signal(signal.SIGTERM)
                served.waits_for_line("stopping")
                prober.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                self.assertEqual(server.status_of(server.read_answer(prober)), 503)
            with self.assertRaises(OSError):
                served.connect()
            served.signal(signal.SIGTERM)
            self.assertEqual(served.ends(), 143)

    def test_a_new_model_is_taken_and_a_bad_one_refused(self):
        model = self.path("model")
        self.train("--out", "model")
        self.train("--out", "other", "--seed", "9")
        served = self.start("--model", model)
        first = served.ask("GET", "/metrics")[2].decode().split('sha256="')[1][:64]
        shutil.copy(self.path("other"), self.path("new"))
        os.replace(self.path("new"), model)
        served.signal(signal.SIGHUP)
        line = served.waits_for_line("model loaded again")
        self.assertNotIn(first, line)
        with open(self.path("bad"), "wb") as file:
            file.write(b"no model")
        os.replace(self.path("bad"), model)
        served.waits_for_line("the old model stays")  # noticed without a signal
        self.assertEqual(served.ask("GET", "/readyz")[0], 200)
        self.assertEqual(served.ask_json("POST", "/v2/models/digits/infer",
                                         server.infer_body([server.digit(1)]))[0], 200)

    def test_no_request_is_dropped_while_models_change(self):
        self.train("--out", "one", "--seed", "8")
        self.train("--out", "two", "--seed", "9")
        model = self.path("model")
        shutil.copy(self.path("one"), model)
        served = self.start("--model", model)
        request = server.infer_raw(bytes(784))
        statuses, stop = [], threading.Event()

        def client():
            with served.connect() as connection:
                while not stop.is_set():
                    connection.sendall(request)
                    statuses.append(server.status_of(server.read_answer(connection)))

        threads = [threading.Thread(target=client) for _ in range(4)]
        for thread in threads:
            thread.start()
        for n in range(1, 7):
            shutil.copy(self.path("two" if n % 2 else "one"), self.path("new"))
            os.replace(self.path("new"), model)
            served.signal(signal.SIGHUP)
            served.waits_for_line("model loaded again", count=n)
        stop.set()
        for thread in threads:
            thread.join()
        self.assertEqual(set(statuses), {200})
        self.assertGreater(len(statuses), 50)

    def test_the_token(self):
        served = self.start("--token", "sesame")
        self.assertEqual(served.ask("GET", "/v2")[0], 401)
        self.assertEqual(served.ask("GET", "/v2", Authorization="Bearer wrong!")[0], 401)
        self.assertEqual(served.ask("GET", "/v2", Authorization="Bearer sesame")[0], 200)
        self.assertEqual(served.ask("GET", "/v2/health/ready")[0], 200)

    def test_access_log(self):
        served = self.start("--access-log", "json")
        served.ask("GET", "/v2?secret=1")
        line = json.loads(served.waits_for_line("/v2"))
        self.assertEqual((line["method"], line["path"], line["status"]), ("GET", "/v2", 200))

    def test_speaks_tls(self):
        made = server.run_quietly(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                                   "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                                   "-subj", "/CN=localhost", "-keyout", self.path("key"),
                                   "-out", self.path("cert")])
        self.assertEqual(made.returncode, 0, made.stderr)
        served = self.start("--tls-cert", self.path("cert"), "--tls-key", self.path("key"))
        import ssl  # pylint: disable=import-outside-toplevel
        context = ssl.create_default_context(cafile=self.path("cert"))
        context.check_hostname = False
        with context.wrap_socket(served.connect()) as connection:
            for size in (784, 65536 // 784 * 784):
                connection.sendall(b"POST /v2/models/digits/infer HTTP/1.1\r\nHost: localhost\r\n"
                                   b"Content-Type: application/octet-stream\r\n"
                                   b"Content-Length: %d\r\n\r\n" % size + bytes(size))
                self.assertEqual(server.status_of(server.read_answer(connection)), 200)
        self.assertNotEqual(server.status_of(served.raw(b"GET /v2 HTTP/1.1\r\n\r\n")), 200)

    def test_it_listens_to_this_machine_unless_told_otherwise(self):
        process = self.start_program("serve", "--store", self.path("store.db"))
        told = process.stdout.readline() or process.stderr.read()  # the port may be taken
        self.assertIn("127.0.0.1:8080", told)

    def test_what_it_refuses_to_start_with(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            run = self.fails(4, "Address already in use", "serve", "--listen", f"127.0.0.1:{port}")
            self.assertIn("127.0.0.1:0", run.stderr)
        self.fails(2, "is no IP address", "serve", "--listen", "nowhere.example:80")
        self.fails(2, "wants ADDRESS:PORT", "serve", "--listen", "8080")
        self.fails(2, "wants ADDRESS:PORT", "serve", "--listen", "127.0.0.1:70000")
        run = self.fails(2, "other machines", "serve", "--listen", "0.0.0.0:0")
        self.assertIn("--token", run.stderr)
        self.fails(4, "none.safetensors", "serve", "--model", "none.safetensors")
        self.fails(2, "go together", "serve", "--tls-cert", "x")
        self.fails(4, "no usable certificate", "serve", "--tls-cert", "x", "--tls-key", "y")
        run = self.fails(4, "x: no usable certificate: No such file or directory", "serve",
                         "--tls-cert", "x", "--tls-key", "y")
        self.assertIn("\nhint: check the path", run.stderr)

    def test_a_store_that_is_none_is_refused_at_the_start(self):
        with open(self.path("text"), "w", encoding="ascii") as file:
            file.write("this is no database\n" * 100)
        for store, words in ((".", "not a regular file"), ("text", "file is not a database"),
                             ("no/where.db", "the folder no does not exist")):
            run = self.fails(4, words, "serve", "--listen", "127.0.0.1:0", "--store", store)
            self.assertIn("\nhint: ", run.stderr)
        self.assertEqual(os.listdir(self.folder), ["text"])
        self.start("--store", "fresh.db")


if __name__ == "__main__":
    program.run_tests()
