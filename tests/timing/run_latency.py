#!/usr/bin/python3
"""Memory latency by working set under `u54`, beside what was measured on a PolarFire SoC (profiles/u54.yaml names the source).

    run_latency.py POSTERN LATENCY_ELF
"""
import subprocess
import sys

# KiB: cycles per access as published (least, most), and how far off we allow ourselves to be.
PUBLISHED = {16: (3.0, 3.3, 0.05), 32: (3.0, 3.3, 0.05), 64: (14, 15, 0.15), 128: (14, 15, 0.15), 512: (28, 28, 0.15), 1024: (44, 44, 0.3),
             8192: (183, 199, 0.15), 16384: (183, 199, 0.15)}


def main():
    postern, elf = sys.argv[1:]
    done = subprocess.run([postern, "--bios", "none", "--timing", "u54", "--time-limit", "200000000", "--kernel", elf],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=200, check=False)
    found = {int(size): int(hundredths) / 100 for size, hundredths in (line.split() for line in done.stdout.splitlines())}
    passed = failed = 0
    for size, (least, most, tolerance) in PUBLISHED.items():
        good = size in found and least * (1 - tolerance) <= found[size] <= most * (1 + tolerance)
        passed, failed = passed + good, failed + (not good)
        print(f"{'pass' if good else 'FAIL'} {size} KiB: {found.get(size)} cycles, published {least} to {most}")
    order = [found[size] for size in sorted(found)]
    good = len(order) == 11 and order == sorted(order)
    print(f"{'pass' if good else 'FAIL'} a larger working set is never faster: {order}")
    print(f"{passed + good} passed, {failed + (not good)} failed")
    return failed > 0 or not good


if __name__ == "__main__":
    sys.exit(main())
