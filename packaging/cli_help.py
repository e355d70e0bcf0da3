"""What `pinfold-cli --help` says, as data: the source of the man page and of the completions for shells."""
import re
import subprocess
from dataclasses import dataclass, field

OPTION = re.compile(
    r"""^\s+(?:(?P<short>-\w),\s*)?(?P<name>--[\w-]+)
        (?:\ (?P<value>[A-Z]{2,}(?:=[A-Z]+)?)
           (?::\{(?P<words>[^}]*)\}|:\w+\ in\ \[[^]]*\])?)?
        (?P<required>\ REQUIRED)?
        (?:\ Excludes:(?:\ --[\w-]+)+)?
        (?:\s+(?P<text>\S.*))?$""",
    re.VERBOSE,
)
ARGUMENT = re.compile(r"^\s+(?P<name>\w+) [A-Z]+(?P<many> \.\.\.)?(?: REQUIRED)?(?:\s+(?P<text>\S.*))?$")
COMMAND = re.compile(r"^\s+(?P<name>[\w-]+)\s{2,}(?P<text>\S.*)$")


@dataclass
class Option:
    name: str
    short: str
    value: str  # what its value is, in capitals; empty for a switch
    words: list[str]  # the values that there are; empty if any will do
    required: bool
    text: str

    @property
    def repeats(self):
        return "may be repeated" in self.text


@dataclass
class Argument:
    name: str
    many: bool
    text: str


@dataclass
class Command:
    name: str
    text: str
    options: list[Option] = field(default_factory=list)
    arguments: list[Argument] = field(default_factory=list)


def help_of(program, *command):
    return subprocess.run([program, *command, "--help"], check=True, capture_output=True, encoding="utf-8").stdout


def sections(help_text):
    """The indented lines below each heading, by the heading's first word in small letters."""
    found, current = {}, None
    for line in help_text.splitlines():
        if not line.startswith(" "):
            current = found.setdefault(line.split(":")[0].lower(), []) if line.endswith(":") else None
        elif current is not None:
            current.append(line)
    return found


def entries(lines, pattern):
    """One match a thing, as a dictionary. A text too long to stand beside its name stands in the next line."""
    found = []
    for line in lines:
        match = pattern.match(line)
        if match:
            found.append(match.groupdict())
        elif found and not found[-1]["text"]:
            found[-1]["text"] = line.strip()
        else:
            raise ValueError(f"The help has a line of an unknown form: {line!r}")
    return found


def option_of(entry):
    words = entry["words"].split(",") if entry["words"] else []
    return Option(entry["name"], entry["short"] or "", entry["value"] or "", words, bool(entry["required"]),
                  entry["text"] or "")


def read_options(help_text):
    return [option_of(entry) for entry in entries(sections(help_text).get("options", []), OPTION)]


def read_command(program, name, text):
    help_text = help_of(program, name)
    arguments = entries(sections(help_text).get("positionals", []), ARGUMENT)
    return Command(name, text, read_options(help_text),
                   [Argument(entry["name"], bool(entry["many"]), entry["text"] or "") for entry in arguments])


def read_program(program):
    """The options of the program itself, and its commands."""
    help_text = help_of(program)
    commands = entries(sections(help_text)["subcommands"], COMMAND)
    return read_options(help_text), [read_command(program, entry["name"], entry["text"]) for entry in commands]
