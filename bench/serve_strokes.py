#!/usr/bin/env python3
"""How `inkling serve` reads drawings of other people: each of UNIPEN's sent to /v1/strokes.

Usage: serve_strokes.py PROGRAM DATA_FOLDER; none of them was trained on. Then 2,000 pairs of them
at some distances, both brought to one height.
"""
import gzip
import http.client
import json
import pathlib
import random
import re
import subprocess
import sys
import time


def ask(connection, strokes):
    connection.request("POST", "/v1/strokes", json.dumps({"strokes": strokes}),
                       {"Content-Type": "application/json"})
    return json.loads(connection.getresponse().read())


def of_height_100(drawing):
    """Its strokes, the top left corner at the origin, and their width."""
    points = [point for stroke in drawing["strokes"] for point in stroke]
    left, top = min(p[0] for p in points), min(p[1] for p in points)
    scale = 100 / max(max(p[1] for p in points) - top, 1)
    strokes = [[[(p[0] - left) * scale, (p[1] - top) * scale] for p in stroke]
               for stroke in drawing["strokes"]]
    return strokes, max(p[0] for stroke in strokes for p in stroke)


def read_pairs(connection, drawings):
    dice = random.Random(5)
    for gap in (2, 10, 20, 30, 50):
        right = count = 0
        while count < 2000:
            a, b = dice.choice(drawings), dice.choice(drawings)
            (left, width), (other, _) = of_height_100(a), of_height_100(b)
            moved = [[[p[0] + width + gap, p[1]] for p in stroke] for stroke in other]
            text = ask(connection, left + moved)["text"]
            right += text == f"{a['label']}{b['label']}"
            count += 1
        print(f"{count} pairs, {gap} % of their height apart: {100 * right / count:.1f} % right")


def main():
    program, data = sys.argv[1:]
    server = subprocess.Popen([program, "serve", "--listen", "127.0.0.1:0"],
                              stdout=subprocess.PIPE, text=True)
    port = int(re.search(r":(\d+)/", server.stdout.readline()).group(1))
    connection = http.client.HTTPConnection("127.0.0.1", port)
    right = several = rejected = count = 0
    seconds = []
    all_drawings = []
    with gzip.open(pathlib.Path(data, "unipen", "strokes.jsonl.gz"), "rt") as drawings:
        for line in drawings:
            drawing = json.loads(line)
            all_drawings.append(drawing)
            began = time.perf_counter()
            reply = ask(connection, drawing["strokes"])
            seconds.append(time.perf_counter() - began)
            count += 1
            right += reply["text"] == str(drawing["label"])
            several += len(reply["digits"]) > 1
            rejected += reply["text"] == "?"
    seconds.sort()
    print(f"{count} drawings: {100 * right / count:.2f} % read as the one digit that they are, "
          f"{several} as several digits, {rejected} as no digit; an answer took "
          f"{1000 * seconds[count // 2]:.2f} ms, {1000 * seconds[count * 99 // 100]:.2f} ms "
          "for one in a hundred")
    read_pairs(connection, all_drawings)
    server.terminate()
    server.wait()


if __name__ == "__main__":
    main()
