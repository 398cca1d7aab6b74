#!/usr/bin/env python3
"""The style that no formatter checks: small files, small functions, an opening comment, no litter.

The rules are those of CONTRIBUTING.md. Usage: style.py ROOT
"""
import re
import sys

import cpp_scan
import sources

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
MAX_COLUMNS = 100
MAX_OPENING_LINES = 6

SCRIPT_NAMES = {"demo", "test", ".ci/run", "scripts/setup", "scripts/record", "tests/house/preset"}
SCRIPT_ENDINGS = (".py", ".sh", ".cmake")
TEXT_ENDINGS = (".md", ".json", ".txt", ".clang-format", ".clang-tidy", ".gitignore", ".yml")
# Text that people did not write, or that may be as long as it is.
EXEMPT = re.compile(r"^(LICENSE$|models/|docs/img/|tests/golden/|fuzz/corpus/|tests/[^.]*/data/)")
# Tables of a Markdown page and lines with a link or a command may be longer than 100 columns.
LONG_LINE_PAGES = (".md", ".json")

UNFINISHED = re.compile(r"\b(" + "|".join(("TO" "DO", "FIX" "ME", "X" "XX", "HA" "CK")) + r")\b")
ABSOLUTE_PATH = re.compile(r"(?<![\w.$}/:>)<-])/(?:" + "work|home|root|Users" + r")/(?!me\b)\w")
OLD_CODE = re.compile(
    r"^(?:"
    r".*[\w)\]]\s*;$"                                         # a statement
    r"|#\s*(?:include|define|if|ifdef|ifndef|endif|pragma)\b.*"  # a directive
    r"|(?:if|for|while|switch|else)\b.*[{]$"                  # the head of a block
    r"|[\w:<>*&,\s]+\([^)]*\)\s*(?:const)?\s*[{]$"            # the head of a function
    r"|[}]\s*(?:else.*)?;?$"                                  # the end of a block
    r")")
CODE_SIGN = re.compile(r"[=({<\[]|->|::|\+\+|--|^return\b|^#|^[}]|^break\b|^continue\b")


def opening_faults(path, lines, names):
    """A file opens with 1 to 6 lines of comment; a source may begin with the header that does."""
    if path.endswith((".cpp", ".c")) and lines:
        first = re.match(r'#include "([^"]+)"', lines[0])
        if first and re.fullmatch(own_header(path), first.group(1)) and \
                names & {"src/" + first.group(1), "tests/" + first.group(1)}:
            return []
    count = 0
    while count < len(lines) and lines[count].startswith("//"):
        count += 1
    if count == 0:
        return [f"{path}:1: must open with a comment: what lives here, its place on the road"]
    if count > MAX_OPENING_LINES:
        return [f"{path}:1: opening comment of {count} lines; at most {MAX_OPENING_LINES}"]
    return []


def own_header(path):
    """Pattern of the header that speaks for a source: its own, for a test any of the same room."""
    if path.startswith("tests/") and path.endswith("_test.cpp"):
        return re.sub(r"^tests/(.*/)?[^/]*$", r"inkling/\1[^/]+\\.hpp", path)
    return re.sub(r"^(src|tests)/(.*)\.\w+$", r"\2(_impl)?\\.hpp", path)


def cpp_faults(path, text, names):
    lines = text.split("\n")
    faults = opening_faults(path, lines, names)
    if path.endswith((".hpp", ".h")) and not path.endswith("-inl.hpp") \
            and not re.search(r"^#pragma once$", text, re.M):
        faults.append(f"{path}:1: a header needs #pragma once")
    for name, first, length in cpp_scan.functions(text):
        if length > MAX_FUNCTION_LINES:
            faults.append(f"{path}:{first}: function {name} has {length} lines; "
                          f"at most {MAX_FUNCTION_LINES}")
    for number, comment in cpp_scan.line_comments(text):
        # Indented by four or more, it is an example for the reader of a header.
        body = re.sub(r"^//[/!]?", "", comment)
        if len(body) - len(body.lstrip()) >= 4:
            continue
        body = body.strip()
        if OLD_CODE.match(body) and CODE_SIGN.search(body):
            faults.append(f"{path}:{number}: looks like code that was commented out: {body}")
    return faults


def common_faults(path, text):
    faults = []
    lines = text.split("\n")
    if not text.endswith("\n"):
        faults.append(f"{path}:{len(lines)}: needs a newline at its end")
    elif text.endswith("\n\n"):
        faults.append(f"{path}:{len(lines)}: ends with an empty line")
    if sources.is_cpp(path) or path.endswith(SCRIPT_ENDINGS) or path in SCRIPT_NAMES:
        if len(lines) - 1 > MAX_FILE_LINES:
            faults.append(f"{path}:1: {len(lines) - 1} lines; at most {MAX_FILE_LINES}")
    for number, line in enumerate(lines, 1):
        place = f"{path}:{number}"
        if "\t" in line:
            faults.append(f"{place}: a tab; indent with spaces")
        if "\r" in line:
            faults.append(f"{place}: a carriage return; lines end with a newline alone")
        if line != line.rstrip():
            faults.append(f"{place}: blanks at the end of the line")
        if len(line) > MAX_COLUMNS and not path.endswith(LONG_LINE_PAGES):
            faults.append(f"{place}: {len(line)} columns; at most {MAX_COLUMNS}")
        if UNFINISHED.search(line):
            faults.append(f"{place}: unfinished work is an issue, not a note in the source")
        if ABSOLUTE_PATH.search(line):
            faults.append(f"{place}: a path of one person's machine")
    return faults


def script_faults(path, text):
    lines = text.split("\n")
    at = 1 if lines[0].startswith("#!") else 0
    opening = lines[at] if at < len(lines) else ""
    if not opening.startswith(("# ", '"""')):
        return [f"{path}:{at + 1}: must open with a comment that says what it does"]
    return []


def file_faults(path, text, names):
    faults = common_faults(path, text)
    if sources.is_cpp(path):
        faults += cpp_faults(path, text, names)
    elif path in SCRIPT_NAMES or path.endswith(SCRIPT_ENDINGS):
        faults += script_faults(path, text)
    return faults


def is_checked(path):
    return not EXEMPT.match(path) and (
        sources.is_cpp(path) or path in SCRIPT_NAMES
        or path.endswith(SCRIPT_ENDINGS + TEXT_ENDINGS))


def main():
    root = sys.argv[1]
    names = sources.files(root)
    checked = [path for path in names if is_checked(path)]
    faults = []
    for path in checked:
        faults += file_faults(path, sources.read(root, path), set(names))
    print("\n".join(faults) if faults else f"{len(checked)} files keep the style")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
