#!/usr/bin/python3
"""Guest tests of the SDK: boots images and reads their transcripts.

    run_guest.py [--harts=N] POSTERN KERNEL IMAGES CASE...

CASE is `bindings` (sdk-far, sdk-ipc, sdk-queue and sdk-direct must say the same), `batches` (the same of sdk-batch-*), or the name of one image whose
program prints a line per test, `ok   name: value` or `FAIL name: value`, and last `N passed, N failed`.
"""
import os
import re
import subprocess
import sys

# Images of each case: a prefix, and the bindings that must answer as `direct` does.
COMPARED = {"bindings": ("sdk-", ("far", "ipc", "queue")), "batches": ("sdk-batch-", ("far", "ipc"))}
LIMIT = "2000000000"  # instructions: far more than any test needs


class Guest:
    """The transcript of one boot: result lines by name, and everything else for a complaint."""

    def __init__(self, machine, image):
        postern, kernel, folder = machine
        path = os.path.join(folder, image + ".img")
        command = [*postern, "-k", kernel, "-i", path, "--time-limit", LIMIT]
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=280, check=False)
        self.text = run.stdout.decode("utf-8", "replace").replace("\r", "")
        self.status = run.returncode
        self.errors = run.stderr.decode("utf-8", "replace")
        self.lines = re.findall(r"^(ok  |FAIL) (.*?): (.*)$", self.text, re.M)
        self.finished = re.search(r"^\d+ passed, \d+ failed$", self.text, re.M)

    def complaint(self):
        if not self.finished:
            return f"did not finish (exit code {self.status})\n{self.text[-3000:]}{self.errors[-1000:]}"
        return None


class Score:
    def __init__(self):
        self.passed = self.failed = 0

    def add(self, name, complaint):
        print(f"{'FAIL' if complaint else 'ok  '} {name}")
        if complaint:
            print(complaint)
        self.failed += bool(complaint)
        self.passed += not complaint


def results(score, image, guest):
    for verdict, name, value in guest.lines:
        score.add(f"{image}: {name}: {value}", None if verdict == "ok  " else f"the guest says: {value}")
    score.add(f"{image} runs to its end", guest.complaint())


def bindings(score, machine, prefix, others):
    guests = {prefix + image: Guest(machine, prefix + image) for image in ("direct", *others)}
    for image, guest in guests.items():
        results(score, image, guest)
    for image in (prefix + other for other in others):
        mine = dict((n, v) for _, n, v in guests[image].lines)
        other = [f"{n}: {v} under direct, {mine.get(n)} here"
                 for _, n, v in guests[prefix + "direct"].lines if mine.get(n) != v]
        score.add(f"{image} answers as {prefix}direct does", "\n".join(other))


def main():
    harts = ["--harts", sys.argv.pop(1).partition("=")[2]] if sys.argv[1].startswith("--harts=") else []
    machine, cases, score = ([sys.argv[1], *harts], *sys.argv[2:4]), sys.argv[4:], Score()
    for case in cases:
        if case in COMPARED:
            bindings(score, machine, *COMPARED[case])
        else:
            results(score, case, Guest(machine, case))
    print(f"{score.passed} passed, {score.failed} failed")
    return score.failed > 0


if __name__ == "__main__":
    sys.exit(main())
