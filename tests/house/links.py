#!/usr/bin/env python3
"""Fails where a page of the documentation points to what is not there. Usage: links.py ROOT"""
import posixpath
import re
import sys

import sources

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def anchors(text):
    """The anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def link_faults(path, read, names):
    text = re.sub(r"```.*?```", lambda m: re.sub(r"[^\n]", " ", m.group()), read(path), flags=re.S)
    faults = []
    for match in LINK.finditer(text):
        target, _, anchor = match.group(1).partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        place = f"{path}:{text.count(chr(10), 0, match.start()) + 1}"
        page = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) \
            if target else path
        if page not in names and not any(name.startswith(page + "/") for name in names):
            faults.append(f"{place}: points to {page}, which is not there")
        elif anchor and page.endswith(".md") and anchor not in anchors(read(page)):
            faults.append(f"{place}: {page} has no heading #{anchor}")
    return faults


def main():
    root = sys.argv[1]
    names = set(sources.files(root))
    faults = []
    for path in sorted(name for name in names if name.endswith(".md")):
        faults += link_faults(path, lambda name: sources.read(root, name), names)
    print("\n".join(faults) if faults else "every link of the documentation leads somewhere")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
