#!/usr/bin/python3
"""Workloads on qemu-system-riscv64 and on both engines, in turn: per row the median of several pairs.

    run_bench.py [--pairs N] [--format text|json] [--rows 'NAME...'] [--kernel ELF --image FILE] POSTERN FOLDER

A ratio is QEMU's CPU time by ours: 2.0 is twice as fast as QEMU. Start-up is in it. QEMU counts no instructions; we do.
Rows NAME-xseg are U-mode code under Xseg; QEMU runs NAME, under Sv39, beside them. `empty` is start-up: our wall time by
QEMU's. far-N is a far call every N instructions: time over that of near-N, the same function behind the same stub with a plain call. `boot` is our own system up to the prompt, without QEMU. NAME-u54 is
the speed of NAME under a model of time, as a fraction of its speed without one; both by the translator."""
import argparse
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import targets

COMPUTE = ("mixed", "records", "sha256", "calls", "bytecode", "chase", "matmul")
GROUPS = {
    "compute": COMPUTE,
    "compute-xseg": tuple(f"{name}-xseg" for name in COMPUTE),
    "system": ("copy", "pages", "ecall", "switch"),
    "rewriting": ("rewrite",),
    "start-up": ("empty",),
    "far-calls": ("far-100", "far-1000"),
    "boot": ("boot",),
    "timing": tuple(f"{name}-u54" for name in COMPUTE),
}
SLOW = ("compute",) # rows that the interpreter runs as well, once
QEMU = ["qemu-system-riscv64", "-M", "virt", "-display", "none", "-serial", "null", "-monitor", "none", "-bios", "none"]


class Bench:
    def __init__(self, options):
        self.options = options

    def elf(self, name):
        return os.path.join(self.options.folder, f"{name}.elf")

    def ours(self, name, engine):
        kernel = ["--bios", "none", "--kernel", self.elf(name)]
        if name == "boot":
            kernel = ["--kernel", self.options.kernel, "--initrd", self.options.image, "--exit-on-eof"]
        return [self.options.postern, "--engine", engine, *kernel]

    def instructions(self, name):
        with tempfile.TemporaryDirectory() as folder:
            report = pathlib.Path(folder) / "counters.json"
            timed(self.ours(name, "translator") + ["--counters", str(report)])
            return json.loads(report.read_text())["total"]["instructions"]


def timed(command):
    """CPU seconds, wall seconds and exit code."""
    begin = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, time.monotonic() - begin, process.returncode


def against_qemu(bench, name, group):
    """Ratios of CPU time to QEMU's; of wall time, the other way round, for start-up."""
    o, ratios, times, slow = bench.options, [], {"translator": [], "qemu": []}, None
    for n in range(o.pairs):
        qemu, qemu_wall, code = timed(QEMU + ["-kernel", bench.elf(name.removesuffix("-xseg"))])
        ran, wall, other = timed(bench.ours(name, "translator"))
        if other != code:
            sys.exit(f"bench: {name}: QEMU ended with {code}, the translator with {other}")
        ratios.append(wall / qemu_wall if group == "start-up" else qemu / ran)
        times["translator"].append(ran)
        times["qemu"].append(qemu)
        if n == 0 and group in SLOW:
            slow, _, _ = timed(bench.ours(name, "interpreter"))
    count = bench.instructions(name)
    row = {"row": name, "group": group, "instructions": count, "pairs": o.pairs, "translator": round(statistics.median(ratios), 3)}
    if slow:
        row["interpreter"] = round(times["qemu"][0] / slow, 3)
    row.update({f"mips_{who}": round(count / statistics.median(t) / 1e6) for who, t in times.items()})
    return row


def against_near(bench, name):
    pairs = []
    for _ in range(3 * bench.options.pairs): # some percent are looked for
        near, _, code = timed(bench.ours(name.replace("far", "near"), "translator"))
        far, _, other = timed(bench.ours(name, "translator"))
        if other != code:
            sys.exit(f"bench: {name}: plain calls ended with {code}, far ones with {other}")
        pairs.append((far / near, far))
    count = bench.instructions(name)
    return {"row": name, "group": "far-calls", "instructions": count, "pairs": len(pairs),
            "slowdown": round(statistics.median(p[0] for p in pairs), 3),
            "mips_translator": round(count / statistics.median(p[1] for p in pairs) / 1e6)}


def boot(bench):
    runs = [timed(bench.ours("boot", "translator")) for _ in range(bench.options.pairs)]
    slow = timed(bench.ours("boot", "interpreter"))
    count = bench.instructions("boot")
    return {"row": "boot", "group": "boot", "instructions": count, "pairs": bench.options.pairs,
            "cpu_ms": round(statistics.median(r[0] for r in runs) * 1e3, 1), "wall_ms": round(statistics.median(r[1] for r in runs) * 1e3, 1),
            "cpu_ms_interpreter": round(slow[0] * 1e3, 1), "mips_translator": round(count / statistics.median(r[0] for r in runs) / 1e6)}


def under_model(bench, row):
    name, profile = row.rsplit("-", 1)
    command = bench.ours(name, "translator")
    count, pairs = bench.instructions(name), []
    for _ in range(bench.options.pairs):
        plain, _, code = timed(command)
        modelled, _, other = timed(command + ["--timing", profile])
        if other != code:
            sys.exit(f"bench: {name}: without a model it ended with {code}, under {profile} with {other}")
        pairs.append((plain / modelled, modelled))
    return {"row": row, "group": "timing", "instructions": count, "pairs": bench.options.pairs,
            "fraction": round(statistics.median(p[0] for p in pairs), 3),
            "mips_timing": round(count / statistics.median(p[1] for p in pairs) / 1e6)}


def run_row(bench, name, group):
    if group == "timing":
        return under_model(bench, name)
    if group == "boot":
        return boot(bench)
    return against_near(bench, name) if group == "far-calls" else against_qemu(bench, name, group)


def means(rows):
    """Geometric mean of each group of ratios."""
    result = {}
    for group in ("compute", "compute-xseg", "system", "timing"):
        ratios = [r["fraction" if group == "timing" else "translator"] for r in rows if r["group"] == group]
        if ratios:
            result[group] = round(math.exp(statistics.mean(math.log(r) for r in ratios)), 3)
    return result


def held_against_targets(rows):
    """A group's mean counts if all its rows have run."""
    ran = {row["row"] for row in rows}
    return targets.held_against(rows, {group: mean for group, mean in means(rows).items() if ran.issuperset(GROUPS[group])})


def text(row):
    figures = ("translator", "interpreter", "slowdown", "fraction", "mips_timing", "mips_translator", "mips_qemu", "cpu_ms", "wall_ms", "cpu_ms_interpreter")
    return f"{row['row']:14} " + "  ".join(f"{f} {row[f]}" for f in figures if f in row)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--rows", default="", help="only these")
    parser.add_argument("--kernel")
    parser.add_argument("--image")
    parser.add_argument("postern")
    parser.add_argument("folder")
    o = parser.parse_args()
    wanted = o.rows.split()
    bench, rows = Bench(o), []
    for group, names in GROUPS.items():
        for name in names:
            if (wanted and name not in wanted) or (group == "boot" and not o.image):
                continue
            rows.append(run_row(bench, name, group))
            if o.format == "text":
                print(text(rows[-1]), flush=True)
    if o.format == "json":
        print(json.dumps({"rows": rows, "geometric_mean": means(rows), "targets": held_against_targets(rows)}))
    else:
        print("geometric means: " + ", ".join(f"{group} {mean}" for group, mean in means(rows).items()))
        for entry in held_against_targets(rows):
            print(targets.as_text(entry))


if __name__ == "__main__":
    main()
