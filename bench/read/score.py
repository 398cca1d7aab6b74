#!/usr/bin/env python3
"""Scores `inkling read` on pictures whose truth is known: a table with a row for each folder.

Usage: score.py INKLING FOLDER…, with options for `inkling read` after --. Each folder holds
pictures and truth.tsv: file name, numbers (with spaces between), digit:left,top,right,bottom;….
"""
import json
import os
import re
import resource
import subprocess
import sys


def edits(a, b):
    """Levenshtein's distance."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1]


def read_truth(folder):
    truth = []
    with open(os.path.join(folder, "truth.tsv"), encoding="ascii") as file:
        for line in file:
            name, numbers, boxes = line.rstrip("\n").split("\t")
            digits = []
            for item in boxes.split(";"):
                digit, box = item.split(":")
                digits.append((int(digit), tuple(map(int, box.split(",")))))
            truth.append((name, numbers.split(), digits))
    return truth


def overlap(a, b):
    """Intersection over union of two boxes."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0
    shared = width * height
    return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)


def corners(box):
    return (box["left"], box["top"], box["left"] + box["width"], box["top"] + box["height"])


def matches(found, truth):
    """Pairs of found and true boxes, each used once, the best overlap first."""
    pairs = sorted(((overlap(f, t), i, j) for i, f in enumerate(found)
                    for j, t in enumerate(truth)), reverse=True)
    used_found, used_truth, result = set(), set(), []
    for share, i, j in pairs:
        if share < 0.5:
            break
        if i not in used_found and j not in used_truth:
            used_found.add(i)
            used_truth.add(j)
            result.append((i, j))
    return result


def run(inkling, files, options):
    """The answers, the CPU seconds of the program, and its status."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.run([inkling, "read", "--json", *options, *files],
                             stdout=subprocess.PIPE, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(process.stdout), seconds


def score(inkling, folder, options):
    truth = read_truth(folder)
    files = [os.path.join(folder, name) for name, _, _ in truth]
    answers, seconds = run(inkling, files, options)
    _, start = run(inkling, files[:1], options)
    total = dict(numbers=0, exact=0, digits=0, wrong=0, found=0, matched=0, named=0, pixels=0)
    bad = []
    for (name, numbers, digits), answer in zip(truth, answers):
        total["pixels"] += answer.get("width", 0) * answer.get("height", 0)
        lines = answer.get("lines", [])
        words = [word for line in lines for word in line["text"].split()]
        found = [(d["digit"], corners(d["box"])) for line in lines for d in line["digits"]]
        pairs = matches([box for _, box in found], [box for _, box in digits])
        total["found"] += len(found)
        total["digits"] += len(digits)
        total["matched"] += len(pairs)
        total["named"] += sum(found[i][0] == digits[j][0] for i, j in pairs)
        total["numbers"] += len(numbers)
        total["wrong"] += edits("".join(numbers), "".join(words))
        if len(numbers) == 1:  # one number on the picture: spaces do not matter
            exact = int("".join(words) == numbers[0])
        else:
            rest = list(words)
            exact = 0
            for number in numbers:
                if number in rest:
                    rest.remove(number)
                    exact += 1
        total["exact"] += exact
        if exact < len(numbers):
            bad.append((name, " ".join(numbers), " ".join(words)))
    n = max(len(truth) - 1, 1)
    total["ms_each"] = 1000 * (seconds - start) / n
    total["ms_mp"] = 1000 * (seconds - start) / max(total["pixels"] / len(truth) * n, 1) * 1e6
    return total, bad


def main():
    words = sys.argv[1:]
    options = words[words.index("--") + 1:] if "--" in words else []
    words = words[:words.index("--")] if "--" in words else words
    show = "--show" in words
    words = [word for word in words if word != "--show"]
    inkling, folders = words[0], words[1:]
    print("| pictures | numbers | exact % | CER % | precision % | recall % | named right % "
          "| CPU ms a picture | CPU ms/MP |\n|---|---|---|---|---|---|---|---|---|")
    for folder in folders:
        t, bad = score(inkling, folder, options)
        name = re.sub(r"/+$", "", folder).split("/")[-1]
        print(f"| {name} | {t['numbers']} | {100 * t['exact'] / t['numbers']:.1f} "
              f"| {100 * t['wrong'] / t['digits']:.2f} "
              f"| {100 * t['matched'] / max(t['found'], 1):.2f} "
              f"| {100 * t['matched'] / t['digits']:.2f} "
              f"| {100 * t['named'] / max(t['matched'], 1):.2f} "
              f"| {t['ms_each']:.2f} | {t['ms_mp']:.1f} |", flush=True)
        if show:
            for line in bad:
                print("   ", *line, sep="\t")


if __name__ == "__main__":
    main()
