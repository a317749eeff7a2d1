"""Guest tests of the block and fs services: makes disks, boots, reads the transcripts, checks the disks.

    run_guest.py POSTERN KERNEL IMAGES [HARTS]       HARTS: the deaths alone, on so many harts

The clients print a line per case, `ok   name: value` or `FAIL name: value`, and last `N passed, N failed`.
"""
import os
import re
import subprocess
import sys
import tempfile

LIMIT = "4000000000"  # instructions: far more than any test needs
ENV = dict(os.environ, PATH=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def host(*command):
    return subprocess.run(command, env=ENV, stdin=subprocess.DEVNULL, capture_output=True, check=False)


def sample_tree(folder):
    """The tree that tests/fs/host/image.c makes, as far as the guest tests look at it."""
    tree = os.path.join(folder, "tree")
    for path in ("docs/deep", "empty", "many"):
        os.makedirs(os.path.join(tree, path))
    files = {"hello.txt": b"hello, world\n", "docs/deep/note.txt": b"a note\n", "sparse.bin": bytes(1 << 20)}
    files["big.bin"] = bytes((i * 7 + i // 251) & 255 for i in range(300001))
    files.update({f"many/{i:03}": b"%03d\n" % i for i in range(300)})
    for name, content in files.items():
        with open(os.path.join(tree, name), "wb") as file:
            file.write(content)
    return tree


class Score:
    def __init__(self):
        self.passed = self.failed = 0

    def add(self, name, complaint=None):
        print(f"{'FAIL' if complaint else 'ok  '} {name}")
        if complaint:
            print(complaint)
        self.failed += bool(complaint)
        self.passed += not complaint


class Runs:
    def __init__(self, machine, score, folder):
        self.postern, self.kernel, self.images = machine
        self.score, self.folder = score, folder
        self.disk = os.path.join(folder, "disk.img")

    def boot(self, image, *options):
        """Boots; every line of the transcript is a case."""
        path = os.path.join(self.images, image + ".img")
        run = subprocess.run([self.postern, "-k", self.kernel, "-i", path, "--time-limit", LIMIT, *options],
                             stdin=subprocess.DEVNULL, capture_output=True, timeout=280, check=False)
        text = run.stdout.decode("utf-8", "replace").replace("\r", "")
        for verdict, name, value in re.findall(r"^(ok  |FAIL) (.*?): (.*)$", text, re.M):
            self.score.add(f"{image}: {name}: {value}", None if verdict == "ok  " else f"the guest says: {value}")
        ended = re.search(r"^\d+ passed, \d+ failed$", text, re.M)
        self.score.add(f"{image} runs to its end",
                       None if ended else f"exit code {run.returncode}\n{text[-3000:]}{run.stderr.decode()[-1000:]}")

    def transcript(self, image, limit):
        """What the machine says when it runs for so many instructions on our disk."""
        path = os.path.join(self.images, image + ".img")
        run = subprocess.run([self.postern, "-k", self.kernel, "-i", path, "--time-limit", str(limit), "-d", self.disk],
                             stdin=subprocess.DEVNULL, capture_output=True, timeout=280, check=False)
        return run.stdout.decode("utf-8", "replace").replace("\r", "")

    def make_disk(self, tree):
        if os.path.exists(self.disk):
            os.unlink(self.disk)
        made = host("mke2fs", "-q", "-F", "-t", "ext4", "-d", tree, self.disk, "16M")
        assert made.returncode == 0, made.stderr.decode()

    def check_disk(self, name):
        checked = host("e2fsck", "-fn", self.disk)
        self.score.add(f"{name}: the host finds the disk clean",
                       checked.stdout.decode() if checked.returncode else None)

    def dump(self, file):
        out = os.path.join(self.folder, "dump")
        host("debugfs", "-R", f"dump {file} {out}", self.disk)
        with open(out, "rb") as content:
            return content.read()


def files(runs, tree, image):
    runs.make_disk(tree)
    runs.boot(image, "--drive", runs.disk)
    runs.check_disk(image)
    right = runs.dump("/written.txt") == b"w" * 20000 + bytes(10000) and runs.dump("/made/note.txt") == b"a note\n"
    runs.score.add(f"{image}: the host reads what the guest wrote", None if right else "contents differ")


def deaths(runs, tree, *options):
    runs.make_disk(tree)
    runs.boot("fs-deaths", "--drive", runs.disk, *options)
    runs.check_disk("fs-deaths")


def main():
    score = Score()
    with tempfile.TemporaryDirectory() as folder:
        runs, tree = Runs(sys.argv[1:4], score, folder), sample_tree(folder)
        if sys.argv[4:]:
            deaths(runs, tree, "--harts", sys.argv[4])
            print(f"{score.passed} passed, {score.failed} failed")
            return score.failed > 0
        for image in ("fs-far", "fs-ipc", "fs-direct"):
            files(runs, tree, image)
        runs.make_disk(tree)
        runs.boot("fs-mapped", "--drive", runs.disk)
        runs.check_disk("fs-mapped")
        deaths(runs, tree)
        runs.boot("block-writable", "--drive", runs.disk)
        runs.boot("block-readonly", "--drive", runs.disk + ",ro")
        runs.boot("block-absent")
        trace = os.path.join(folder, "trace")
        runs.boot("block-rogue", "--drive", runs.disk, "--trace", "fault:" + trace)
        with open(trace) as lines:
            told = re.search(r"dma +read at 0x80010000 dr0: the segment register is empty", lines.read())
        score.add("block-rogue: the trace tells what the disk was refused", None if told else "no such line")
        runs.boot("block-boss", "--drive", runs.disk)
        runs.boot("block-late", "--drive", runs.disk, "--disk-latency", "100000")
    print(f"{score.passed} passed, {score.failed} failed")
    return score.failed > 0


if __name__ == "__main__":
    sys.exit(main())
