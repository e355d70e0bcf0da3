#!/usr/bin/env python3
"""Finds calls in core/, app/ and ui/ that throw where an error is to be a value: std::filesystem without an error_code,
numbers read with std::stoi and its like.

throwing_calls.py            looks at the sources that git knows; exit code 1 and a line for each call that it found
throwing_calls.py --test     looks at examples of both kinds
"""
import re
import subprocess
import sys
from pathlib import Path

# Overloads that throw std::filesystem::filesystem_error, by the number of their arguments: all that have one without a
# std::error_code. What is told apart by its arguments' types is listed below.
THROWING = {
    "absolute": {1}, "canonical": {1}, "weakly_canonical": {1}, "relative": {1}, "proximate": {1},
    "copy": {2}, "copy_file": {2}, "copy_symlink": {2},
    "create_directory": {1}, "create_directories": {1}, "create_directory_symlink": {2}, "create_hard_link": {2},
    "create_symlink": {2}, "current_path": {0}, "equivalent": {2}, "exists": {1}, "file_size": {1},
    "hard_link_count": {1}, "is_block_file": {1}, "is_character_file": {1}, "is_directory": {1}, "is_empty": {1},
    "is_fifo": {1}, "is_other": {1}, "is_regular_file": {1}, "is_socket": {1}, "is_symlink": {1},
    "last_write_time": {1}, "permissions": {2}, "read_symlink": {1}, "remove": {1}, "remove_all": {1}, "rename": {2},
    "resize_file": {2}, "space": {1}, "status": {1}, "symlink_status": {1}, "temp_directory_path": {0},
    "directory_iterator": {1}, "recursive_directory_iterator": {1},
}
# As many arguments as the throwing overload and one that does not: the last argument must be the error_code.
MAYBE = {
    "relative": {2}, "proximate": {2}, "copy": {3}, "copy_file": {3}, "create_directory": {2}, "current_path": {1},
    "last_write_time": {2}, "permissions": {3}, "directory_iterator": {2}, "recursive_directory_iterator": {2},
}
ERROR_CODE = re.compile(r"^(\w*(error|failure|failed|ignored|missing|gone)\w*|ec)$", re.IGNORECASE)
# These also take a file_status, and then do not throw.
OF_STATUS = re.compile(r"^(\w*[sS]tatus_?|(fs::|std::filesystem::)?(symlink_)?status\(.*)$", re.DOTALL)
QUESTIONS = {name for name in THROWING if name.startswith("is_")} - {"is_empty"} | {"exists"}

CALL = re.compile(r"\b(?:fs|std::filesystem|filesystem)::(\w+)(?:\s+\w+)?\s*([({])")
NUMBERS = re.compile(r"\bstd::(sto(?:i|l|ll|ul|ull|f|d|ld))\s*\(")
LOOPS = re.compile(r"\bfor\s*\([^;()]*:\s*(?:fs|std::filesystem)::(?:recursive_)?directory_iterator\b")
ENTRIES = re.compile(r"\bentry(?:\.|->)(exists|is_\w+|file_size|last_write_time|status|symlink_status|refresh)\(\)")


def without_comments(text):
    """The same text with blanks for comments and for what is in quotation marks."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def arguments_at(text, start):
    """Top-level arguments of the call whose opening bracket is at `start`."""
    depth, parts, current = 0, [], ""
    for character in text[start:]:
        if character in "([{":
            depth += 1
            if depth == 1:
                continue
        elif character in ")]}":
            depth -= 1
            if depth == 0:
                break
        if character == "," and depth == 1:
            parts.append(current.strip())
            current = ""
        else:
            current += character
    # An empty text stands for a literal: without_comments() has blanked it.
    return parts + [current.strip()] if parts or current else []


def throws(name, arguments):
    count = len(arguments)
    if count in THROWING.get(name, ()):
        return not (name in QUESTIONS and OF_STATUS.match(arguments[0]))
    return count in MAYBE.get(name, ()) and not ERROR_CODE.match(arguments[-1])


def findings(text):
    """(line number, what is wrong) for each call that may throw."""
    text = without_comments(text)
    found = []
    for match in CALL.finditer(text):
        if throws(match.group(1), arguments_at(text, match.start(2))):
            found.append((match.start(), f"std::filesystem::{match.group(1)} without an error_code throws"))
    for match in NUMBERS.finditer(text):
        found.append((match.start(), f"std::{match.group(1)} throws; use parseNumber (base/number.h)"))
    for match in LOOPS.finditer(text):
        found.append((match.start(), "a range-based for over a folder throws; use increment(error_code)"))
    for match in ENTRIES.finditer(text):
        found.append((match.start(), f"{match.group(1)}() of a directory entry throws; give it an error_code"))
    return [(text.count("\n", 0, at) + 1, what) for at, what in sorted(found)]


def self_test():
    bad = [
        "if (!fs::exists(elf)) return;", "fs::last_write_time(file)", "std::filesystem::absolute(program).string()",
        "for (const auto& entry : fs::directory_iterator(folder, missing)) {", "std::stoll((*match)[2])",
        "fs::path here = fs::current_path();", "fs::permissions(file,\n fs::perms::owner_all)", 'fs::remove("name")',
        "fs::last_write_time(elf, fs::file_time_type::clock::now());", "entry->is_directory()",
        "fs::directory_iterator entry(folder)", "fs::directory_iterator(folder, options)", "fs::current_path(folder)",
    ]
    good = [
        "fs::exists(elf, failure)", "fs::exists(status)", "fs::is_symlink(fs::symlink_status(target, failure))",
        "// fs::exists(elf)", 'say("fs::exists(elf)")', "fs::path(text).parent_path()", "mine::exists(elf)",
        "fs::directory_iterator entry(folder, error), end;", "fs::last_write_time(elf, now(), ignored)",
        "fs::rename(from, to, failure)", "entry.is_directory(failure)", "history(1)", "std::to_string(1)",
    ]
    wrong = [text for text in bad if not findings(text)] + [text for text in good if findings(text)]
    for text in wrong:
        print(f"judged wrongly: {text}")
    return not wrong


def main():
    root = Path(__file__).resolve().parents[2]
    if sys.argv[1:] == ["--test"]:
        return 0 if self_test() else 1
    listed = subprocess.run(["git", "ls-files", "core", "app", "ui"], cwd=root, check=True, capture_output=True, text=True)
    total = 0
    for name in listed.stdout.splitlines():
        if not name.endswith((".cpp", ".h")) or not (root / name).exists():
            continue
        for line, what in findings((root / name).read_text(encoding="utf-8")):
            print(f"{name}:{line}: {what}")
            total += 1
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
