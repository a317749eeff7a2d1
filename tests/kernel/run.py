#!/usr/bin/python3
"""Boots a kernel test's image and passes on what it says; the last line adds up.

    run.py POSTERN KERNEL IMAGE [--expect TEXT]... [--instructions N] [--seconds N] [--harts N] [--quiet]

A test program prints `ok NAME` or `FAILED NAME: ...` per case and powers off with 0 when all passed. `--expect`: the
console must also show this text (a case of its own)."""
import argparse
import subprocess
import sys


def boot(args):
    quiet = ["--append", "faults=quiet"] if args.quiet else []
    command = [args.postern, "--harts", str(args.harts), "--kernel", args.kernel, "--initrd", args.image, "--time-limit", str(args.instructions), *quiet]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=args.seconds)
    return done.returncode, done.stdout.decode(errors="replace").replace("\r", "")


def main():
    parser = argparse.ArgumentParser()
    for name in ("postern", "kernel", "image"):
        parser.add_argument(name)
    parser.add_argument("--expect", action="append", default=[])
    parser.add_argument("--quiet", action="store_true", help="faults are not told on the console")
    parser.add_argument("--seconds", type=int, default=280, help="of the host")
    parser.add_argument("--harts", type=int, default=1)
    parser.add_argument("--instructions", type=int, default=3_000_000_000)
    args = parser.parse_args()
    code, text = boot(args)
    lines = text.split("\n")
    shown = [line for line in lines if line.startswith(("ok ", "FAILED ", "seed ", "calls ", "ipc null", "kernel panic"))]
    for wanted in args.expect:
        shown.append(("ok console shows: " if wanted in text else "FAILED console never shows: ") + wanted)
    if code != 0 and not any(line.startswith("FAILED") for line in shown):
        shown.append(f"FAILED {args.image}: the machine ended with {code}; last words: " + " / ".join(lines[-6:]))
    print("\n".join(shown))
    failed = sum(line.startswith(("FAILED", "kernel panic")) for line in shown)
    passed = sum(line.startswith("ok ") for line in shown)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0 or passed == 0)


main()
