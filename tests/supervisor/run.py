"""Services killed at random and made again, in the booted system; then the host looks at the disk.

    run.py POSTERN KERNEL IMAGES
"""
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "fs"))
from run_guest import Runs, Score, host  # noqa: E402


def main():
    score = Score()
    with tempfile.TemporaryDirectory() as folder:
        runs = Runs(sys.argv[1:4], score, folder)
        for image in ("supervisor", "supervisor-ipc"):
            made = host("mke2fs", "-q", "-F", "-t", "ext4", "-b", "1024", runs.disk, "8M")
            assert made.returncode == 0, made.stderr.decode()
            runs.boot(image, "--drive", runs.disk)
            runs.check_disk("claim_O10_" + image)
    print(f"{score.passed} passed, {score.failed} failed")
    return score.failed > 0


if __name__ == "__main__":
    sys.exit(main())
