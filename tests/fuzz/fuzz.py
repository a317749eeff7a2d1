#!/usr/bin/python3
"""All random tests of the machine by one command: engine against engine, both engines against QEMU, the segment unit against
its eager model. Prints the seed, takes one, and names the run that found a difference.

usage: fuzz.py [--seed N] [--instructions N] [--build DIR]      (make fuzz; see README.md)"""
import argparse
import os
import random
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
DIFF = os.path.join(HERE, "..", "diff", "diff.py")


def run(name, command, pattern, **environment):
    """(good, instructions or steps): the sum of what `pattern` finds in the output."""
    print(f"{name}: {' '.join([f'{k}={v}' for k, v in environment.items()] + command)}", flush=True)
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, **environment})
    count = sum(int(n) for n in re.findall(pattern, done.stdout))
    if done.returncode:
        print(done.stdout)
    print(f"{'pass' if done.returncode == 0 else 'FAIL'} {name}: {count}", flush=True)
    return done.returncode == 0, count


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, default=random.randrange(10**9))
    parser.add_argument("--instructions", type=int, default=10_000_000)
    parser.add_argument("--build", default="build/opt")
    o = parser.parse_args()
    seed, diff = str(o.seed), [sys.executable, DIFF, "--seed", str(o.seed), "--runner", f"{o.build}/bin/diff-run", "--rounds",
                               str(max(1, o.instructions // 50_000_000)), "--engine"]
    results = [
        run("engine against engine, instructions", [f"{o.build}/bin/fuzz-run", "--seed", seed, "--instructions", str(o.instructions)],
            r"pass (\d+) instructions"),
        run("engine against engine under models of time, instructions",
            [f"{o.build}/bin/fuzz-run", "--timing", "1", "--seed", seed, "--instructions", str(o.instructions)], r"pass (\d+) instructions"),
        run("interpreter against QEMU, instructions", diff + ["interpreter"], r"(?m)^(\d+) instructions;"),
        run("translator against QEMU, instructions", diff + ["translator"], r"(?m)^(\d+) instructions;"),
        run("segment unit against the eager model, steps", [f"{o.build}/test/test-segment-model"], r"(\d+) steps", SEED=seed,
            STEPS=str(o.instructions // 10)),
    ]
    failed = sum(not good for good, _ in results)
    print(f"repeat with --seed {seed}\n{len(results) - failed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
