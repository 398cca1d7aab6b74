#!/usr/bin/env python3
"""Compiles a program twice: it must pass as it stands, and fail, for the reason it names after
`// EXPECT:`, with WONT_COMPILE defined. Usage: check.py PROGRAM COMPILER FLAG…
"""
import re
import subprocess
import sys


def compile_it(program, command):
    return subprocess.run([*command, "-fsyntax-only", program], capture_output=True, text=True,
                          check=False, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"})


def main():
    program, command = sys.argv[1], sys.argv[2:]
    with open(program, encoding="utf-8") as file:
        expected = re.search(r"^// EXPECT: (.+)$", file.read(), re.M)
    if expected is None:
        print(f"{program}: names no reason: add a line // EXPECT: REGULAR EXPRESSION")
        return 1
    good = compile_it(program, command)
    if good.returncode != 0:
        print(f"{program} must compile without WONT_COMPILE:\n{good.stderr}")
        return 1
    bad = compile_it(program, [*command, "-DWONT_COMPILE"])
    if bad.returncode == 0:
        print(f"{program} compiles, but must not")
        return 1
    if re.search(expected.group(1), bad.stderr) is None:
        print(f"{program} fails for another reason than '{expected.group(1)}':\n{bad.stderr}")
        return 1
    print(f"refused, as it must be: {expected.group(1)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
