"""inkling serve: the page's files, and what the page asks for, as a program would ask."""
import base64
import gzip
import io
import json
import pathlib
import random
import sqlite3
import struct
import time
import zipfile

import program
import server


class PageTest(server.ServerTest):
    def start_for_page(self, *arguments):
        return self.start("--store", self.path("corrections.db"), *arguments)

    @staticmethod
    def pixels(digit, seed=4):
        return base64.b64encode(program.digit_pixels(digit, random.Random(seed))).decode()


class Page(PageTest):
    def test_files_come_with_a_strict_policy(self):
        served = self.start_for_page()
        for path, kind in (("/", "text/html"), ("/app.js", "text/javascript"),
                           ("/style.css", "text/css"), ("/icon.svg", "image/svg+xml")):
            status, headers, plain = served.ask("GET", path)
            self.assertEqual(status, 200)
            self.assertTrue(headers["Content-Type"].startswith(kind))
            policy = headers["Content-Security-Policy"]
            self.assertIn("default-src 'none'", policy)
            self.assertNotIn("unsafe", policy)
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
            _, packed_headers, packed = served.ask("GET", path, Accept_Encoding="gzip, br")
            self.assertEqual(packed_headers["Content-Encoding"], "gzip")
            self.assertEqual(gzip.decompress(packed), plain)
            status, _, body = served.ask("GET", path, If_None_Match=headers["ETag"])
            self.assertEqual((status, body), (304, b""))
        html = served.ask("GET", "/")[2].decode()
        self.assertNotIn("style=", html)
        self.assertNotRegex(html, r"<script(?![^>]*src=)")
        self.assertNotRegex(html, r"(src|href)=.(https?:)?//")

    def test_the_model_tells_about_itself(self):
        served = self.start_for_page()
        status, model = served.ask_json("GET", "/v1/model")
        self.assertEqual(status, 200)
        self.assertFalse(model["adopted"])
        self.assertEqual(len(model["classes"]), 10)
        networks = [model, *model["committee"]]
        self.assertEqual(len(networks), 4)
        self.assertEqual(sum(layer["parameters"] for one in networks for layer in one["layers"]),
                         model["parameters"])
        self.assertTrue(0.5 < model["reject_above"] < 1)
        self.assertTrue(0.5 < model["alone_above"] < 1)
        low, high = model["interval"]
        self.assertTrue(low < model["test_accuracy"] < high)
        status, headers, body = served.ask("GET", "/v1/model/file")
        self.assertIn("attachment", headers["Content-Disposition"])
        pathlib.Path(self.path("saved")).write_bytes(body)
        self.assertEqual(self.gives_json("info", "--json", self.path("saved"))["parameters"],
                         model["parameters"])

    def test_explains(self):
        served = self.start_for_page()
        status, found = served.ask_json("POST", "/v1/explain", {"pixels": self.pixels(3)})
        self.assertEqual(status, 200)
        self.assertEqual(len(base64.b64decode(found["saliency"])), found["side"] ** 2)
        self.assertGreaterEqual(len(found["layers"]), 1)
        for bad in ({}, {"pixels": ""}, {"pixels": self.pixels(3)[:-1]},
                    {"pixels": "!" + self.pixels(3)[1:]}, {"pixels": 7}):
            self.assertEqual(served.ask_json("POST", "/v1/explain", bad)[0], 400)


class Teaching(PageTest):
    def keep(self, served, label, seed=1):
        return served.ask_json("POST", "/v1/corrections",
                               {"label": label, "answer": 1, "pixels": self.pixels(label, seed)})

    def test_corrections_are_kept_exported_and_deleted(self):
        served = self.start_for_page()
        self.assertEqual(served.ask_json("GET", "/v1/corrections")[1]["count"], 0)
        for label in (3, 8, 8):
            status, kept = self.keep(served, label, label)
            self.assertEqual(status, 201)
        self.assertEqual(kept["count"], 3)
        for bad in ({"label": 10}, {"label": "3"}, {"pixels": "x"}, {"answer": 99},
                    {"label": None}):
            request = {"label": 3, "pixels": self.pixels(3), **bad}
            self.assertEqual(served.ask_json("POST", "/v1/corrections", request)[0], 400, bad)
        rows = sqlite3.connect(self.path("corrections.db")).execute(
            "SELECT label, pixels FROM corrections ORDER BY id").fetchall()
        self.assertEqual([row[0] for row in rows], [3, 8, 8])
        self.assertEqual(base64.b64encode(rows[0][1]).decode(), self.pixels(3, 3))
        folder = pathlib.Path(self.path("export"))
        folder.mkdir()
        for part in ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "corrections.csv"):
            status, _, body = served.ask("GET", "/v1/corrections/export/" + part)
            self.assertEqual(status, 200)
            (folder / part).write_bytes(body)
        self.assertEqual((folder / "train-labels-idx1-ubyte").read_bytes(),
                         struct.pack(">II", 0x801, 3) + bytes([3, 8, 8]))
        self.assertEqual((folder / "corrections.csv").read_text().count("\n"), 4)
        status, _, png = served.ask("GET", "/v1/corrections/export/2.png")
        self.assertTrue(png.startswith(b"\x89PNG"))
        status, headers, packed = served.ask("GET", "/v1/corrections/export/corrections.zip")
        self.assertEqual((status, headers["Content-Type"]), (200, "application/zip"))
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            self.assertIsNone(archive.testzip())
            self.assertEqual(sorted(archive.namelist()),
                             ["corrections.csv", "png/3/1.png", "png/8/2.png", "png/8/3.png",
                              "train-images-idx3-ubyte", "train-labels-idx1-ubyte"])
            self.assertEqual(archive.read("png/8/2.png"), png)
            archive.extractall(self.path("unpacked"))
        for part in folder.iterdir():
            self.assertEqual(pathlib.Path(self.path("unpacked"), part.name).read_bytes(),
                             part.read_bytes())
        self.assertEqual(self.gives_json("train", "--json", "--dataset", self.path("unpacked/png"),
                                         "--epochs", "1", "--out", self.path("m"))["train_images"],
                         3)
        for none in ("99.png", "x.png", "../corrections.db", "corrections"):
            self.assertEqual(served.ask("GET", "/v1/corrections/export/" + none)[0], 404)
        self.assertEqual(served.ask("DELETE", "/v1/corrections/2")[0], 200)
        self.assertEqual(served.ask("DELETE", "/v1/corrections/2")[0], 404)
        self.assertEqual(served.ask_json("DELETE", "/v1/corrections")[1]["count"], 0)

    def test_strangers_may_not_teach_train_or_change_the_model(self):
        served = self.start_for_page("--token", "sesame")
        table = [("GET", "/v1/corrections"), ("DELETE", "/v1/corrections"),
                 ("POST", "/v1/learn"), ("POST", "/v1/train"), ("POST", "/v1/train/stop"),
                 ("POST", "/v1/model/restore"), ("POST", "/v1/learn/adopt")]
        for method, path in table:
            self.assertEqual(served.ask(method, path, b"{}" if method == "POST" else None,
                                        Content_Type="application/json")[0], 401, path)
        open_to_all = self.start_for_page()
        for method, path in table:
            self.assertEqual(open_to_all.ask(method, path, b"{}", Content_Type="application/json",
                                             Origin="http://evil.example")[0], 403, path)
            # A form of another site can post, but not this type.
            if method == "POST":
                self.assertEqual(open_to_all.ask(method, path, b"{}", Content_Type="text/plain")[0],
                                 415, path)

    def test_learning_needs_corrections(self):
        served = self.start_for_page()
        for path in ("/v1/learn", "/v1/learn/adopt", "/v1/learn/discard", "/v1/train/use"):
            if path != "/v1/learn":
                self.assertEqual(served.ask_json("POST", path, {})[0], 409, path)


class Training(PageTest):
    def events(self, served):
        """All events of the training at hand, until it ends."""
        with served.connect(120) as connection:
            connection.sendall(b"GET /v1/train/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            data = b""
            while piece := connection.recv(65536):
                data += piece
        head, _, text = data.partition(b"\r\n\r\n")
        self.assertIn(b"text/event-stream", head)
        found = []
        for block in text.decode().split("\n\n"):
            if block:
                name, value = block.split("\n")
                found.append((name.removeprefix("event: "),
                              json.loads(value.removeprefix("data: "))))
        return found

    def test_trains_and_tells(self):
        served = self.start_for_page()
        self.assertEqual(served.ask_json("GET", "/v1/train")[1]["state"], "idle")
        for bad in ({"layers": [0]}, {"layers": 7}, {"layers": [2000]}, {"epochs": 0},
                    {"activation": "magic"}, {"learning_rate": -1}, {"optimizer": "x"},
                    {"batch_size": 1}, {"augment": 1}):
            self.assertEqual(served.ask_json("POST", "/v1/train", bad)[0], 400, bad)
        request = {"dataset": "strokes", "layers": [16], "epochs": 2}
        status, state = served.ask_json("POST", "/v1/train", request)
        self.assertEqual((status, state["state"]), (202, "loading"))
        self.assertEqual(served.ask_json("POST", "/v1/train", request)[0], 409)
        events = self.events(served)
        epochs = [data for name, data in events if name == "epoch"]
        self.assertEqual([e["epoch"] for e in epochs], [1, 2])
        self.assertGreater(epochs[1]["test_accuracy"], 0.8)
        pictures = [data for name, data in events if name == "picture"]
        self.assertEqual(len(base64.b64decode(pictures[-1]["weights"])), 16 * 784)
        self.assertEqual(events[-1][1]["state"], "done")
        self.assertEqual(served.ask_json("POST", "/v1/train/use", {})[0], 200)
        model = served.ask_json("GET", "/v1/model")[1]
        self.assertTrue(model["adopted"])
        self.assertEqual(model["training"]["data_set"], "strokes")
        pathlib.Path(self.path("saved")).write_bytes(served.ask("GET", "/v1/model/file")[2])
        self.assertEqual(self.gives_json("info", "--json", self.path("saved"))["parameters"],
                         model["parameters"])
        served.ask_json("POST", "/v1/model/restore", {})
        self.assertEqual(served.ask_json("GET", "/v1/model")[1]["name"], "built-in model")
        served.ask_json("POST", "/v1/train", {**request, "epochs": 100})
        time.sleep(0.3)
        served.ask_json("POST", "/v1/train/stop", {})
        self.assertEqual(self.events(served)[-1][1]["state"], "stopped")

    def test_a_data_set_that_is_not_here_is_said(self):
        served = self.start_for_page("--data-dir", self.path("none"))
        served.ask_json("POST", "/v1/train", {"dataset": "kmnist"})
        events = self.events(served)
        self.assertEqual(events[-1][1]["state"], "failed")
        self.assertIn("kmnist", events[-1][1]["message"])
        for bad in ("/etc/passwd", "..", "nothing", ""):
            self.assertEqual(served.ask("GET", "/v1/data?dataset=" + bad)[0], 400, bad)
        for bad in ("label=x", "label=-1", "cat=1", "limit=1e3"):
            self.assertEqual(served.ask("GET", "/v1/data?dataset=strokes&" + bad)[0], 400, bad)


if __name__ == "__main__":
    program.run_tests()
