#!/usr/bin/env python3
"""Pictures as phones and scanners make them, with truth, as score.py wants them.

Usage: photos.py --mnist DIR --letters DIR --out DIR [--n 40] [--seed 1] [--set train]. Each is a
sheet with printed labels, handwritten words, numbers (some crossed out: these are no numbers), a
stamp; crumpled and folded, seen at an angle, in uneven light. DIR holds IDX files; letters come
from `inkling data export letters --to idx --out DIR`. Needs numpy, Pillow and the font DejaVu.
"""
import argparse
import gzip
import os

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 1200, 1600
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
LABELS = "Name Date Amount Total Paid Item Invoice Street City Signed Account Due Notes".split()
PENS = [(25, 25, 30), (30, 45, 130), (40, 40, 90), (140, 30, 40), (80, 80, 85)]


def idx(folder, name):
    path = os.path.join(folder, name)
    data = open(path, "rb").read() if os.path.exists(path) else gzip.open(path + ".gz").read()
    return np.frombuffer(data, np.uint8, offset=16 if "images" in name else 8)


def load(folder, part):
    images = idx(folder, part + "-images-idx3-ubyte").reshape(-1, 28, 28)
    return images, idx(folder, part + "-labels-idx1-ubyte")


def clouds(rng, shape, cell):
    """Smooth noise of about ± 1, with humps of `cell` pixels."""
    small = rng.normal(size=(shape[0] // cell + 3, shape[1] // cell + 3)).astype(np.float32)
    size = (small.shape[1] * cell, small.shape[0] * cell)
    big = np.asarray(Image.fromarray(small).resize(size, Image.BICUBIC))
    return big[: shape[0], : shape[1]]


def glyph(image, scale, slant, thin):
    """Ink 0 .. 1 of a 28×28 picture, enlarged, cut to its ink."""
    side = int(28 * scale)
    big = Image.fromarray(image).resize((side, side), Image.BICUBIC)
    big = big.transform((2 * side, side), Image.AFFINE,
                        (1, slant, -side / 2 - slant * side / 2, 0, 1, 0), Image.BILINEAR)
    low = 0.45 if thin else 0.25
    ink = np.clip((np.asarray(big, np.float32) / 255 - low) / 0.45, 0, 1)
    rows, columns = np.nonzero(ink > 0.3)
    return ink[rows.min(): rows.max() + 1, columns.min(): columns.max() + 1]


class Sheet:
    """Ink of each kind on flat paper, and the truth."""

    def __init__(self, rng, digits, letters):
        self.rng, self.digits, self.letters = rng, digits, letters
        self.ink = np.zeros((HEIGHT, WIDTH), np.float32)
        self.print = Image.new("L", (WIDTH, HEIGHT), 0)
        self.stamp = Image.new("L", (WIDTH, HEIGHT), 0)
        self.truth = []
        self.scale = rng.uniform(1.6, 3.0)
        self.slant = rng.uniform(-0.1, 0.35)
        self.thin = rng.random() < 0.25

    def write(self, supply, count, x, y, gap):
        """`count` signs side by side: [(label, left, top, right, bottom)]."""
        images, labels = supply
        placed = []
        for _ in range(count):
            i = self.rng.integers(len(images))
            shape = glyph(images[i], self.scale * self.rng.uniform(0.9, 1.1), self.slant, self.thin)
            h, w = shape.shape
            top = int(y - h / 2 + self.rng.uniform(-1.5, 1.5) * self.scale)
            if x + w > WIDTH - 40:
                break
            view = self.ink[top: top + h, x: x + w]
            np.maximum(view, shape[: view.shape[0], : view.shape[1]], out=view)
            placed.append((int(labels[i]), x, top, x + w, top + h))
            x += w + max(1, int(self.rng.uniform(*gap) * self.scale))
        return placed

    def cross_out(self, boxes):
        draw = Image.new("L", (WIDTH, HEIGHT), 0)
        pen = ImageDraw.Draw(draw)
        left, right = boxes[0][1] - 8, boxes[-1][3] + 8
        top, bottom = min(b[2] for b in boxes), max(b[4] for b in boxes)
        for _ in range(int(self.rng.integers(2, 5))):
            a, b = self.rng.uniform(top, bottom, 2)
            pen.line((left, a, right, b), fill=255, width=max(2, int(2 * self.scale)))
        self.ink = np.maximum(self.ink, np.asarray(draw, np.float32) / 255)

    def row(self, y):
        x = int(self.rng.uniform(50, 120))
        font = ImageFont.truetype(FONT, int(self.rng.uniform(18, 26)))
        if self.rng.random() < 0.7:
            word = str(self.rng.choice(LABELS))
            ImageDraw.Draw(self.print).text((x, y - 12), word, fill=220, font=font)
            x += int(font.getlength(word)) + int(20 * self.scale)
        while x < WIDTH - 160:
            kind = self.rng.random()
            if kind < 0.25:
                placed = self.write(self.letters, int(self.rng.integers(3, 8)), x, y, (0.5, 3))
            else:
                placed = self.write(self.digits, int(self.rng.integers(1, 7)), x, y, (1, 5))
                if placed and kind > 0.93 and len(placed) > 1:
                    self.cross_out(placed)
                elif placed:
                    self.truth.append(placed)
            if not placed:
                break
            x = placed[-1][3] + int(self.rng.uniform(25, 70) * self.scale)

    def put_stamp(self):
        pen = ImageDraw.Draw(self.stamp)
        x, y = int(self.rng.uniform(750, 1000)), HEIGHT - 150
        pen.ellipse((x - 110, y - 75, x + 110, y + 75), outline=255, width=6)
        pen.text((x - 60, y - 18), "PAID", fill=255, font=ImageFont.truetype(FONT, 42))
        self.stamp = self.stamp.rotate(self.rng.uniform(-20, 20), center=(x, y))

    def fill(self):
        pitch = int(28 * self.scale * 1.5)
        rules = self.rng.random() < 0.5
        for y in range(100, HEIGHT - 260, pitch):
            self.row(y)
            if rules:
                foot = y + int(12 * self.scale)
                ImageDraw.Draw(self.print).line((40, foot, WIDTH - 40, foot), fill=120, width=2)
        if self.rng.random() < 0.6:
            self.put_stamp()


def paper_light(rng):
    """What crumples, folds, lamp and shadow leave of the light: 0 .. 1."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    light = 1 + 0.02 * clouds(rng, (HEIGHT, WIDTH), 8) + 0.03 * clouds(rng, (HEIGHT, WIDTH), 60)
    for _ in range(int(rng.integers(0, 4))):
        angle = rng.choice([0, np.pi / 2]) + rng.normal() * 0.03
        off = (columns - WIDTH * rng.uniform(0.2, 0.8)) * np.cos(angle)
        off += (rows - HEIGHT * rng.uniform(0.2, 0.8)) * np.sin(angle)
        light *= 1 - 0.12 * rng.uniform(0.5, 1) * np.exp(-np.abs(off) / 6) * np.sign(off + 2)
        light *= 1 - 0.08 * (off > 0)
    lamp = ((columns - rng.uniform(0, WIDTH)) ** 2 + (rows - rng.uniform(0, HEIGHT)) ** 2) ** 0.5
    light *= 1.05 - 0.45 * rng.random() * lamp / HEIGHT
    if rng.random() < 0.5:  # the hand and the phone
        edge = rows * 0.6 + columns * rng.uniform(-1, 1) - HEIGHT * rng.uniform(0.2, 0.7)
        light *= 1 - 0.45 * rng.random() / (1 + np.exp(-np.clip(edge / 12, -30, 30)))
    return light


def perspective(rng):
    """Where the sheet's corners lie on the photo, and the map from sheet to photo."""
    corners = np.array([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)], float)
    seen = corners * 0.9 + (WIDTH * 0.05, HEIGHT * 0.05) + rng.uniform(-45, 45, (4, 2))

    def homography(a, b):
        rows = []
        for (x, y), (u, v) in zip(a, b):
            rows += [(x, y, 1, 0, 0, 0, -u * x, -u * y), (0, 0, 0, x, y, 1, -v * x, -v * y)]
        return np.linalg.solve(np.array(rows), b.reshape(-1))
    return homography(corners, seen), homography(seen, corners)


def photograph(rng, sheet):
    paper = np.array([1, 1, 1 - 0.1 * rng.random()]) * rng.uniform(200, 248)
    image = np.broadcast_to(paper, (HEIGHT, WIDTH, 3)).astype(np.float32)
    pen = PENS[rng.integers(len(PENS))]
    layers = [(sheet.print, (60, 60, 65)), (sheet.stamp, (150, 50, 70)), (sheet.ink, pen)]
    for ink, colour in layers:
        cover = np.asarray(ink, np.float32) / (255 if isinstance(ink, Image.Image) else 1)
        faded = cover * (0.9 + 0.1 * clouds(rng, (HEIGHT, WIDTH), 24).clip(-1, 1))
        image = image + (np.array(colour, np.float32) - image) * 0.9 * faded[..., None]
    flat = Image.fromarray((image * paper_light(rng)[..., None]).clip(0, 255).astype(np.uint8))
    forward, backward = perspective(rng)
    desk = tuple(int(v) for v in rng.uniform(60, 150) * np.array([1, 0.85, 0.7]))
    photo = flat.transform((WIDTH, HEIGHT), Image.PERSPECTIVE, tuple(backward), Image.BICUBIC,
                           fillcolor=desk)
    photo = photo.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.3)))
    noisy = np.asarray(photo, np.float32) + rng.normal(size=(HEIGHT, WIDTH, 1)) * rng.uniform(1, 7)
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8)), forward


def seen_box(forward, box):
    left, top, right, bottom = box
    x = np.array([left, right, left, right], float)
    y = np.array([top, top, bottom, bottom], float)
    a, b, c, d, e, f, g, h = forward
    w = g * x + h * y + 1
    u, v = (a * x + b * y + c) / w, (d * x + e * y + f) / w
    return [int(value) for value in (u.min(), v.min(), u.max(), v.max())]


def main():
    parser = argparse.ArgumentParser()
    for name in ("mnist", "letters", "out"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--n", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--set", choices=("train", "test"), default="train")
    args = parser.parse_args()
    part = "train" if args.set == "train" else "t10k"
    digits, letters = load(args.mnist, part), load(args.letters, part)
    os.makedirs(args.out, exist_ok=True)
    with open(os.path.join(args.out, "truth.tsv"), "w", encoding="ascii") as truth:
        for i in range(args.n):
            rng = np.random.default_rng((args.seed, i))
            sheet = Sheet(rng, digits, letters)
            sheet.fill()
            photo, forward = photograph(rng, sheet)
            name = f"{i:05d}.jpg"
            photo.save(os.path.join(args.out, name), quality=int(rng.uniform(60, 92)))
            numbers = " ".join("".join(str(d[0]) for d in number) for number in sheet.truth)
            boxes = ";".join(f"{d[0]}:" + ",".join(map(str, seen_box(forward, d[1:])))
                             for number in sheet.truth for d in number)
            truth.write(f"{name}\t{numbers}\t{boxes}\n")


if __name__ == "__main__":
    main()
