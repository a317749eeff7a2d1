#!/usr/bin/python3
"""Workloads on qemu-system-riscv64 and on both engines, in turn: per row the median ratio of several pairs.

    run_bench.py [--pairs N] [--format text|json] POSTERN ELF...

A ratio is QEMU's CPU time by ours: 2.0 is twice as fast as QEMU. Start-up is in it. QEMU counts no instructions; we do."""
import argparse
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ENGINES = ("translator", "interpreter")
QEMU = ["qemu-system-riscv64", "-M", "virt", "-display", "none", "-serial", "null", "-monitor", "none", "-bios", "none"]


def timed(command):
    """CPU seconds and exit code."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, process.returncode


def ours(postern, engine, elf):
    return timed([postern, "--engine", engine, "--bios", "none", "--kernel", elf])


def instructions(postern, elf):
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "counters.json"
        subprocess.run([postern, "--engine", "translator", "--bios", "none", "--kernel", elf, "--counters", report], check=False,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        return json.loads(report.read_text())["total"]["instructions"]


def row(postern, elf, pairs):
    ratios, seconds = {e: [] for e in ENGINES}, {e: [] for e in ENGINES + ("qemu",)}
    for n in range(pairs):
        qemu, code = timed(QEMU + ["-kernel", elf])
        seconds["qemu"].append(qemu)
        for engine in ENGINES if n == 0 else ENGINES[:1]: # the interpreter is slow: once is enough
            ran, other = ours(postern, engine, elf)
            if other != code:
                sys.exit(f"bench: {elf}: QEMU ended with {code}, the {engine} with {other}")
            ratios[engine].append(qemu / ran)
            seconds[engine].append(ran)
    count = instructions(postern, elf)
    result = {"row": pathlib.Path(elf).stem, "instructions": count, "pairs": pairs}
    for engine in ENGINES:
        result[engine] = round(statistics.median(ratios[engine]), 3)
    for engine, times in seconds.items():
        result[f"mips_{engine}"] = round(count / statistics.median(times) / 1e6)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("postern")
    parser.add_argument("elf", nargs="+")
    o = parser.parse_args()
    rows = []
    if o.format == "text":
        print("row          translator  interpreter   (times as fast as QEMU)   MIPS: translator  interpreter  QEMU")
    for elf in o.elf:
        r = row(o.postern, elf, o.pairs)
        rows.append(r)
        if o.format == "text":
            print(f"{r['row']:12} {r['translator']:10.2f} {r['interpreter']:12.2f} {r['mips_translator']:43} {r['mips_interpreter']:12}"
                  f" {r['mips_qemu']:5}", flush=True)
    means = {e: math.exp(statistics.mean(math.log(r[e]) for r in rows)) for e in ENGINES}
    if o.format == "json":
        print(json.dumps({"rows": rows, "geometric_mean": {e: round(m, 3) for e, m in means.items()}}))
    else:
        print(f"{'mean':12} {means['translator']:10.2f} {means['interpreter']:12.2f}   (geometric)")


if __name__ == "__main__":
    main()
