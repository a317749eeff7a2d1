#!/usr/bin/python3
"""Differential tests: random programs run on qemu-system-riscv64 and on our hart; their traces must be equal.

usage: diff.py [--seed N] [--rounds N] [--kinds a,b] [--kept] [--runner FILE] [--engine NAME]
               [--keep DIR]
On a difference it prints the seed, the first differing record, the registers there on both sides and the program's
lines around it; `--seed N --kinds k` repeats the run exactly."""
import argparse
import os
import random
import subprocess
import sys
import tempfile

import gen_code
import gen_fp
import gen_paging
import gen_plain
import gen_pmp
import gen_trap

DUMP = "0" * 16
HERE = os.path.dirname(os.path.abspath(__file__))
QEMU = ["qemu-system-riscv64", "-M", "virt", "-bios", "none", "-display", "none", "-serial", "stdio", "-monitor", "none",
        "-cpu", "rv64,zba=off,zbb=off,zbc=off,zbs=off,h=off,sstc=on"]
GCC = ["riscv64-unknown-elf-gcc", "-nostdlib", "-static", "-march=rv64gc", "-mabi=lp64d", "-mcmodel=medany", "-Wl,--no-warn-rwx-segments",
       "-I", HERE, "-T", os.path.join(HERE, "link.ld")]
# kind: (generator of one step, steps in the body, steps between dumps, passes over the body)
KINDS = {
    "integer": (gen_plain.integer, 3000, 150, 120),
    "memory": (gen_plain.memory, 3000, 150, 120),
    "atomic": (gen_plain.atomic, 1500, 100, 100),
    "code": (gen_code.code, 1500, 50, 40),
    "fp": (gen_fp.fp, 4000, 40, 20),
    "trap": (gen_trap.trap, 1500, 60, 20),
    "paging": (gen_paging.paging, 1500, 60, 20),
    "pmp": (gen_pmp.pmp, 1500, 60, 10),
}

# Seeds that have found something: --kept runs them, too.
KEPT = [("paging", 451992915), ("paging", 79467892), ("pmp", 520362756), ("pmp", 468335468)]


def program(kind, seed, fine=range(0)):
    """Assembly lines of the program. Steps in `fine` are each followed by a dump; the rest of the program is the same."""
    step, steps, between, passes = KINDS[kind]
    rng = random.Random(f"{kind} {seed}")
    lines = [".globl program", "program:"]
    lines += [gen_plain.constant(rng) for _ in range(60)]
    lines += getattr(sys.modules[step.__module__], "prologue", lambda _: [])(rng)
    lines += [f"li s8, {passes}", "again:"]
    for n in range(steps):
        lines += step(rng)
        if n % between == between - 1 or n in fine:
            lines += ["jal s9, dump"]
    return lines + ["addi s8, s8, -1", "beqz s8, 1f", "j again", "1: j finish"]


def build(lines, folder, detail):
    source, elf = os.path.join(folder, "program.S"), os.path.join(folder, f"program{detail}.elf")
    with open(source, "w") as f:
        f.write(f".equ DETAIL, {detail}\n.text\n" + "\n".join(lines) + "\n.include \"runtime.S\"\n")
    subprocess.run(GCC + ["-o", elf, source], check=True)
    return elf


def run(command):
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=100, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired as expired:
        return (expired.stdout or b"").decode().split("\n") + ["(did not end)"], 0
    instructions = int(done.stderr.split()[0]) if done.stderr.strip().endswith(b"instructions") else 0
    return done.stdout.decode().split("\n"), instructions


def both(elf, runner):
    theirs, _ = run(QEMU + ["-kernel", elf])
    ours, instructions = run([runner[0], elf, "1000000000", runner[1]])
    return theirs, ours, instructions


def first_difference(theirs, ours):
    """Number of the first record that differs, and how many dumps lie before it."""
    at = next((n for n, (a, b) in enumerate(zip(theirs, ours)) if a != b), min(len(theirs), len(ours))) // 4
    return at, sum(theirs[n * 4] == DUMP for n in range(at))


def report(kind, seed, folder, runner, theirs, ours):
    """Repeats the run with a dump after every step between the two dumps that enclose the difference."""
    _, steps, between, _ = KINDS[kind]
    dumps = first_difference(theirs, ours)[1] % (steps // between)
    lines = program(kind, seed, range(dumps * between, (dumps + 1) * between))
    theirs, ours, _ = both(build(lines, folder, -1), runner)
    record, before = first_difference(theirs, ours)
    elf = build(lines, folder, record)
    words = lambda trace: " ".join(trace[record * 4:record * 4 + 4]) or "(trace ended)"
    print(f"  record {record}, after {before} dumps\n  QEMU {words(theirs)}\n  ours {words(ours)}")
    if theirs[record * 4:record * 4 + 1] == ours[record * 4:record * 4 + 1] == [DUMP]:
        a, b, _ = both(elf, runner)
        for n, (x, y) in enumerate(zip(a[:65], b[:65])):
            if x != y:
                print(f"    {f'x{n}' if n < 32 else f'f{n - 32}' if n < 64 else 'fcsr':5} QEMU {x} ours {y}")
    marks = [n for n, line in enumerate(lines) if line == "jal s9, dump"]
    here = marks[before % len(marks)]
    print("  steps before it:", *[f"    {line}" for line in lines[max(0, here - 8):here + 1]], sep="\n")
    print(f"  program: {folder}")


def case(kind, seed, runner, keep):
    with tempfile.TemporaryDirectory() as temporary:
        folder = keep or temporary
        os.makedirs(folder, exist_ok=True)
        lines = program(kind, seed)
        elf = build(lines, folder, -1)
        theirs, ours, instructions = both(elf, runner)
        good = theirs == ours and len(ours) > 8 and "(did not end)" not in ours
        print(f"{'pass' if good else 'FAIL'} {kind} seed {seed}: {instructions} instructions, {len(ours) // 4} records", flush=True)
        if not good:
            report(kind, seed, folder, runner, theirs, ours)
        return good, instructions


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, default=random.randrange(10**9))
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--kept", action="store_true", help="first the seeds that once found a difference")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--runner", default="build/opt/bin/diff-run")
    parser.add_argument("--engine", default="interpreter", help="interpreter or translator")
    parser.add_argument("--keep", help="folder for the program's source and ELF files")
    options = parser.parse_args()
    runner = (options.runner, options.engine)
    cases = [(kind, options.seed + n) for n in range(options.rounds) for kind in options.kinds.split(",")]
    results = [case(kind, seed, runner, options.keep) for kind, seed in (KEPT if options.kept else []) + cases]
    passed, instructions = sum(good for good, _ in results), sum(n for _, n in results)
    print(f"{instructions} instructions; repeat with --seed {options.seed}")
    print(f"{passed} passed, {len(results) - passed} failed")
    return passed != len(results)


if __name__ == "__main__":
    sys.exit(main())
