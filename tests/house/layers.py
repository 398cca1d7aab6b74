#!/usr/bin/env python3
"""Fails where a room of src/inkling includes, or links, a room that it may not know.

The table in docs/ARCHITECTURE.md says which rooms a room may include and which libraries it stands
on; this check reads that table, so the page and the source cannot differ. Usage: layers.py ROOT
"""
import re
import sys

import sources

ROW = re.compile(r"^\|\s*`(\w+)`\s*\|([^|]*)\|([^|]*)\|([^|]*)\|\s*$")
INCLUDE = re.compile(
    r'^[ \t]*#[ \t]*(?:include|define[ \t]+HWY_TARGET_INCLUDE)[ \t]*(["<])([^">]+)[">]', re.M)
ROOM_CALL = re.compile(r"inkling_room\(\s*(\w+)([^)]*)\)")

# First parts of include paths, by the name under which the table lists the library.
LIBRARIES = {
    "fmt": "fmt", "nlohmann": "nlohmann-json", "CLI": "CLI11", "curl": "libcurl",
    "openssl": "libcrypto", "libdeflate.h": "libdeflate", "zlib.h": "zlib", "zip.h": "libzip",
    "leptonica": "Leptonica", "allheaders.h": "Leptonica", "libexif": "libexif",
    "png.h": "libpng", "jpeglib.h": "libjpeg", "jerror.h": "libjpeg",
    "hwy": "Highway", "boost": "Boost", "sqlite3.h": "SQLite", "google": "protobuf",
    "mpi.h": "MPI", "onnx": "protobuf", "simdjson.h": "simdjson",
}
# Libraries that a public header may show to those who include it.
PUBLIC_LIBRARIES = {"fmt"}


def read_table(text):
    """{room: (rooms it may include, libraries it stands on)}"""
    table = {}
    for line in text.splitlines():
        row = ROW.match(line)
        if row:
            room, _, rooms, libraries = row.groups()
            table[room] = (set(re.findall(r"`(\w+)`", rooms)),
                           {name.strip() for name in libraries.split(",")} - {"", "–"})
    return table


def table_faults(table):
    """The table itself must name known rooms, form no circle, and keep train from answer."""
    faults = []
    for room, (allowed, _) in table.items():
        for other in sorted(allowed):
            if other not in table:
                faults.append(f"docs/ARCHITECTURE.md: room `{other}` of row `{room}` has no row")
            elif room in table[other][0]:
                faults.append(f"docs/ARCHITECTURE.md: `{room}` and `{other}` include each other")
            elif not table[other][0] <= allowed:
                missing = ", ".join(sorted(table[other][0] - allowed))
                faults.append(f"docs/ARCHITECTURE.md: `{room}` may include `{other}`, "
                              f"so its row must list {missing} as well")
    for one, other in (("train", "answer"), ("answer", "train")):
        if other in table.get(one, (set(), set()))[0]:
            faults.append(f"docs/ARCHITECTURE.md: `{one}` must never see `{other}`")
    return faults


def is_public_header(path):
    return path.endswith(".hpp") and not path.endswith(("_impl.hpp", "-inl.hpp"))


def include_faults(path, text, table):
    """Arrows of one file of src/inkling that are not in the table."""
    room = path.split("/")[2]
    if room not in table:
        return [f"{path}: room `{room}` has no row in docs/ARCHITECTURE.md"]
    rooms, libraries = table[room]
    faults = []
    for match in INCLUDE.finditer(text):
        place = f"{path}:{text.count(chr(10), 0, match.start()) + 1}"
        quote, target = match.groups()
        first, _, rest = target.partition("/")
        if first == "inkling":
            other = rest.split("/")[0]
            if quote == "<":
                faults.append(f'{place}: write #include "{target}", not <{target}>')
            if other != room and other not in rooms:
                faults.append(f"{place}: `{room}` may not include `{other}` ({target}); "
                              f"it may include: {', '.join(sorted(rooms)) or 'no room'}")
        elif quote == '"' and first not in LIBRARIES:
            faults.append(f'{place}: write #include "inkling/ROOM/{target}", with the room')
        elif first in LIBRARIES:
            library = LIBRARIES[first]
            if library not in libraries:
                faults.append(f"{place}: `{room}` does not stand on {library} ({target})")
            elif room != "app" and is_public_header(path) and library not in PUBLIC_LIBRARIES:
                faults.append(f"{place}: {library} may not show in a public header ({target})")
    return faults


def link_faults(path, text, table):
    """Rooms that a CMakeLists.txt links and the table does not allow."""
    text = re.sub(r"#.*", "", text)
    faults = []
    for call in ROOM_CALL.finditer(text):
        room, rest = call.groups()
        allowed = table.get(room, (set(), set()))[0]
        for other in re.findall(r"inkling::(\w+)", rest):
            if other not in allowed:
                faults.append(f"{path}: `{room}` may not link inkling::{other}")
    return faults


def check(read, paths):
    """All faults of a tree given as its list of paths and a function from path to text."""
    table = read_table(read("docs/ARCHITECTURE.md"))
    if len(table) < 2:
        return ["docs/ARCHITECTURE.md: no table of rooms found"]
    faults = table_faults(table)
    for path in paths:
        if not path.startswith("src/inkling/") or path.count("/") < 3:
            continue
        if sources.is_cpp(path):
            faults += include_faults(path, read(path), table)
        elif path.endswith("/CMakeLists.txt"):
            faults += link_faults(path, read(path), table)
    return faults


def main():
    root = sys.argv[1]
    faults = check(lambda path: sources.read(root, path), sources.files(root))
    print("\n".join(faults) if faults else "every arrow is in the table of docs/ARCHITECTURE.md")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
