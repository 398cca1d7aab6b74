"""What a person sees: the program under a pseudo-terminal."""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios

import program

STYLE = re.compile(r"\x1b\[[0-9;]*m")


class Terminal(program.ProgramTest):
    def on_terminal(self, *arguments, columns=100, **variables):
        """Runs the program with stdout and stderr on a terminal; all that it wrote."""
        main, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        env = program.environment(**{"TERM": "xterm-256color", **variables})
        process = subprocess.Popen([program.PROGRAM, *arguments], cwd=self.folder, env=env,
                                   stdin=other, stdout=other, stderr=other)
        os.close(other)
        written = b""
        while select.select([main], [], [], 60)[0]:
            try:
                piece = os.read(main, 65536)
            except OSError:  # EIO: the other side is closed
                break
            if not piece:
                break
            written += piece
        os.close(main)
        self.assertEqual(process.wait(timeout=60), 0, written)
        return written.decode("utf-8").replace("\r\n", "\n")

    def train(self, **options):
        return self.on_terminal("train", "--dataset", self.small_data(3000), "--preset", "plain",
                                "--epochs", "3", "--layers", "512,512", "--validation", "200",
                                **options)

    def test_one_line_moves_and_finished_epochs_stay(self):
        text = self.train()
        self.assertIn("\r\x1b[2K", text)
        moving = [STYLE.sub("", line) for line in text.split("\r\x1b[2K") if "ETA" in line]
        self.assertGreater(len(moving), 2)
        self.assertRegex(moving[-1], r"epoch \d/3 .*━.* % +loss \d.*accuracy .*ETA .*images/s")
        plain = STYLE.sub("", text)
        for epoch in (1, 2, 3):
            self.assertRegex(plain, rf"epoch {epoch}/3  loss [\d.]+  accuracy [\d.]+ %  "
                                    rf"validation [\d.]+ %.* s\n")
        self.assertIn("▀", plain)

    def test_lines_are_as_narrow_as_the_terminal(self):
        for columns in (40, 60, 80):
            text = STYLE.sub("", self.train(columns=columns))
            for line in re.split(r"\r\x1b\[2K|\n", text):
                if line.startswith("epoch"):
                    self.assertLess(len(line), columns, line)

    def test_no_color_is_honoured_and_lines_still_move(self):
        text = self.train(NO_COLOR="1")
        self.assertIn("\r\x1b[2K", text)
        self.assertIsNone(STYLE.search(text))

    def test_a_dumb_terminal_gets_plain_lines(self):
        text = self.train(TERM="dumb")
        self.assertNotIn("\x1b", text)
        self.assertNotIn("\r", text)
        self.assertIn("epoch 3/3", text)

    def test_a_locale_without_utf8_gets_ascii(self):
        text = self.train(LC_ALL="en_US.ISO-8859-1", NO_COLOR="1")
        self.assertTrue(all(ord(c) < 128 for c in text), text)
        self.assertIn("###", text)


if __name__ == "__main__":
    program.run_tests()
