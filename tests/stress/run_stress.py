"""Everything at once: calls, kills, revocations and interrupts on several harts; what the clients saw, and what is on the disk.

    run_stress.py POSTERN KERNEL [--harts N] [--calls N] [--disk-latency TICKS]

Prints a line per case, and last `N passed, N failed`.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

LIMIT = "2000000000000"  # instructions: far more than any run needs
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ENV = dict(os.environ, PATH=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


class Score:
    def __init__(self):
        self.passed = self.failed = 0

    def add(self, name, complaint=None):
        print(f"{'FAIL' if complaint else 'ok  '} {name}")
        if complaint:
            print(complaint)
        self.failed += bool(complaint)
        self.passed += not complaint


def host(*command):
    return subprocess.run(command, env=ENV, stdin=subprocess.DEVNULL, capture_output=True, check=False)


def image(calls, folder):
    """The image of the tree with another number of calls; its paths begin at the root of the tree."""
    text = (HERE / "images" / "stress.yaml").read_text()
    source, made = pathlib.Path(folder, "stress.yaml"), os.path.join(folder, "stress.img")
    source.write_text(re.sub(r"arg: \d+", f"arg: {-(-calls // 1000)}", text))
    subprocess.run([sys.executable, "tools/mkimage/mkimage.py", str(source), "-o", made], cwd=ROOT, check=True)
    return made


def run(args, disk, made, score):
    done = subprocess.run([args.postern, "-k", args.kernel, "-i", made, "--drive", disk, "--time-limit", LIMIT, "-a", "faults=quiet",
                           "--harts", str(args.harts), "--disk-latency", str(args.disk_latency)],
                          stdin=subprocess.DEVNULL, capture_output=True, check=False)
    text = done.stdout.decode("utf-8", "replace").replace("\r", "")
    for verdict, name, value in re.findall(r"^(ok  |FAIL) (.*?): (.*)$", text, re.M):
        score.add(f"{name}: {value}", None if verdict == "ok  " else f"the guest says: {value}")
    for line in re.findall(r"^(?:worker|a call answered) .*$", text, re.M):
        print("     " + line)
    ended = re.search(r"^\d+ passed, \d+ failed$", text, re.M)
    score.add("no kernel fault: the run ends", None if ended else f"exit code {done.returncode}\n{text[-3000:]}{done.stderr.decode()[-1000:]}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("postern")
    parser.add_argument("kernel")
    parser.add_argument("--harts", type=int, default=4)
    parser.add_argument("--calls", type=int, default=20000)
    parser.add_argument("--disk-latency", type=int, default=300)
    args, score = parser.parse_args(), Score()
    with tempfile.TemporaryDirectory() as folder:
        disk = os.path.join(folder, "disk.img")
        made = host("mke2fs", "-q", "-F", "-t", "ext4", disk, "16M")
        assert made.returncode == 0, made.stderr.decode()
        run(args, disk, image(args.calls, folder), score)
        checked = host("e2fsck", "-fn", disk)
        score.add("the host finds the disk clean", checked.stdout.decode() if checked.returncode else None)
    print(f"{score.passed} passed, {score.failed} failed")
    return score.failed > 0


if __name__ == "__main__":
    sys.exit(main())
