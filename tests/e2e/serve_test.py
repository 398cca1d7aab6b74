"""inkling serve: the Open Inference Protocol, pictures and strokes, metrics, and a graceful end."""
import json
import os
import random
import shutil
import signal
import socket
import struct
import threading
import time

import program
import server


def digit(number, seed=5):
    return list(program.digit_pixels(number, random.Random(seed)))


class Protocol(server.ServerTest):
    def setUp(self):
        super().setUp()
        self.served = self.start()

    def infer(self, request, **headers):
        return self.served.ask_json("POST", "/v2/models/digits/infer", request, **headers)

    def test_metadata(self):
        self.assertEqual(self.served.ask_json("GET", "/v2")[1]["extensions"],
                         ["binary_tensor_data", "classification"])
        status, model = self.served.ask_json("GET", "/v2/models/digits")
        self.assertEqual((status, model["name"]), (200, "digits"))
        self.assertEqual(model["inputs"], [{"name": "pixels", "datatype": "UINT8",
                                            "shape": [-1, 28, 28]}])
        self.assertEqual([o["name"] for o in model["outputs"]], ["probabilities", "digit"])
        self.assertEqual(self.served.ask_json("GET", "/v2/models/digits/versions/1")[1], model)
        for path in ("/v2/health/live", "/v2/health/ready", "/v2/models/digits/ready",
                     "/v2/models/digits/versions/1/ready", "/livez", "/readyz"):
            self.assertEqual(self.served.ask("GET", path)[0], 200, path)
        self.assertEqual(self.served.ask_json("GET", "/v2/"), self.served.ask_json("GET", "/v2"))
        for path in ("/v2/models/cats", "/v2/models/digits/versions/2"):
            status, reply = self.served.ask_json("GET", path)
            self.assertEqual(status, 404)
            self.assertIsInstance(reply["error"], str)

    def test_forms_of_the_same_images_give_the_same_answer(self):
        images = [digit(n) for n in range(10)]
        flat = sum(images, [])
        nested = [[image[r * 28:r * 28 + 28] for r in range(28)] for image in images]
        status, first = self.infer(server.infer_body(images, id="a-1"))
        self.assertEqual(status, 200)
        self.assertEqual(first["id"], "a-1")
        outputs = server.outputs_of(first)
        self.assertEqual(outputs["probabilities"]["shape"], [10, 10])
        self.assertEqual(outputs["digit"]["datatype"], "INT64")
        rows = outputs["probabilities"]["data"]
        for n in range(10):
            row = rows[10 * n:10 * n + 10]
            self.assertAlmostEqual(sum(row), 1, places=4)
            self.assertEqual(row.index(max(row)), outputs["digit"]["data"][n])
        for data in (flat, nested):
            tensor = {"name": "pixels", "shape": [10, 784], "datatype": "UINT8", "data": data}
            if data is nested:
                tensor["shape"] = [10, 28, 28]
            self.assertEqual(self.infer({"inputs": [tensor]})[1]["outputs"], first["outputs"])
        tensor = {"name": "pixels", "shape": [10, 784], "datatype": "FP32",
                  "data": [value / 255 for value in flat]}
        close = server.outputs_of(self.infer({"inputs": [tensor]})[1])["probabilities"]["data"]
        for a, b in zip(close, rows):
            self.assertAlmostEqual(a, b, places=5)
        status, _, body = self.served.ask("POST", "/v2/models/digits/infer", bytes(flat),
                                          Content_Type="application/octet-stream")
        self.assertEqual(json.loads(body)["outputs"], first["outputs"])

    def binary(self, header, tail):
        head = json.dumps(header).encode()
        status, headers, body = self.served.ask(
            "POST", "/v2/models/digits/infer", head + tail,
            Content_Type="application/octet-stream",
            Inference_Header_Content_Length=str(len(head)))
        size = headers.get("Inference-Header-Content-Length")
        if size is None:
            return status, json.loads(body), b""
        return status, json.loads(body[:int(size)]), body[int(size):]

    def test_binary_tensors(self):
        image = digit(3)
        expected = server.outputs_of(self.infer(server.infer_body([image]))[1])
        tensor = {"name": "pixels", "shape": [1, 28, 28], "datatype": "UINT8",
                  "parameters": {"binary_data_size": 784}}
        status, reply, tail = self.binary({"inputs": [tensor]}, bytes(image))
        self.assertEqual((status, reply["outputs"]), (200, list(expected.values())))
        status, reply, tail = self.binary({"inputs": [tensor], "parameters":
                                           {"binary_data_output": True}}, bytes(image))
        sizes = [o["parameters"]["binary_data_size"] for o in reply["outputs"]]
        self.assertEqual(sizes, [40, 8])
        self.assertEqual(struct.unpack("<10fq", tail)[10], expected["digit"]["data"][0])
        for a, b in zip(struct.unpack("<10fq", tail), expected["probabilities"]["data"]):
            self.assertAlmostEqual(a, b, places=6)
        floats = struct.pack("<784f", *[value / 255 for value in image])
        tensor.update(datatype="FP32", parameters={"binary_data_size": len(floats)})
        status, reply, tail = self.binary({"inputs": [tensor], "outputs": [
            {"name": "digit", "parameters": {"binary_data": True}},
            {"name": "probabilities", "parameters": {"classification": 2}}]}, floats)
        self.assertEqual(struct.unpack("<q", tail)[0], expected["digit"]["data"][0])
        best = reply["outputs"][1]
        self.assertEqual((best["datatype"], best["shape"]), ("BYTES", [1, 2]))
        self.assertRegex(best["data"][0], rf"^[\d.]+:{expected['digit']['data'][0]}:\d$")

    def test_refuses_in_words(self):
        good = server.infer_body([digit(1)])

        def changed(**changes):
            request = json.loads(json.dumps(good))
            request["inputs"][0].update(changes)
            return json.dumps(request)

        def pixel(value):
            return changed(data=[5] * 5 + [value] + [0] * 778)

        text = json.dumps(good)
        table = [
            (changed(data=[0] * 783), "expected 784 values, got 783"),
            (changed(data=[0] * 785), "expected 784 values, got more"),
            (pixel("7"), "pixels[5] is a string"), (pixel(None), "pixels[5] is null"),
            (pixel(True), "pixels[5] is true or false"), (pixel(-1), "pixels[5] is -1"),
            (pixel(256), "pixels[5] is 256"), (pixel(0.5), "pixels[5] is 0.5"),
            (changed(datatype="FP32", data=[0] * 7 + [1.5] + [0] * 776), "pixels[7] is 1.5"),
            (text.replace("[[", "[[NaN,", 1), "not JSON"),
            (text.replace("[[", "[[1e999,", 1), "not JSON"), (text + "]", "not JSON"),
            (text.replace("]]", ",]]", 1), "not JSON"), ("\ufeff" + text, "not JSON"),
            (text.encode("utf-16"), "not JSON"), (b'{"id":"\xff"}', "not JSON"),
            (r'{"id":"\ud800"}', "not JSON"), ("", "not JSON"), ("[" * 10_000, "JSON"),
            ('{"inputs":[],"inputs":[]}', "twice"), ("[]", "is an array"),
            ("{}", "inputs wants"), ('{"inputs":[]}', "inputs wants"),
            (changed(name="x"), "no input 'x'"), (changed(datatype="INT8"), "datatype 'INT8'"),
            (changed(shape=[1, 27, 28]), "shape"), (changed(shape=[-1, 28, 28]), "shape"),
            (changed(shape=[10**6, 784]), "expected 784000000 values, got 784"),
            (changed(shape=[0, 784]), "shape"), (changed(shape=[10**9, 784]), "shape"),
            (changed(data=None), "data is null"), (changed(data=[[[[0]]]]), "nested deeper"),
            (json.dumps({**good, "outputs": [{"name": "cat"}]}), "no output 'cat'"),
            (json.dumps({**good, "outputs": {}}), "outputs wants"),
            (json.dumps({**good, "id": 7}), "id is a number"),
        ]
        for body, words in table:
            body = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
            with self.subTest(words=words, body=body[-90:]):
                status, reply = self.infer(body)
                self.assertEqual(status, 400, reply)
                self.assertIn(words, reply["error"])

    def test_reads_pictures_and_strokes(self):
        path = program.write_pgm(self.path("four.pgm"), bytes(digit(4)))
        with open(path, "rb") as file:
            data = file.read()
        status, headers, body = self.served.ask("POST", "/v1/read", data,
                                                Content_Type="image/x-portable-graymap")
        page = json.loads(body)
        self.assertEqual(status, 200)
        self.assertEqual(headers["Content-Type"], "application/json")
        self.assertEqual((page["width"], page["height"]), (28, 28))
        self.assertEqual(page["lines"][0]["text"], "4")
        self.assertEqual(len(page["lines"][0]["digits"][0]["probabilities"]), 10)
        for bad, wanted in ((b"<!DOCTYPE html>", 415), (data[:200], 422)):
            status, _, body = self.served.ask("POST", "/v1/read", bad, Content_Type="image/png")
            self.assertEqual(status, wanted, body)
        blank = b"P5 9 9 255\n" + b"\xff" * 81
        status, _, body = self.served.ask("POST", "/v1/read", blank, Content_Type="image/png")
        self.assertEqual((status, json.loads(body)["lines"]), (200, []))
        self.assertIn("no ink", json.loads(body)["reject_reason"])
        one = [[50, y] for y in range(0, 100, 5)]
        seven = [[[90 + x, 2] for x in range(0, 50, 5)] +
                 [[140 - y / 2, y] for y in range(2, 100, 4)]]
        status, reply = self.served.ask_json("POST", "/v1/strokes", {"strokes": [one, *seven]})
        self.assertEqual((status, reply["text"]), (200, "17"))
        self.assertEqual([d["strokes"] for d in reply["digits"]], [[0], [1]])
        for bad in ({}, {"strokes": []}, {"strokes": [[]]}, {"strokes": [[[1]]]},
                    {"strokes": [[[1, "2"]]]}, {"strokes": [[[1, 2, 3]]]},
                    {"strokes": [[[1e9, 2]]]}):
            status, reply = self.served.ask_json("POST", "/v1/strokes", bad)
            self.assertEqual(status, 400, bad)
            self.assertEqual(reply["error"]["code"], "bad_request")

    def test_describes_itself(self):
        self.infer(server.infer_body([digit(1)]))
        status, document = self.served.ask_json("GET", "/openapi.json")
        self.assertEqual((status, document["openapi"]), (200, "3.1.0"))
        for path, item in document["paths"].items():
            for method in item:
                asked = path.replace("{m}", "digits").replace("{v}", "1")
                answer = self.served.ask(method.upper(), asked)[0]
                # What a path with a place to fill in asks for need not be there.
                absent = (405,) if "{" in asked else (404, 405)
                self.assertNotIn(answer, absent, f"{method} {path}")
        _, headers, body = self.served.ask("GET", "/metrics")
        self.assertIn("version=0.0.4", headers["Content-Type"])
        text = body.decode()
        self.assertIn('inkling_http_requests_total{route="infer",code="200"} 1', text)
        self.assertIn("inkling_inference_batch_images_count 1", text)
        self.assertRegex(text, r"process_resident_memory_bytes \d+")


class Operation(server.ServerTest):
    def test_many_requests_share_one_call_of_the_network(self):
        served = self.start("--threads", "1", "--max-wait-us", "300000", "--max-batch", "8")
        statuses = []

        def ask(n):
            statuses.append(served.ask_json("POST", "/v2/models/digits/infer",
                                            server.infer_body([digit(n)]))[0])

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
                                         server.infer_body([digit(1)]))[0], 200)

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


if __name__ == "__main__":
    program.run_tests()
