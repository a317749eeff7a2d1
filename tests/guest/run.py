#!/usr/bin/python3
"""Runs the guest tests of Xseg on the machine and tells each case: tests/guest/run.py --postern FILE --program FILE.

The program prints `begin NAME`, then `ok NAME` or `FAIL NAME`, and `end`. Every CASE(NAME) in the sources must have
run; a machine that stops early fails the case that had begun.
"""
import argparse
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

CASE = re.compile(r"^CASE\((\w+)\)", re.M)
BUDGET = "150000000"  # instructions; the tests take some 90 million


def expected():
    names = []
    for path in sorted(pathlib.Path(__file__).resolve().parent.glob("cases_*.c")):
        names += CASE.findall(path.read_text())
    return names


def disk():
    """A disk of 64 KiB whose doubleword at byte n is n with 0xd15c on top, as cases_dma.c expects."""
    file = tempfile.NamedTemporaryFile(suffix=".img")
    file.write(b"".join(struct.pack("<Q", n | 0xd15c << 48) for n in range(0, 65536, 8)))
    file.flush()
    return file


def run(postern, program, engine, drive):
    """What the program printed, the machine's exit code and what it said; a machine that hangs is ended."""
    words = [postern, "--bios", "none", "--kernel", program, "--time-limit", BUDGET, "--memory", "16M", "--engine", engine, "--drive", drive]
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode(errors="replace").splitlines(), "none", "it did not end"
    return done.stdout.decode(errors="replace").splitlines(), done.returncode, done.stderr.decode(errors="replace")


def main():
    parser = argparse.ArgumentParser(description="runs the guest tests of Xseg")
    parser.add_argument("--postern", required=True)
    parser.add_argument("--program", required=True)
    parser.add_argument("--engine", default="interpreter", help="interpreter or translator")
    options = parser.parse_args()
    with disk() as drive:
        lines, code, errors = run(options.postern, options.program, options.engine, drive.name)
    verdict, current = {}, None
    for line in lines:
        word, _, rest = line.partition(" ")
        rest = rest.strip()
        if word == "begin":
            current = rest
        elif word in ("ok", "FAIL"):
            verdict[rest] = word == "ok"
            print(f"{word:5} {rest}")
        elif word != "end":
            print(f"      {line}")
    for name in expected():
        if name not in verdict:
            verdict[name] = False
            print(f"FAIL  {name} {'stopped the machine' if name == current else 'did not run'}")
    failed = sum(not ok for ok in verdict.values())
    if failed or code:
        print(f"machine: exit code {code}", errors.strip(), sep="\n", file=sys.stderr)
    print(f"{len(verdict) - failed} passed, {failed} failed")
    return 1 if failed or not verdict or code else 0


if __name__ == "__main__":
    sys.exit(main())
