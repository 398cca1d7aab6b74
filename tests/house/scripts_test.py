#!/usr/bin/env python3
"""The scripts as a user meets them, with stand-ins for apt-get, cmake and ninja: setup installs
just what is missing, demo and test configure once, record draws what a terminal shows.

Usage: scripts_test.py ROOT
"""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.dom.minidom

ROOT = os.path.abspath(sys.argv.pop(1) if len(sys.argv) > 1 else ".")
try:
    with open("/etc/os-release", encoding="utf-8") as release:
        ON_DEBIAN_12 = {"ID=debian", 'VERSION_ID="12"'} <= set(release.read().split("\n"))
except OSError:
    ON_DEBIAN_12 = False

# Packages stand as lines of files: what is installed, and what the package lists know.
DPKG_QUERY = 'while read -r p; do echo "$p:amd64 installed"; done <"$STATE/installed"'
APT_CACHE = 'grep -qxF "$2" "$STATE/known"'
APT_GET = """
echo "apt-get $*" >>"$STATE/log"
case " $* " in
    *" update "*) cp "$STATE/mirror" "$STATE/known" ;;
    *" install "*)
        seen=no
        for word in "$@"; do
            if [ $seen = yes ] && [ "${word#-}" = "$word" ]; then
                grep -qxF "$word" "$STATE/known" || exit 100
                echo "$word" >>"$STATE/installed"
            fi
            if [ "$word" = install ]; then seen=yes; fi
        done ;;
esac
"""


class Sandbox(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="a space ")
        self.addCleanup(shutil.rmtree, self.folder)
        self.state, self.bin = (os.path.join(self.folder, name) for name in ("state", "bin"))
        os.mkdir(self.state)
        os.mkdir(self.bin)

    def stand_in(self, name, script):
        path = os.path.join(self.bin, name)
        self.write(path, "#!/bin/sh\n" + script + "\n")
        os.chmod(path, 0o755)

    @staticmethod
    def write(path, text):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def note(self, name):
        try:
            with open(os.path.join(self.state, name), encoding="utf-8") as file:
                return file.read().splitlines()
        except FileNotFoundError:
            return []

    def run_it(self, *command, **more):
        environment = {**os.environ, "PATH": self.bin + ":" + os.environ["PATH"],
                       "STATE": self.state, **more}
        environment.pop("INKLING_SETUP", None)
        return subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True,
                              timeout=120, check=False)


@unittest.skipUnless(ON_DEBIAN_12, "only Debian 12 is set up by scripts/setup")
class Setup(Sandbox):
    def setUp(self):
        super().setUp()
        self.setup = os.path.join(ROOT, "scripts", "setup")
        self.packages = self.run_it(self.setup, "test", "--list").stdout.split()
        for name, script in (("dpkg-query", DPKG_QUERY), ("apt-cache", APT_CACHE),
                             ("apt-get", APT_GET), ("id", "echo ${FAKE_UID:-0}"),
                             ("sudo", "exit 1")):
            self.stand_in(name, script)
        self.machine(self.packages, self.packages)

    def machine(self, installed, known):
        for name, packages in (("installed", installed), ("known", known),
                               ("mirror", self.packages)):
            self.write(os.path.join(self.state, name), "".join(p + "\n" for p in packages))

    def test_says_and_does_nothing_where_all_is_there(self):
        run = self.run_it(self.setup)
        self.assertEqual((run.returncode, run.stdout, run.stderr), (0, "", ""))
        self.assertEqual(self.note("log"), [])

    def test_installs_just_what_is_missing(self):
        self.machine([p for p in self.packages if p not in ("cmake", "git")], self.packages)
        run = self.run_it(self.setup)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("installing 2 Debian packages", run.stderr)
        self.assertEqual(len(self.note("log")), 1)
        self.assertTrue(self.note("log")[0].endswith("--no-install-recommends cmake git"))
        self.assertEqual(self.run_it(self.setup).stderr, "")

    def test_refreshes_lists_that_are_missing(self):
        self.machine([], [])
        run = self.run_it(self.setup, "demo")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual([line.split()[-1] for line in self.note("log")][0], "update")
        self.assertNotIn("git", self.note("installed"))

    def test_a_package_that_no_mirror_has_is_an_error(self):
        self.machine([], [])
        self.packages = []
        self.machine([], [])
        run = self.run_it(self.setup, "demo")
        self.assertEqual(run.returncode, 1)
        self.assertIn("apt-get update && apt-get install", run.stderr)

    def test_without_rights_prints_the_command(self):
        self.machine([p for p in self.packages if p != "cmake"], self.packages)
        run = self.run_it(self.setup, FAKE_UID="1000")
        self.assertEqual(run.returncode, 1)
        self.assertIn("apt-get install -y --no-install-recommends cmake\n", run.stderr)
        self.assertEqual(self.note("log"), [])

    def test_refuses_an_unknown_argument(self):
        self.assertEqual(self.run_it(self.setup, "--everything").returncode, 2)


class DemoAndTest(Sandbox):
    def setUp(self):
        super().setUp()
        self.tree = os.path.join(self.folder, "my inkling")
        os.makedirs(os.path.join(self.tree, "scripts"))
        for name in ("demo", "test", "scripts/build.sh", "CMakePresets.json"):
            shutil.copy(os.path.join(ROOT, name), os.path.join(self.tree, name))
        setup = os.path.join(self.tree, "scripts", "setup")
        self.write(setup, '#!/bin/sh\necho "setup $*" >>"$STATE/log"\n')
        os.chmod(setup, 0o755)
        self.stand_in("cmake", 'echo "cmake $*" >>"$STATE/log"; mkdir -p build/release/bin\n'
                      'touch build/release/build.ninja\n'
                      'echo "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" >build/release/CMakeCache.txt')
        self.stand_in("ninja", 'echo "ninja $*" >>"$STATE/log"; echo chatter\n'
                      'printf "#!/bin/sh\\necho trained \\"\\$@\\"\\n" >"$2/bin/inkling"\n'
                      'chmod +x "$2/bin/inkling"')
        self.stand_in("ctest", 'echo "ctest $*" >>"$STATE/log"; echo "100% tests passed"')

    def words(self):
        return [line.split()[0] for line in self.note("log")]

    def test_demo_configures_once_and_hands_its_arguments_on(self):
        run = self.run_it(os.path.join(self.tree, "demo"), "--seed", "a b")
        self.assertEqual(run.stdout, "trained train --seed a b\n", run.stderr)
        self.assertEqual(self.words(), ["setup", "cmake", "ninja"])
        self.run_it(os.path.join(self.tree, "demo"))
        self.assertEqual(self.words(), ["setup", "cmake", "ninja", "setup", "ninja"])

    def test_test_after_demo_configures_the_tests_and_serves_the_demo(self):
        for name in ("demo", "test", "demo", "test"):
            self.assertEqual(self.run_it(os.path.join(self.tree, name)).returncode, 0)
        self.assertEqual(self.words(), ["setup", "cmake", "ninja", "setup", "cmake", "ninja",
                                        "ctest", "setup", "ninja", "setup", "ninja", "ctest"])
        self.assertIn("-DINKLING_TESTS=ON", self.note("log")[4])

    def test_long_and_the_arguments_of_ctest(self):
        run = self.run_it(os.path.join(self.tree, "test"), "--long", "-R", "bytes")
        self.assertEqual(run.stdout, "100% tests passed\n")
        self.assertTrue(self.note("log")[-1].endswith("-C Long -R bytes"), self.note("log"))

    def test_a_tree_that_was_moved_is_configured_afresh(self):
        self.run_it(os.path.join(self.tree, "demo"))
        moved = os.path.join(self.folder, "elsewhere")
        os.rename(self.tree, moved)
        self.assertEqual(self.run_it(os.path.join(moved, "demo")).returncode, 0)
        self.assertIn("cmake --fresh --preset release", self.note("log")[-2])

    def test_a_failed_build_fails(self):
        self.stand_in("ninja", "exit 1")
        for name in ("demo", "test"):
            self.assertNotEqual(self.run_it(os.path.join(self.tree, name)).returncode, 0)
        self.assertNotIn("ctest", self.words())


class Record(Sandbox):
    def draw(self, script):
        svg = os.path.join(self.folder, "new folder", "x.svg")
        run = self.run_it(os.path.join(ROOT, "scripts", "record"), svg, "--title", "a < b", "--",
                          "/bin/sh", "-c", script)
        self.assertEqual(run.returncode, 0, run.stderr)
        with open(svg, encoding="utf-8") as file:
            text = file.read()
        xml.dom.minidom.parseString(text)
        return text

    def test_draws_the_last_state_of_each_line(self):
        text = self.draw(r"printf 'old text\r\033[2Knew <text>\nup\n\033[2A\033[4Ctext!\n'")
        self.assertIn(">new text!&gt;<", text)
        self.assertNotIn("old", text)

    def test_draws_colours_and_blocks(self):
        text = self.draw(r"printf '\033[38;2;1;2;3mred\033[0m \033[48;5;196m▀\033[0m\n'")
        self.assertIn('fill="#010203"', text)
        self.assertIn('fill="#ff0000"', text)
        self.assertNotIn("▀", text)

    def test_a_command_that_fails_leaves_no_picture(self):
        svg = os.path.join(self.folder, "x.svg")
        run = self.run_it(os.path.join(ROOT, "scripts", "record"), svg, "--", "false")
        self.assertEqual(run.returncode, 1)
        self.assertFalse(os.path.exists(svg))


if __name__ == "__main__":
    unittest.main()
