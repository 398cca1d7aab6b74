#!/usr/bin/env python3
"""Fails where clang-format would change a C++ file. Usage: format.py ROOT CLANG_FORMAT"""
import re
import subprocess
import sys

import sources


def main():
    root, clang_format = sys.argv[1:3]
    paths = [path for path in sources.files(root) if sources.is_cpp(path)]
    run = subprocess.run([clang_format, "--dry-run", "-Werror", "--style=file", *paths], cwd=root,
                         stderr=subprocess.PIPE, text=True, check=False)
    if run.returncode != 0:
        places = re.findall(r"^(.+?):(\d+):\d+: error", run.stderr, re.M)
        for path in sorted({path for path, _ in places}):
            lines = [int(line) for other, line in places if other == path]
            print(f"{path}:{min(lines)}: not formatted; run: {clang_format} -i {path}")
        if not places:
            print(run.stderr)
        return 1
    print(f"{len(paths)} files are formatted")
    return 0


if __name__ == "__main__":
    sys.exit(main())
