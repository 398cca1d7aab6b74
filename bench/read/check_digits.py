#!/usr/bin/env python3
"""What `inkling read --fields` makes of numbers with a check digit, and of slips.

Usage: check_digits.py INKLING FOLDER…, each as score.py wants it, of pictures of one five-digit
number. Each picture is a form with one field, 5 digits, checked by Luhn's rule: all numbers that
obey it, and every twelfth of those that break it, as if someone had made a slip. Needs Pillow.
"""
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter

from PIL import Image


def obeys_luhn(number):
    total = 0
    for i, c in enumerate(reversed(number)):
        digit = int(c) * (1 + i % 2)
        total += digit // 10 + digit % 10
    return total % 10 == 0


def samples(folders):
    slips = 0
    for folder in folders:
        with open(os.path.join(folder, "truth.tsv"), encoding="ascii") as truth:
            for line in truth:
                name, number = line.split("\t")[:2]
                if len(number) != 5:
                    continue
                slips += not obeys_luhn(number)
                if obeys_luhn(number) or slips % 12 == 0:
                    yield os.path.join(folder, name), number


def read(inkling, picture, form):
    with Image.open(picture) as image:
        width, height = image.size
    box = {"left": 0, "top": 0, "width": width, "height": height}
    field = {"name": "number", "box": box, "digits": 5, "check": "luhn"}
    with open(form, "w", encoding="ascii") as file:
        json.dump({"width": width, "height": height, "fields": [field]}, file)
    answer = subprocess.run([inkling, "read", "--json", "--fields", form, picture],
                            stdout=subprocess.PIPE, check=True).stdout
    return json.loads(answer)[0]["fields"][0]


def main():
    inkling, folders = sys.argv[1], sys.argv[2:]
    counts = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for picture, number in samples(folders):
            field = read(inkling, picture, os.path.join(folder, "form.json"))
            how = "not valid" if not field["valid"] else \
                "corrected" if field["corrected"] else "valid as read"
            right = "right" if field["text"] == number else "wrong"
            counts["obeys" if obeys_luhn(number) else "breaks", how, right] += 1
    for (kind, how, right), count in sorted(counts.items()):
        print(f"{kind} the rule: {how}, {right}: {count}")


if __name__ == "__main__":
    main()
