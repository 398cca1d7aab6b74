"""Help texts: what a user reads first."""
import re

import program

COMMANDS = ("train", "evaluate", "predict", "read", "serve", "info", "data", "bench")
DATA_COMMANDS = ("list", "fetch", "verify", "show", "export", "import")


class Help(program.ProgramTest):
    def test_lists_all_commands_and_no_other(self):
        text = self.succeeds("--help").stdout
        listed = re.findall(r"^  (\w+)  +\S", text.split("Commands:")[1].split("Options:")[0], re.M)
        self.assertEqual(tuple(listed), COMMANDS)

    def test_each_command_has_help_with_an_example(self):
        for words in [(c,) for c in COMMANDS] + [("data", c) for c in DATA_COMMANDS]:
            run = self.succeeds(*words, "--help")
            self.assertEqual(run.stderr, "")
            self.assertIn("Usage: inkling " + " ".join(words), run.stdout)
            self.assertRegex(run.stdout, r"Examples?:\n  inkling ")
            self.assertEqual(self.succeeds(*words, "-h").stdout, run.stdout)

    def test_lines_fit_a_terminal(self):
        for words in [(), *[(c,) for c in COMMANDS], *[("data", c) for c in DATA_COMMANDS]]:
            for line in self.succeeds(*words, "--help").stdout.splitlines():
                self.assertLessEqual(len(line), 80, line)

    def test_tells_its_version(self):
        self.assertRegex(self.succeeds("--version").stdout, r"^inkling \d+\.\d+\.\d+\n$")

    def test_without_arguments_shows_the_usage_on_stderr(self):
        run = self.run_program()
        self.assertEqual(run.returncode, 2)
        self.assertEqual(run.stdout, "")
        self.assertIn("Usage: inkling COMMAND", run.stderr)

    def test_every_option_of_the_contract_is_there(self):
        wanted = {
            ("train",): "dataset preset layers activation epochs batch-size optimizer "
                        "learning-rate lr schedule augment label-smoothing dropout "
                        "validation seed precision early-stop "
                        "from resume out log tensorboard report threads quiet progress json",
            ("evaluate",): "dataset split report threads json quiet progress",
            ("predict",): "model explain json",
            ("read",): "model json csv text min-confidence debug",
            ("serve",): "listen model store token insecure tls-cert tls-key access-log threads "
                        "max-body "
                        "max-picture max-connections deadline idle max-batch max-wait-us queue",
            ("info",): "json",
            ("bench",): "seconds threads json",
        }
        for words, options in wanted.items():
            text = self.succeeds(*words, "--help").stdout
            for option in options.split():
                self.assertRegex(text, rf"--{option}\b")


if __name__ == "__main__":
    program.run_tests()
