#!/usr/bin/python3
"""Every operation of F and D on every combination of special values, in every rounding mode, static and dynamic: results and
flags on qemu-system-riscv64 (softfloat), on the interpreter and on the translator must be equal.

usage: fp_grid.py [--seed N] [--runner FILE] [--ops a,b]
A handful of random values joins the special ones; the seed is printed. On a difference the cases that differ are printed."""
import argparse
import random
import sys
import tempfile

import diff
from gen_fp import SPECIAL_D, SPECIAL_S, value_d, value_s

BOX = 0xffffffff00000000
UNBOXED = [0x3f800000, 0x7f800001, 0x7ff0000000000000, 0xfffffffe3f800000, 0xffffffffffffffff, 0x7fffffff3f800000]
INTEGERS = [0, 1, -1, 2, 2**23 + 1, 2**24 - 1, 2**24, 2**24 + 1, 2**24 + 2, 2**24 + 3, -2**24 - 1, -2**24 - 3, 2**25 + 2, 2**25 + 6, 2**31 - 1, 2**31,
            -2**31, -2**31 - 1, 2**32 - 1, 2**32, 2**32 - 129, 2**31 - 65, 2**53 - 1, 2**53 + 1, 2**53 + 3, -2**53 - 1, -2**53 - 3, 2**54 + 2, 2**54 + 6,
            2**63 - 1, -2**63, -2**63 + 1, 2**63 - 512, 2**63 - 513, 2**62 + 2**38, 2**62 + 2**38 + 1, 2**64 - 1024, 2**64 - 2**39, 0x5555555555555555]
MODES = "rne rtz rdn rup rmm".split()
THREE = 22  # values of each operand of the fused operations, of those in the tables of two


def operations():
    """name: (text, tables of the operands, does it round). Operands are fa1, fa2, fa3 or a1, results fa0 or a0."""
    ops = {}
    for s in "sd":
        for name in "fadd fsub fmul fdiv".split():
            ops[f"{name}.{s}"] = (f"{name}.{s} fa0, fa1, fa2", [s, s], True)
        for name in "fsgnj fsgnjn fsgnjx fmin fmax".split():
            ops[f"{name}.{s}"] = (f"{name}.{s} fa0, fa1, fa2", [s, s], False)
        for name in "feq flt fle".split():
            ops[f"{name}.{s}"] = (f"{name}.{s} a0, fa1, fa2", [s, s], False)
        for name in "fmadd fmsub fnmsub fnmadd".split():
            ops[f"{name}.{s}"] = (f"{name}.{s} fa0, fa1, fa2, fa3", [s * 3] * 3, True)
        ops[f"fsqrt.{s}"] = (f"fsqrt.{s} fa0, fa1", [s], True)
        ops[f"fclass.{s}"] = (f"fclass.{s} a0, fa1", [s], False)
        for i in "w wu l lu".split():
            ops[f"fcvt.{i}.{s}"] = (f"fcvt.{i}.{s} a0, fa1", [s], True)
            ops[f"fcvt.{s}.{i}"] = (f"fcvt.{s}.{i} fa0, a1", ["i"], s == "s" or i[0] == "l")
    ops |= {"fcvt.s.d": ("fcvt.s.d fa0, fa1", ["d"], True), "fcvt.d.s": ("fcvt.d.s fa0, fa1", ["s"], False),
            "fmv.x.w": ("fmv.x.w a0, fa1", ["s"], False), "fmv.x.d": ("fmv.x.d a0, fa1", ["d"], False),
            "fmv.w.x": ("fmv.w.x fa0, a1", ["i"], False), "fmv.d.x": ("fmv.d.x fa0, a1", ["i"], False)}
    return ops


def tables(rng):
    s = [BOX | v for v in SPECIAL_S] + UNBOXED + [BOX | value_s(rng) for _ in range(8)]
    d = SPECIAL_D + [BOX | 0x3f800000] + [value_d(rng) for _ in range(8)]
    i = [v % 2**64 for v in INTEGERS] + [rng.getrandbits(rng.randint(20, 64)) for _ in range(24)]
    return {"s": s, "d": d, "i": i, "sss": [BOX | v for v in SPECIAL_S[:THREE - 6]] + rng.sample(s, 6),
            "ddd": SPECIAL_D[:THREE - 6] + rng.sample(d, 6)}


def block(n, op, mode, detail):
    """All cases of one operation in one mode; one record for all of them, or with `detail` one for each: number, result, flags."""
    text, names, _ = op
    lines = [f"block{n}:", "li t3, 0", "li a5, 0", f"fsrmi {MODES.index(mode[4:])}" if mode[:3] == "dyn" else "fsrmi 0"]
    for level, name in enumerate(names, 1):
        lines += [f"la s{level}, table_{name}", f"{level}{level}: fld fa{level}, (s{level})"]
        lines += ["ld a1, (s1)"] if level == 1 else []
    lines += ["fsflags zero", text + (f", {mode[:3]}" if mode else ""), "frflags a3"]
    lines += ["fmv.x.d a0, fa0"] if " fa0" in text else []
    if detail:
        lines += ["sd a5, (s10)", "sd a0, 8(s10)", "sd a3, 16(s10)", "sd zero, 24(s10)", "addi s10, s10, 32", "addi a5, a5, 1"]
    else:
        lines += ["slli a3, a3, 7", "xor t3, t3, a0", "xor t3, t3, a3", "mul t3, t3, t4", "srli t5, t3, 29", "xor t3, t3, t5"]
    for level, name in reversed(list(enumerate(names, 1))):
        lines += [f"addi s{level}, s{level}, 8", f"la t5, end_{name}", f"bltu s{level}, t5, {level}{level}b"]
    if not detail:
        lines += [f"li t5, {n}", "sd t5, (s10)", "sd t3, 8(s10)", "sd zero, 16(s10)", "sd zero, 24(s10)", "addi s10, s10, 32"]
    return lines


def program(blocks, values, detail=False):
    lines = [".globl program", "program:", "li t4, 0x9e3779b97f4a7c15"]
    for n, (_, op, mode) in enumerate(blocks):
        lines += block(n, op, mode, detail)
    lines += ["j finish", ".align 3"]
    for name, column in values.items():
        lines += [f"table_{name}:"] + [f".8byte {v:#x}" for v in column] + [f"end_{name}:"]
    return lines


def runs(blocks, values, runner, folder, detail=False):
    """Traces by machine."""
    elf = diff.build(program(blocks, values, detail), folder, -1)
    traces = {"QEMU": diff.run(diff.QEMU + ["-kernel", elf])[0]}
    count = 0
    for engine in "interpreter", "translator":
        traces[engine], count = diff.run([runner, elf, "1000000000", engine])
    return traces, count


def explain(one, engine, values, runner, folder):
    """The first few cases that differ."""
    traces, _ = runs([one], values, runner, folder, True)
    names, shown = one[1][1], 0
    for at in range(0, len(traces["QEMU"]) - 3, 4):
        theirs, ours = traces["QEMU"][at:at + 4], traces[engine][at:at + 4]
        if theirs == ours or shown == 4:
            continue
        shown, case, operands = shown + 1, int(theirs[0], 16), []
        for name in reversed(names):
            operands.insert(0, f"{values[name][case % len(values[name])]:016x}")
            case //= len(values[name])
        print(f"  {one[0]} {one[2]} of {' '.join(operands)}: QEMU {theirs[1]} flags {theirs[2][-2:]}, {engine} {ours[1]} flags {ours[2][-2:]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, default=random.randrange(10**9))
    parser.add_argument("--runner", default="build/opt/bin/diff-run")
    parser.add_argument("--ops")
    options = parser.parse_args()
    values, chosen = tables(random.Random(options.seed)), options.ops.split(",") if options.ops else None
    blocks = [(name, op, mode) for name, op in operations().items() if not chosen or name in chosen
              for mode in (MODES + [f"dyn {m}" for m in MODES] if op[2] else [""])]
    passed = failed = cases = 0
    for _, (_, names, _), _ in blocks:
        product = 1
        for name in names:
            product *= len(values[name])
        cases += product
    with tempfile.TemporaryDirectory() as folder:
        traces, instructions = runs(blocks, values, options.runner, folder)
        for engine in "interpreter", "translator":
            for n, one in enumerate(blocks):
                good = traces["QEMU"][4 * n:4 * n + 2] == traces[engine][4 * n:4 * n + 2] and len(traces[engine]) > 4 * n + 3
                passed, failed = passed + good, failed + (not good)
                if not good:
                    print(f"FAIL {one[0]} {one[2]} on the {engine}")
                    if failed <= 3:
                        explain(one, engine, values, options.runner, folder)
    print(f"{cases} cases, {instructions} instructions on each engine; repeat with --seed {options.seed}")
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
