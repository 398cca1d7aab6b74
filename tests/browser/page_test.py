"""The tests of the page: fetch its tools from npm, rebuild its bundle, use it in a browser, and
hold what the server answers against what it says of itself.

Usage: page_test.py install|bundle|browser|review|api WEB_FOLDER PROGRAM; exit code 77 is "skipped".
"""
import filecmp
import gzip
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
MOST_PACKED_BYTES = 150_000
step, web, program = sys.argv[1], pathlib.Path(sys.argv[2]), os.path.abspath(sys.argv[3])
tools = web / "node_modules"


def skip(why):
    print("skipped: " + why)
    sys.exit(SKIPPED)


def run(*words, **options):
    print("+", *words, flush=True)
    return subprocess.run(words, cwd=web, check=False, **options).returncode


def install():
    lock, stamp = web / "package-lock.json", tools / ".inkling-lock"
    if stamp.is_file() and filecmp.cmp(lock, stamp, shallow=False):
        return 0
    if run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error") != 0:
        skip("npm could not fetch the tools of the page")
    shutil.copy(lock, stamp)
    return 0


def bundle():
    if run("node", "node_modules/typescript/bin/tsc", "--noEmit") != 0:
        return 1
    with tempfile.TemporaryDirectory() as folder:
        if run("node", "build.mjs", folder) != 0:
            return 1
        names = sorted(os.listdir(folder))
        if names != sorted(os.listdir(web / "dist")):
            print("web/dist holds other files than", names)
            return 1
        for name in names:
            if not filecmp.cmp(pathlib.Path(folder, name), web / "dist" / name, shallow=False):
                print(f"web/dist/{name} is not what its source makes: cd web && npm run build")
                return 1
    packed = sum(len(gzip.compress((web / "dist" / name).read_bytes(), 9)) for name in names)
    print(f"the bundle is {packed} bytes, packed")
    return 0 if packed <= MOST_PACKED_BYTES else 1


def want_chromium():
    chromium = os.environ.get("INKLING_CHROMIUM", "/usr/bin/chromium")
    if not os.access(chromium, os.X_OK):
        skip("no " + chromium)


def browser():
    want_chromium()
    data = os.environ.get("INKLING_DATA_DIR", "")
    if not all(os.path.isdir(os.path.join(data, name)) for name in ("mnist", "unipen")):
        data = ""
    return run("node", "test/browser_test.mjs", program, *([data] if data else []))


def review():
    want_chromium()
    return run("node", "test/review_test.mjs", program)


def api():
    return run("node", "test/api_test.mjs", program)


if shutil.which("node") is None or shutil.which("npm") is None:
    skip("no node and npm")
if step != "install" and not (tools / ".inkling-lock").is_file():
    skip("the tools of the page are not installed")
sys.exit({"install": install, "bundle": bundle, "browser": browser, "review": review,
          "api": api}[step]())
