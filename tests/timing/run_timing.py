#!/usr/bin/python3
"""Systems with and without a model of time: the same state hash, counters and output; and the same cycles every time, and
under both engines.

    run_timing.py POSTERN PROGRAM KERNEL IMAGE... ELF...      PROGRAM: bare-metal; IMAGE: boot images for KERNEL; ELF: compute kernels
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

CUTS = [999, 4000000]
ENGINE_CUTS = {1: [1, 54321, 1234567, 30000000], 3: [77777, 4000000], 4: [12000000]} # by harts
ODD_CUTS = {1: [1234567, 20000000], 3: [4000000]}
KERNEL_CUTS = {"latency": {1: [15000000]}} # through 128 pages, more than any modelled TLB of the first level has
KERNEL_CUT = {1: [1500000]}
TABLE = pathlib.Path(__file__).resolve().parent.parent.parent / "tools/timing-pairs"
PROFILES = ("u54", "arm", "x86", "ideal")
SOURCES = TABLE.parent.parent / "machine/timing/profiles"
# Such that no machine has: a profile's name, and what is changed of it.
ODD = {
    "nothing": ("arm", {"store_buffer": 0, "dtlb_entries": 0, "itlb_entries": 0, "stlb_entries": 0, "walk_cache": 0, "btb_entries": 0,
                        "bht_entries": 0, "history_length": 0, "history_bits": 0, "ras_entries": 0, "l1d_bytes": 0}),
    "small": ("u54", {"line_bytes": 16, "l1i_bytes": 64, "l1i_ways": 2, "l1d_bytes": 96, "l1d_ways": 3, "l2_bytes": 4096, "l2_ways": 4,
                      "itlb_entries": 1, "dtlb_entries": 2, "stlb_entries": 6, "stlb_ways": 3, "tlb_tags": 0, "div_bits": 3}),
    "large": ("x86", {"line_bytes": 256, "l1i_bytes": 1 << 20, "l1i_ways": 2, "l1d_bytes": 1 << 21, "l1d_ways": 1, "l1d_policy": 0,
                      "issue_width": 8, "memory_ports": 4, "history_length": 16, "history_bits": 9, "store_buffer": 64, "mispredict": 0}),
}
INPUT = b"help\nls\n"
passed = failed = 0


def strip(value, names):
    if isinstance(value, dict):
        return {k: strip(v, names) for k, v in value.items() if k not in names}
    return value


def run(postern, options, cut, folder, text=INPUT, engine="translator"):
    """What can be seen of a run: output, state line and exit code, counters."""
    report = pathlib.Path(folder) / "counters.json"
    report.unlink(missing_ok=True)
    done = subprocess.run([postern, "--engine", engine, "--no-reboot", "--time-limit", str(cut), "--exit-on-eof", "--state-hash",
                           "--counters", str(report), *options], input=text, capture_output=True, timeout=200, check=False)
    return done.stdout, done.stderr, done.returncode, json.loads(report.read_text())


def seen(result, *but):
    return (*result[:3], strip(result[3], ("host_cpu_seconds", *but)))


def case(good, text, *more):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    print(f"{'pass' if good else 'FAIL'} {text}", flush=True)
    for line in () if good else more:
        print(f"  {line}")


def transparent(postern, name, guest, folder):
    for cut in CUTS:
        plain = seen(run(postern, guest, cut, folder, engine="interpreter"))
        for options in (["ideal"], ["u54", "--clock", "instructions"]):
            timed = seen(run(postern, [*guest, "--timing", *options], cut, folder), "timing")
            case(plain == timed, f"{name} cut at {cut}, --timing {' '.join(options)}: as without", plain[1:], timed[1:])


def repeatable(postern, name, guest, folder):
    log = str(pathlib.Path(folder) / "log")
    for profile in ("u54", "x86"):
        timed = [*guest, "--timing", profile]
        one = seen(run(postern, [*timed, "--record", log], CUTS[-1], folder))
        two = seen(run(postern, timed, CUTS[-1], folder))
        again = seen(run(postern, [*timed, "--replay", log], CUTS[-1], folder, b""))
        case(one == two, f"{name} under {profile}: twice the same, cycles too", one[1:], two[1:])
        case(one == again, f"{name} under {profile}: a replay has the same cycles", one[1:], again[1:])


def engines(postern, name, guest, cuts_of, folder, profiles=PROFILES):
    """The translator's cycles are the interpreter's to the last one, with every counter of the model, wherever a run is cut."""
    for profile in profiles:
        for harts, cuts in cuts_of.items():
            for cut in cuts:
                options = [*guest, "--timing", profile, "--harts", str(harts)]
                ours, theirs = (seen(run(postern, options, cut, folder, engine=e)) for e in ("translator", "interpreter"))
                case(ours == theirs, f"{name} under {pathlib.Path(profile).stem}, {harts} harts, cut at {cut}: both engines, {theirs[3]['timing']['cycles']} cycles",
                     f"interpreter {theirs[1:]}", f"translator  {ours[1:]}")


def odd_profile(name, folder):
    base, changes = ODD[name]
    text = (SOURCES / f"{base}.yaml").read_text()
    for parameter, value in changes.items():
        text, found = re.subn(rf"(?m)^{parameter}: {{value: \d+", f"{parameter}: {{value: {value}", text)
        assert found == 1, parameter
    path = pathlib.Path(folder) / f"{name}.yaml"
    path.write_text(text)
    return str(path)


def several_harts(postern, guest, folder):
    """Their caches meet: lines go to and fro, at the same cycles every time."""
    two = [*guest, "--harts", "2"]
    plain = seen(run(postern, two, CUTS[-1], folder))
    by_instructions = run(postern, [*two, "--timing", "u54", "--clock", "instructions"], CUTS[-1], folder)
    case(plain == seen(by_instructions, "timing"), "two harts, --clock instructions: as without", plain[1:], by_instructions[1:])
    harts = by_instructions[3]["timing"]["harts"]
    case(all(hart["probes"] > 0 and hart["invalidations"] > 0 for hart in harts), "two harts take lines from each other", harts)
    one, again = (seen(run(postern, [*two, "--timing", "u54"], CUTS[-1], folder)) for _ in range(2))
    case(one == again, "two harts under u54: twice the same, cycles too", one[1:], again[1:])


def boots(postern, guest, folder):
    """To the shell and through two commands, within the instructions that it takes without a model."""
    for profile in PROFILES:
        output, _, code, report = run(postern, [*guest, "--timing", profile], 30000000, folder)
        timing = report["timing"]
        good = b"Commands of the shell" in output and code == 0 and timing["profile"] == profile
        case(good, f"the system boots under {profile}: {timing['cycles']} cycles, {report['total']['instructions']} instructions")


def crossings(postern, guest, folder):
    """Nothing is lost between the rows, and the readable table has them."""
    _, _, _, report = run(postern, [*guest, "--timing", "u54"], 30000000, folder)
    for hart in report["timing"]["harts"]:
        for count in ("cycles", "instructions", "itlb_misses", "dtlb_misses"):
            parts = sum(pair[count] for pair in hart["pairs"])
            case(parts == hart[count], f"rows of crossings add up: {count} {hart[count]}", parts)
        causes = sum(hart["cycles_by_cause"].values())
        case(causes == hart["cycles"], "causes add up to the cycles", causes, hart["cycles"])
        segments = [p for p in hart["pairs"] if isinstance(p["from"], int) and isinstance(p["to"], int) and p["visits"] > 1]
        case(len(segments) > 1, f"{len(segments)} pairs of segments call each other")
        total = report["total"]
        crossed = total["far_calls"] + total["far_returns"]
        case(hart["redirects"] >= crossed > 0, f"each of {crossed} far calls and returns redirects the pipe", hart["redirects"])
        frames = 8 * sum(total[name] for name in ("frame_writes", "frame_reads", "spill_writes", "spill_reads"))
        case(hart["segment_bytes"] >= frames + 32 * total["table_reads"] - 56 * total["walks"] > 0,
             f"frames, slots and tables pass the port: {hart['segment_bytes']} bytes", frames, total["table_reads"])
    counters = str(pathlib.Path(folder) / "counters.json")
    done = subprocess.run([str(TABLE), counters, "5"], capture_output=True, text=True, check=False, timeout=20)
    case(done.returncode == 0 and len(done.stdout.splitlines()) == 6, "tools/timing-pairs prints a table", done.stdout, done.stderr)


def wrong(postern, kernel, folder):
    bad = pathlib.Path(folder) / "bad.yaml"
    bad.write_text("clock_khz: {value: 1000, source: \"x\"}\n")
    for options, message in ((["--timing", "u45"], "no such profile (arm, ideal, u54, x86, or a file)"),
                             (["--timing", str(bad)], "issue_width is missing"),
                             (["--timing", folder + "/none.yaml"], "No such file"),
                             (["--clock", "cycles"], "--clock is of use with --timing only"),
                             (["--timing", "u54", "--clock", "sun"], "expected cycles or instructions")):
        done = subprocess.run([postern, *options, "--kernel", kernel], capture_output=True, text=True, check=False, timeout=20,
                              stdin=subprocess.DEVNULL)
        case(done.returncode == 2 and message in done.stderr, f"{' '.join(options[:2])}: one clear line", done.stderr)


def main():
    postern, program, kernel, *rest = sys.argv[1:]
    images, kernels = ([f for f in rest if f.endswith(end)] for end in (".img", ".elf"))
    guests = [("xseg-guest", ["--bios", "none", "--kernel", program, "--memory", "16M"])]
    guests += [(pathlib.Path(i).stem, ["--kernel", kernel, "--initrd", i]) for i in images]
    with tempfile.TemporaryDirectory() as folder:
        wrong(postern, kernel, folder)
        for name, guest in guests:
            transparent(postern, name, guest, folder)
            repeatable(postern, name, guest, folder)
        engines(postern, *guests[-1], ENGINE_CUTS, folder)
        engines(postern, *guests[-1], ODD_CUTS, folder, [odd_profile(name, folder) for name in ODD])
        for elf in kernels:
            name = pathlib.Path(elf).stem
            engines(postern, name, ["--bios", "none", "--kernel", elf], KERNEL_CUTS.get(name, KERNEL_CUT), folder)
        several_harts(postern, guests[-1][1], folder)
        boots(postern, guests[-1][1], folder)
        crossings(postern, guests[-1][1], folder)
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
