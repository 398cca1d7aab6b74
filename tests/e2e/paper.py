"""Paper for the tests of reading: numbers written on it, rules, frames; PGM and TIFF files."""
import math
import struct

# Digits as the pen goes, in a box of 1 × 1.
WAYS = {
    "0": [[(.5 + .45 * math.sin(a / 8 * math.pi), .5 - .5 * math.cos(a / 8 * math.pi))
           for a in range(17)]],
    "1": [[(.5, 0), (.5, 1)]],
    "2": [[(.1, .2), (.3, .02), (.7, .02), (.9, .25), (.7, .55), (.05, 1), (1, 1)]],
    "4": [[(.2, 0), (.1, .55), (.9, .55)], [(.85, 0), (.8, 1)]],
    "7": [[(0, .03), (.9, .03), (.4, 1)]],
}


class Page:
    """Paper that numbers are written on."""

    def __init__(self, width, height, paper=235):
        self.width, self.height, self.truth = width, height, []
        self.rows = [bytearray([paper]) * width for _ in range(height)]

    def dot(self, x, y, radius, ink):
        for py in range(max(0, int(y - radius)), min(self.height, int(y + radius) + 1)):
            for px in range(max(0, int(x - radius)), min(self.width, int(x + radius) + 1)):
                if (px - x) ** 2 + (py - y) ** 2 <= radius ** 2:
                    self.rows[py][px] = ink

    def write(self, number, left, top, ink=30):
        boxes = []
        for digit in number:
            width = 8 if digit == "1" else 34
            for way in WAYS[digit]:
                for (x0, y0), (x1, y1) in zip(way, way[1:]):
                    for step in range(31):
                        t = step / 30
                        self.dot(left + (x0 + (x1 - x0) * t) * width,
                                 top + (y0 + (y1 - y0) * t) * 56, 3.5, ink)
            edge = 0 if digit == "1" else -3
            boxes.append(f"{digit}:{left + edge},{top - 3},{left + width - edge},{top + 59}")
            left += width + 20
        self.truth.append((number, boxes))
        return self

    def rule(self, pitch):
        for y in range(20, self.height, pitch):
            self.rows[y] = bytearray(min(level, 150) for level in self.rows[y])
        return self

    def box(self, left, top, width, height):
        """A frame of lines of two pixels."""
        for y in range(top, top + height):
            for x in range(left, left + width):
                if min(x - left, left + width - 1 - x, y - top, top + height - 1 - y) < 2:
                    self.rows[y][x] = 60
        return self

    def bytes(self):
        return b"P5\n%d %d\n255\n" % (self.width, self.height) + b"".join(self.rows)


def tiff(pages):
    """A TIFF file of these pages, 8 bits a pixel, not compressed."""
    out = bytearray(b"II*\0\0\0\0\0")
    link = 4
    for page in pages:
        pixels = b"".join(page.rows)
        start = len(out)
        out += pixels + bytes(len(pixels) % 2)
        out[link:link + 4] = struct.pack("<I", len(out))
        entries = [(256, 4, page.width), (257, 4, page.height), (258, 3, 8), (259, 3, 1),
                   (262, 3, 1), (273, 4, start), (277, 3, 1), (278, 4, page.height),
                   (279, 4, len(pixels))]
        out += struct.pack("<H", len(entries))
        for tag, kind, value in entries:
            out += struct.pack("<HHII", tag, kind, 1, value)
        link = len(out)
        out += bytes(4)
    return bytes(out)
