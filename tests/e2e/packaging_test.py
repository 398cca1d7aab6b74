"""What packaging/ gives to operators: the systemd unit and the container file fit the program."""
import json
import os
import re
import shutil
import subprocess
import unittest

import program
import server

PACKAGING = os.path.join(os.path.dirname(__file__), "..", "..", "packaging")
# Part of every Debian.
BASE = {"libc6", "libgcc-s1", "libstdc++6"}


def text_of(name):
    with open(os.path.join(PACKAGING, name), encoding="utf-8") as file:
        return file.read()


class Packaging(server.ServerTest):
    def unit(self):
        """The unit, its program and store replaced by those of this test."""
        text = text_of("inkling.service")
        for old, new in (("/usr/local/bin/inkling", os.path.abspath(program.PROGRAM)),
                         ("/var/lib/inkling", str(self.folder)),
                         ("127.0.0.1:8080", "127.0.0.1:0")):
            self.assertIn(old, text)
            text = text.replace(old, new)
        return text

    @unittest.skipUnless(shutil.which("systemd-analyze"), "no systemd-analyze")
    def test_systemd_takes_the_unit(self):
        path = self.path("inkling.service")
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.unit())
        run = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True,
                             text=True, check=False)
        said = [line for line in run.stderr.split("\n") if "inkling" in line]
        self.assertEqual((run.returncode, said), (0, []))

    def test_the_program_takes_what_the_unit_says(self):
        command = re.search(r"^ExecStart=((?:.*\\\n)*.*)$", self.unit(), re.M).group(1)
        words = command.replace("\\\n", " ").split()
        self.assertEqual(words[1], "serve")
        served = self.start(*words[2:])
        self.assertEqual(served.ask("GET", "/readyz")[0], 200)

    def test_the_program_takes_what_the_container_says(self):
        words = json.loads(re.search(r"^ENTRYPOINT (.*)$", text_of("Containerfile"), re.M).group(1))
        self.assertEqual(words[:2], ["inkling", "serve"])
        words = [word.replace("0.0.0.0:8080", "0.0.0.0:0") for word in words]
        served = self.start(*words[2:], env={"INKLING_TOKEN": "sesame"})
        self.assertEqual(served.ask("GET", "/readyz")[0], 200)
        self.assertEqual(served.ask("GET", "/v2")[0], 401)

    @unittest.skipIf(os.environ.get("INKLING_SANITIZED"), "sanitizers bring libraries of their own")
    @unittest.skipUnless(shutil.which("ldd") and shutil.which("dpkg-query"), "no Debian")
    def test_the_container_has_each_library(self):
        linked = subprocess.run(["objdump", "-p", program.PROGRAM], capture_output=True, text=True,
                                check=True).stdout
        needed = re.findall(r"NEEDED +(\S+)", linked)
        self.assertIn("libfmt.so.9", needed)
        told = set(re.findall(r"[a-z0-9.+-]+", text_of("Containerfile"))) | BASE
        for library in needed:
            found = subprocess.run(["dpkg-query", "-S", "*/" + library], capture_output=True,
                                   text=True, check=False).stdout
            owners = {line.split(":")[0] for line in found.split("\n") if line}
            self.assertTrue(owners & told, f"{library} of {owners}")


if __name__ == "__main__":
    program.run_tests()
