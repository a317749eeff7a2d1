#!/usr/bin/python3
"""Chaos for as long as one wants, on several harts: kills, revocations, interrupts, far calls, messages.

    stress.py POSTERN KERNEL IMAGE.yaml HARTS CALLS

CALLS: how many calls the workers make before the accounts are closed: nothing may be missing then. The checks run 20,000;
10,000,000 take a night."""
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PLAIN = "{name: main, stack: 32K, priority: 20}"


def main():
    postern, kernel, source, harts, calls = sys.argv[1:]
    text = pathlib.Path(source).read_text()
    if PLAIN not in text:
        sys.exit(f"{source} has no thread {PLAIN}")
    with tempfile.TemporaryDirectory() as folder:
        yaml, image = f"{folder}/stress.yaml", f"{folder}/stress.img"
        pathlib.Path(yaml).write_text(text.replace(PLAIN, PLAIN.replace("}", f", arg: {calls}" + "}")))
        subprocess.run([sys.executable, ROOT / "tools/mkimage/mkimage.py", yaml, "-o", image], cwd=ROOT, check=True)
        limit = str(3_000_000_000 + 200_000 * int(calls))
        done = subprocess.run([sys.executable, ROOT / "tests/kernel/run.py", postern, kernel, image, "--harts", harts, "--quiet",
                               "--instructions", limit, "--seconds", str(280 + int(calls) // 50)], cwd=ROOT)
    sys.exit(done.returncode)


main()
