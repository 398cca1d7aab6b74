#!/usr/bin/env python3
"""Runs clang-tidy (.clang-tidy) over the sources of src/inkling, all cores.

Usage: tidy.py ROOT BUILD_FOLDER CLANG_TIDY [PART_OF_A_PATH]
"""
import concurrent.futures
import json
import os
import subprocess
import sys


def main():
    root, build, clang_tidy = sys.argv[1:4]
    part = sys.argv[4] if len(sys.argv) > 4 else ""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        compiled = {os.path.realpath(entry["file"]) for entry in json.load(file)}
    inside = os.path.realpath(os.path.join(root, "src", "inkling")) + os.sep
    paths = sorted(path for path in compiled if path.startswith(inside) and part in path)

    def tidy(path):
        # The commands are gcc's; clang must not stumble over gcc's own warnings.
        return path, subprocess.run(
            [clang_tidy, "--quiet", "-p", build, "--warnings-as-errors=*",
             "--extra-arg=-Wno-unknown-warning-option", path],
            capture_output=True, text=True, check=False)

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for path, run in pool.map(tidy, paths):
            if run.returncode != 0:
                failed += 1
                print(run.stdout or run.stderr)
    print(f"clang-tidy: {len(paths)} sources, {failed} with findings")
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
