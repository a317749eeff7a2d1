#!/usr/bin/python3
"""Boots Linux (tools/linux/build) on our machine with 1 and 4 harts, works in its shell, powers off; the same on QEMU, and
compares what the commands said. Then: a recorded session repeats exactly; U-Boot comes to its prompt and reads the disk.
Prints a line per case with seconds and instructions."""
import json
import os
import pathlib
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests" / "tools"))
import cases  # noqa: E402

BOOT_SECONDS, COMMAND_SECONDS = 120, 100
PROMPT = "linux# "
U_BOOT = "/usr/lib/u-boot/qemu-riscv64_smode/u-boot.bin"
EACH_HART = "for i in $(seq 0 $(($(nproc) - 1))); do"

# Command -> what its output must be, or None: whatever it is, it must be the same on both machines.
COMMANDS = {
    "ls /": "bin         etc         proc        sbin        tmp\ndev         lost+found  root        sys         usr",
    "uname -srm": "Linux 6.1.176 riscv64",
    "awk 'BEGIN { printf \"%.15g %.15g %.15g\\n\", exp(1), atan2(1, 1) * 4, sqrt(2) / 3 }'":
        "2.71828182845905 3.14159265358979 0.471404520791032",
    "awk 'BEGIN { for (i = 1; i <= 20000; i++) s += sin(i) / i; printf \"%.12f\\n\", s }'": None,
    # Every hart computes; then the results are seen by one.
    f"({EACH_HART} taskset $((1 << i)) seq 1 5000 | taskset $((1 << i)) md5sum > /tmp/hart$i & done; wait)": "",
    "cat /tmp/hart* | sort -u | wc -l": "1",
    # 4 MiB through the disk: written, forgotten, read.
    "seq 1 2000000 | dd of=/root/data bs=64k count=64 iflag=fullblock 2>/dev/null; sync; ls -s /root/data": None,
    "echo 3 > /proc/sys/vm/drop_caches; md5sum < /root/data": None,
    "cp /root/data /root/copy && sync && echo 3 > /proc/sys/vm/drop_caches && cmp /root/data /root/copy && echo same": "same",
    # A second by the clock, and time never runs back whichever hart reads it.
    "a=$(date +%s); sleep 2; b=$(date +%s); [ $((b - a)) -ge 2 ] && [ $((b - a)) -le 3 ] && echo right": "right",
    "dmesg | grep -ciE 'oops|panic|BUG|unhandled|stall|unstable'": "0",
}


class Guest:
    """A booted system at its prompt."""

    def __init__(self, words, env):
        self.process = subprocess.Popen(words, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT)
        self.text = ""

    def until(self, pattern, seconds):
        """What came up to the pattern; the pattern is taken too."""
        end = time.monotonic() + seconds
        while not (found := re.search(pattern, self.text)):
            ready = select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))[0]
            some = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            if not some:
                raise AssertionError(f"no {pattern!r} within {seconds} s in:\n{self.text[-3000:]}")
            self.text += some.decode(errors="replace").replace("\r", "")
        before, self.text = self.text[:found.start()], self.text[found.end():]
        return before

    def type(self, text):
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()

    def command(self, text):
        """Its output: what lies between its echo and the next prompt."""
        self.type(text)
        self.until(re.escape(text[-20:]) + r"\n", COMMAND_SECONDS)
        return self.until(f"^{PROMPT}|\n{PROMPT}", COMMAND_SECONDS)  # nothing, or whole lines

    def ends(self):
        rest = self.process.communicate(timeout=COMMAND_SECONDS)[0]
        return self.process.returncode, self.text + rest.decode(errors="replace")

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


class Linux(unittest.TestCase):
    answers = {}  # (machine, harts) -> outputs

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.disk = pathlib.Path(self.folder.name) / "root.ext4"
        shutil.copyfile(ROOT / "build/linux/root.ext4", self.disk)

    def session(self, options, harts):
        start = time.monotonic()
        guest = Guest(["tools/linux/run", *options], dict(os.environ, LINUX_DISK=str(self.disk)))
        self.addCleanup(guest.close)
        guest.until(PROMPT, BOOT_SECONDS)
        booted = time.monotonic()
        guest.command("stty cols 1000; dmesg -n 4")  # echoes are not folded, the kernel does not talk into answers
        self.assertEqual(guest.command("nproc"), str(harts))
        self.assertEqual(guest.command("grep -c ^processor /proc/cpuinfo"), str(harts))
        outputs = {text: guest.command(text) for text in COMMANDS}
        guest.type("poweroff")
        code, rest = guest.ends()
        self.assertEqual(code, 0, rest)
        self.assertIn("Power down", rest)
        for text, expected in COMMANDS.items():
            if expected is not None:
                self.assertEqual(outputs[text], expected, text)
        fsck = subprocess.run(["/sbin/e2fsck", "-fn", self.disk], capture_output=True, text=True)
        self.assertEqual(fsck.returncode, 0, fsck.stdout)
        print(f"      {options[0]}: {harts} harts, prompt after {booted - start:.1f} s, end after {time.monotonic() - start:.1f} s")
        return outputs

    def ours(self, harts):
        counters = pathlib.Path(self.folder.name) / "counters.json"
        outputs = self.session(["--harts", str(harts), "--counters", str(counters)], harts)
        told = json.loads(counters.read_text())
        print(f"      instructions of the whole session: {sum(hart['instructions'] for hart in told['harts']):,}")
        return outputs

    def both(self, harts):
        ours, theirs = self.ours(harts), self.session(["--qemu", "-smp", str(harts)], harts)
        self.assertEqual(ours, theirs)

    def hash_of(self, *options):
        """The state hash at the end of a session with 4 harts that does a little and powers off."""
        env = dict(os.environ, LINUX_DISK=str(self.disk))
        shutil.copyfile(ROOT / "build/linux/root.ext4", self.disk)
        guest = Guest(["tools/linux/run", "--harts", "4", "--state-hash", *options], env)
        self.addCleanup(guest.close)
        if options[0] == "--record":
            guest.until(PROMPT, BOOT_SECONDS)
            guest.command("seq 1 3000 | md5sum > /root/sum; sync")
            guest.type("poweroff")
        code, text = guest.ends()
        self.assertEqual(code, 0, text)
        return re.search(r"^state .*", text, re.M)[0]

    def test_a_recorded_session_repeats_exactly(self):
        log = str(pathlib.Path(self.folder.name) / "input.log")
        self.assertEqual(self.hash_of("--record", log), self.hash_of("--replay", log))

    def test_u_boot(self):
        guest = Guest(["build/opt/bin/postern", "--no-reboot", "--kernel", U_BOOT, "--harts", "4", "--drive", str(self.disk)], None)
        self.addCleanup(guest.close)
        guest.until("stop autoboot", BOOT_SECONDS)
        guest.type("")
        guest.until("\n=> ", BOOT_SECONDS)
        guest.type("ls virtio 0 /")
        self.assertRegex(guest.until("\n=> ", COMMAND_SECONDS), "<DIR> +1024 sbin")
        guest.type("poweroff")
        code, text = guest.ends()
        self.assertEqual(code, 0, text)

    def test_one_hart(self):
        self.both(1)

    def test_four_harts(self):
        self.both(4)


if __name__ == "__main__":
    if not (ROOT / "build/linux/Image").exists():
        sys.exit("linux: nothing to boot: run tools/linux/build first")
    cases.main()
