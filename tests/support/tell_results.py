#!/usr/bin/env python3
"""tell_results.py FOLDER: how many tests of GoogleTest programs ran, from the results that run_shard.sh left in the folder:
which were skipped, and which failed."""
import json
import pathlib
import sys


def results(folder):
    """The name of each test with its state: passed, failed or skipped."""
    for file in sorted(pathlib.Path(folder).glob("*.json")):
        for suite in json.loads(file.read_text(encoding="utf-8"))["testsuites"]:
            for test in suite["testsuite"]:
                name = f"{suite['name']}.{test['name']}"
                if test.get("failures"):
                    yield name, "failed"
                elif test["result"] == "SKIPPED":
                    yield name, "skipped"
                elif test["status"] == "RUN":
                    yield name, "passed"


def main():
    names = {"passed": [], "failed": [], "skipped": []}
    for name, state in results(sys.argv[1]):
        names[state].append(name)
    for state in ("skipped", "failed"):
        for name in names[state]:
            print(f"{state}: {name}")
    print(", ".join(f"{len(found)} tests {state}" for state, found in names.items() if found or state == "passed"))


main()
