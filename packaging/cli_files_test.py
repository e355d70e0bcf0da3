"""Compares man pages and completions with what the programs' --help says, read here with an eye of its own.

usage: cli_files_test.py PINFOLD_CLI PINFOLD FOLDER
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

CLI, WINDOW, FOLDER = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])


def help_of(*command):
    return subprocess.run([*command, "--help"], check=True, capture_output=True, text=True).stdout


def commands():
    return re.findall(r"^ +([a-z]+) {2,}\S", help_of(CLI).partition("ubcommands:\n")[2], re.MULTILINE)


def options(*command):
    """Long names, as the first word of a line."""
    return set(re.findall(r"^ +(?:-\w, *)?(--[a-z-]+)", help_of(*command), re.MULTILINE))


def choices(command):
    """Pairs of an option and the values that it has."""
    found = re.findall(r"^ +(--[a-z-]+) [A-Z]+:\{([a-z,]+)\}", help_of(CLI, command), re.MULTILINE)
    return [(option, set(words.split(","))) for option, words in found]


def run_shell(*command):
    environment = {**os.environ, "PATH": f"{pathlib.Path(CLI).parent}:{os.environ['PATH']}"}
    finished = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return {line.split("\t")[0] for line in finished.stdout.splitlines() if line}


def bash(*words):
    """What bash proposes for the last of the words."""
    quoted = " ".join(f"'{word}'" for word in ("pinfold-cli", *words))
    return run_shell("bash", "-c", f"source '{FOLDER}/cli/pinfold-cli.bash'; COMP_WORDS=({quoted}); "
                                   f"COMP_CWORD={len(words)}; _pinfold_cli; printf '%s\\n' \"${{COMPREPLY[@]}}\"")


def fish(*words):
    line = " ".join(("pinfold-cli", *words))
    return run_shell("fish", "--no-config", "-c", f"source '{FOLDER}/cli/pinfold-cli.fish'; complete -C '{line}'")


class ManPages(unittest.TestCase):
    def test_holds_every_command_with_its_options(self):
        page = (FOLDER / "cli/pinfold-cli.1").read_text().replace("\\-", "-")
        parts = dict(re.findall(r"^\.SS (\S+)\n(.*?)(?=^\.S[SH])", page, re.MULTILINE | re.DOTALL))
        self.assertEqual(list(parts), commands())
        for command in commands():
            listed = set(re.findall(r"^(?:\\fB-\w\\fR, )?\\fB(--[a-z-]+)\\fR", parts[command], re.MULTILINE))
            self.assertEqual(listed | {"--help", "--json"}, options(CLI, command), command)

    def test_describes_every_thing_it_lists(self):
        page = (FOLDER / "cli/pinfold-cli.1").read_text()
        self.assertNotRegex(page, r"\.TP\n[^\n]*\n(\.|\n| )")

    def test_of_the_window_names_its_options(self):
        page = (FOLDER / "pinfold.1").read_text().replace("\\-", "-")
        for option in options(WINDOW):
            self.assertIn(option, page)


class Bash(unittest.TestCase):
    def test_proposes_commands_and_options_of_the_program(self):
        self.assertEqual(bash("") - {"-h"}, set(commands()) | options(CLI))

    def test_proposes_every_option_of_a_command(self):
        for command in commands():
            self.assertEqual(bash(command, "--"), options(CLI, command), command)

    def test_proposes_the_values_of_an_option(self):
        for command in commands():
            for option, words in choices(command):
                self.assertEqual(bash(command, option, ""), words, option)

    def test_proposes_boards(self):
        self.assertIn("qemu-mps2-an500", bash("plan", "--board", "qemu"))


@unittest.skipUnless(shutil.which("fish"), "there is no fish")
class Fish(unittest.TestCase):
    def test_proposes_commands(self):
        self.assertEqual(fish(""), set(commands()))

    def test_proposes_every_option_of_a_command(self):
        for command in commands():
            self.assertEqual(fish(command, "--"), options(CLI, command), command)

    def test_proposes_the_values_of_an_option(self):
        for option, words in choices("deploy"):
            self.assertEqual(fish("deploy", option, '""'), words, option)


class Zsh(unittest.TestCase):
    def test_lists_every_option_of_a_command(self):
        text = (FOLDER / "cli/_pinfold-cli").read_text()
        parts = dict(re.findall(r"^ {16}([a-z]+)\) _arguments(.*?) ;;", text, re.MULTILINE | re.DOTALL))
        self.assertEqual(list(parts), commands())
        for command in commands():
            listed = set(re.findall(r"^ +'[*(]?(?:-\w )?(--[a-z-]+)[\[)]", parts[command], re.MULTILINE))
            self.assertEqual(listed, options(CLI, command), command)

    @unittest.skipUnless(shutil.which("zsh"), "there is no zsh")
    def test_is_a_script_that_zsh_reads(self):
        run_shell("zsh", "-n", str(FOLDER / "cli/_pinfold-cli"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
