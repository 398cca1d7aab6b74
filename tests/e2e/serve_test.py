"""inkling serve: the Open Inference Protocol, pictures and strokes, and what it tells of itself."""
import json
import random
import struct

import program
import server
from server import digit


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
        self.assertEqual([o["name"] for o in model["outputs"]], ["probabilities", "digit", "none"])
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
        head = json.dumps(header).encode() if header else b""
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
        # The raw request has no JSON, and is answered in binary.
        self.assertEqual(self.binary(None, bytes(image)), (200, reply, tail))
        floats = struct.pack("<784f", *[value / 255 for value in image])
        tensor.update(datatype="FP32", parameters={"binary_data_size": len(floats)})
        status, reply, tail = self.binary({"inputs": [tensor], "outputs": [
            {"name": "digit", "parameters": {"binary_data": True}},
            {"name": "probabilities", "parameters": {"classification": 2}}]}, floats)
        self.assertEqual(struct.unpack("<q", tail)[0], expected["digit"]["data"][0])
        best = reply["outputs"][1]
        self.assertEqual((best["datatype"], best["shape"]), ("BYTES", [1, 2]))
        self.assertRegex(best["data"][0], rf"^[\d.]+:{expected['digit']['data'][0]}:\d$")

    def test_tells_what_is_no_digit_to_whoever_asks(self):
        noise = random.Random(1).randbytes(784)
        request = server.infer_body([digit(4), list(noise)])
        request["outputs"] = [{"name": "none"}, {"name": "probabilities"}]
        outputs = server.outputs_of(self.infer(request)[1])
        self.assertEqual((outputs["none"]["datatype"], outputs["none"]["shape"]), ("FP32", [2]))
        self.assertLess(outputs["none"]["data"][0], 0.5)
        self.assertGreater(outputs["none"]["data"][1], 0.9)
        rows = outputs["probabilities"]["data"]
        self.assertEqual(len(rows), 20)
        for row in (rows[:10], rows[10:]):
            self.assertAlmostEqual(sum(row), 1, places=4)
        request["parameters"] = {"binary_data_output": True}
        head = json.dumps(request).encode()
        _, reply, tail = self.binary(json.loads(head), b"")
        self.assertEqual(reply["outputs"][0]["parameters"]["binary_data_size"], 8)
        for a, b in zip(struct.unpack("<2f", tail[:8]), outputs["none"]["data"]):
            self.assertAlmostEqual(a, b, places=6)
        self.train("--out", "model")
        plain = self.start("--model", self.path("model"))
        status, reply = plain.ask_json("POST", "/v2/models/digits/infer", {
            **server.infer_body([digit(4)]), "outputs": [{"name": "none"}]})
        self.assertEqual(status, 400)
        self.assertIn("no output 'none'", reply["error"])

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
        self.assertLessEqual({"/v1/read", "/livez", "/readyz"}, set(document["paths"]))
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


if __name__ == "__main__":
    program.run_tests()
