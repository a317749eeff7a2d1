#!/usr/bin/python3
"""Both engines on whole systems: the same state hash, counters and output wherever a run is cut off.

    run_engines.py POSTERN PROGRAM CALLS KERNEL IMAGE...      PROGRAM, CALLS (which far-calls all the time): bare-metal; IMAGE: boot
                                                              images for KERNEL
"""
import json
import pathlib
import subprocess
import sys
import tempfile

CUTS = [1, 999, 54321, 1234567, 4000000, 20000000]
HARTS = {2: [77777, 2345678], 4: [54321, 1234567, 6000000]} # harts and cuts of the runs with several
SEVERAL = ("storm", "postern") # images that they are run with
HOST_ONLY = ("host_cpu_seconds",)


def strip(value):
    if isinstance(value, dict):
        return {k: strip(v) for k, v in value.items() if k not in HOST_ONLY}
    return value


def run(postern, engine, options, cut, folder):
    """What can be seen of a run: output, state line and exit code, counters."""
    report = pathlib.Path(folder) / "counters.json"
    report.unlink(missing_ok=True)
    done = subprocess.run([postern, "--engine", engine, "--no-reboot", "--time-limit", str(cut), "--exit-on-eof", "--state-hash",
                           "--counters", str(report), *options], input=b"help\nls\nfigures\n", capture_output=True, timeout=100,
                          check=False)
    return done.stdout, done.stderr, done.returncode, strip(json.loads(report.read_text()))


def main():
    postern, program, calls, kernel, *images = sys.argv[1:]
    guests = [("xseg-guest", ["--bios", "none", "--kernel", program, "--memory", "16M"], CUTS),
              ("far calls", ["--bios", "none", "--kernel", calls], [*CUTS, *range(50000, 50120)])] # one whole call
    for image in images:
        name, options = pathlib.Path(image).stem, ["--kernel", kernel, "--initrd", image]
        guests.append((name, options, CUTS))
        if name in SEVERAL:
            guests += [(f"{name} on {n} harts", [*options, "--harts", str(n)], cuts) for n, cuts in HARTS.items()]
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, options, cuts in guests:
            for cut in cuts:
                ours, theirs = (run(postern, e, options, cut, folder) for e in ("translator", "interpreter"))
                good = ours == theirs
                passed, failed = passed + good, failed + (not good)
                print(f"{'pass' if good else 'FAIL'} {name} cut at {cut}: exit code {theirs[2]}")
                if not good:
                    print(f"  interpreter {theirs[1]} {theirs[3]}\n  translator  {ours[1]} {ours[3]}")
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
