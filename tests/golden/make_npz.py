#!/usr/bin/env python3
"""Writes the .npz files of this folder that tests/bytes/npz_test.cpp reads, with numpy 1.24.

Usage: make_npz.py FOLDER
"""
import io
import os
import sys
import zipfile

import numpy as np


class Unseekable(io.RawIOBase):
    """Makes zipfile write data descriptors, as it does into a pipe."""

    def __init__(self, path):
        super().__init__()
        self.file = open(path, "wb")

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)

    def close(self):
        self.file.close()
        super().close()


def main():
    folder = sys.argv[1]
    x = (np.arange(2 * 28 * 28) * 7 % 256).astype("uint8").reshape(2, 28, 28)
    x[:, :, 4:] = 0
    parts = {"x_train": x, "y_train": np.array([3, 8], "uint8"), "x_test": x[:1, ::-1].copy(),
             "y_test": np.array([5], "int64")}
    np.savez_compressed(os.path.join(folder, "digits.npz"), **parts)
    np.savez(os.path.join(folder, "kinds.npz"),
             floats=np.array([1.5, -2.0]), big=np.array([1, 2, 3], ">i4"),
             scalar=np.array(7, "<i2"), empty=np.zeros((0, 3), "<f4"))
    np.savez(os.path.join(folder, "refused.npz"),
             objects=np.array([{"a": 1}, None], dtype=object),
             fortran=np.asfortranarray(np.ones((2, 3), "uint8")),
             text=np.array(["ab", "c"]), records=np.zeros(2, [("a", "<i4"), ("b", "<f8")]))
    array = io.BytesIO()
    np.save(array, np.array([1, 2, 3], "uint8"))
    with zipfile.ZipFile(Unseekable(os.path.join(folder, "streamed.npz")), "w",
                         zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("numbers.npy", array.getvalue())


main()
