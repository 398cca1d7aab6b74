#!/usr/bin/env python3
"""How `inkling serve` reads drawings of other people: each of UNIPEN's sent to /v1/strokes.

Usage: serve_strokes.py PROGRAM DATA_FOLDER; none of them was trained on.
"""
import gzip
import http.client
import json
import pathlib
import re
import subprocess
import sys
import time


def main():
    program, data = sys.argv[1:]
    server = subprocess.Popen([program, "serve", "--listen", "127.0.0.1:0"],
                              stdout=subprocess.PIPE, text=True)
    port = int(re.search(r":(\d+)/", server.stdout.readline()).group(1))
    connection = http.client.HTTPConnection("127.0.0.1", port)
    right = several = rejected = count = 0
    seconds = []
    with gzip.open(pathlib.Path(data, "unipen", "strokes.jsonl.gz"), "rt") as drawings:
        for line in drawings:
            drawing = json.loads(line)
            body = json.dumps({"strokes": drawing["strokes"]})
            began = time.perf_counter()
            connection.request("POST", "/v1/strokes", body, {"Content-Type": "application/json"})
            reply = json.loads(connection.getresponse().read())
            seconds.append(time.perf_counter() - began)
            count += 1
            right += reply["text"] == str(drawing["label"])
            several += len(reply["digits"]) > 1
            rejected += reply["text"] == "?"
    server.terminate()
    server.wait()
    seconds.sort()
    print(f"{count} drawings: {100 * right / count:.2f} % read as the one digit that they are, "
          f"{several} as several digits, {rejected} as no digit; an answer took "
          f"{1000 * seconds[count // 2]:.2f} ms, {1000 * seconds[count * 99 // 100]:.2f} ms "
          "for one in a hundred")


if __name__ == "__main__":
    main()
