#!/usr/bin/python3
"""Asynchronous block requests: boots each image on one hart and on two, with a fast and with a slow disk.

    run_async.py POSTERN KERNEL IMAGES

The clients print a line per case, `ok   name: value` or `FAIL name: value`, and last `N passed, N failed`.
"""
import os
import re
import subprocess
import sys
import tempfile

LIMIT = "3000000000"  # instructions: far more than any run needs
RUNS = [("async", 1, 0), ("async", 1, 300), ("async", 2, 300), ("async", 2, 2000),
        ("async-hostile", 1, 300), ("async-hostile", 2, 300),
        ("async-deaths", 1, 0), ("async-deaths", 2, 300), ("async-deaths-entry", 1, 3000), ("async-deaths-entry", 2, 3000),
        ("async-heavy", 1, 0), ("async-heavy", 1, 30)]


def boot(machine, disk, image, harts, latency):
    postern, kernel, images = machine
    command = [postern, "-k", kernel, "-i", os.path.join(images, image + ".img"), "--drive", disk, "--harts", str(harts),
               "--disk-latency", str(latency), "--time-limit", LIMIT]
    run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=280, check=False)
    text = run.stdout.decode("utf-8", "replace").replace("\r", "")
    finished = re.search(r"^\d+ passed, \d+ failed$", text, re.M)
    lines = re.findall(r"^(ok  |FAIL) (.*?): (.*)$", text, re.M)
    if not finished:
        lines.append(("FAIL", "it runs to its end", f"exit code {run.returncode}\n{text[-3000:]}"
                      f"{run.stderr.decode('utf-8', 'replace')[-1000:]}"))
    return lines


def main():
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        disk = os.path.join(folder, "disk.img")
        with open(disk, "wb") as file:
            file.write(bytes(i * 7 % 251 for i in range(1 << 20)))
        for image, harts, latency in RUNS:
            for verdict, name, value in boot(sys.argv[1:4], disk, image, harts, latency):
                print(f"{verdict} {image}, {harts} harts, latency {latency}: {name}: {value}")
                passed += verdict == "ok  "
                failed += verdict == "FAIL"
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
