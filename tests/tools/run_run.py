#!/usr/bin/python3
"""`make run` as a person meets it: on a terminal the shell, promptly, and the terminal as it was afterwards; without one a
command; the disk is kept from run to run."""
import os
import pathlib
import pty
import re
import select
import signal
import subprocess
import sys
import tempfile
import termios
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))
import cases  # noqa: E402

PROMPT = "/ $ "


class Terminal:
    """A process on a terminal of its own."""

    def __init__(self, words, env):
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(words, cwd=ROOT, env=env, stdin=self.slave, stdout=self.slave, stderr=self.slave,
                                        start_new_session=True)
        self.text = ""

    def wait_for(self, pattern, seconds):
        end = time.monotonic() + seconds
        while not re.search(pattern, self.text):
            if time.monotonic() > end:
                raise AssertionError(f"no {pattern!r} within {seconds} s in:\n{self.text[-2000:]}")
            if select.select([self.master], [], [], 0.1)[0]:
                try:
                    self.text += os.read(self.master, 65536).decode(errors="replace")
                except OSError:
                    break
        found, self.text = self.text, ""
        return found

    def type(self, text):
        os.write(self.master, text.encode())

    def ends(self, seconds):
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            if select.select([self.master], [], [], 0.05)[0]:
                os.read(self.master, 65536)
        return self.process.poll()

    def close(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)


class Run(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="postern run ")
        self.addCleanup(folder.cleanup)
        self.disk = pathlib.Path(folder.name) / "d.ext4"
        self.env = dict(os.environ, POSTERN_DISK=str(self.disk), TERM="xterm")

    def terminal(self):
        found = Terminal(["tools/run"], self.env)
        self.addCleanup(found.close)
        return found

    def command(self, *words):
        return subprocess.run(["tools/run", *words], cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, errors="replace", timeout=100)

    def test_the_prompt_comes_soon_and_exit_leaves_the_terminal_as_it_was(self):
        subprocess.run(["tools/disk", "--disk", str(self.disk), "create"], cwd=ROOT, check=True, capture_output=True)
        terminal = self.terminal()
        start = time.monotonic()
        said = terminal.wait_for(re.escape(PROMPT), 60)
        # The build is a matter of tools/run's first call in a tree; from its message on it is the machine.
        self.assertIn("exit", said)
        terminal.type("exit\r")
        self.assertEqual(terminal.ends(20), 0)
        self.assertEqual(termios.tcgetattr(terminal.slave), terminal.before)
        print(f"      prompt after {time.monotonic() - start:.1f} s")

    def test_ctrl_a_x_ends_the_machine_and_restores_the_terminal(self):
        terminal = self.terminal()
        terminal.wait_for(re.escape(PROMPT), 60)
        self.assertNotEqual(termios.tcgetattr(terminal.slave), terminal.before)
        terminal.type("\x01x")
        self.assertEqual(terminal.ends(20), 0)
        self.assertEqual(termios.tcgetattr(terminal.slave), terminal.before)

    def test_a_signal_restores_the_terminal(self):
        terminal = self.terminal()
        terminal.wait_for(re.escape(PROMPT), 60)
        os.killpg(terminal.process.pid, signal.SIGTERM)
        self.assertIsNotNone(terminal.ends(20))
        self.assertEqual(termios.tcgetattr(terminal.slave), terminal.before)

    def test_the_disk_is_kept_and_clean(self):
        first = self.command("mkdir /home/kept")
        self.assertEqual(first.returncode, 0, first.stdout + first.stderr)
        second = self.command("ls /home")
        self.assertIn("kept", second.stdout)
        env = dict(os.environ, PATH="/usr/sbin:/sbin:" + os.environ["PATH"])
        checked = subprocess.run(["e2fsck", "-fn", str(self.disk)], env=env, capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stdout)

    def test_host_files_can_be_read_inside(self):
        subprocess.run(["tools/disk", "--disk", str(self.disk), "create"], cwd=ROOT, check=True, capture_output=True)
        source = self.disk.with_name("word.txt")
        source.write_text("a word from the host\n")
        subprocess.run(["tools/disk", "--disk", str(self.disk), "put", str(source), "/home"], cwd=ROOT, check=True)
        self.assertIn("a word from the host", self.command("cat /home/word.txt").stdout)

    def test_a_file_written_inside_comes_out(self):
        self.command("echo made inside > /home/made.txt")
        out = self.disk.with_name("made.txt")
        subprocess.run(["tools/disk", "--disk", str(self.disk), "get", "/home/made.txt", str(out)], cwd=ROOT, check=True)
        self.assertEqual(out.read_text(), "made inside\n")

    def test_a_disk_in_use_is_told(self):
        terminal = self.terminal()
        terminal.wait_for(re.escape(PROMPT), 60)
        done = self.command("ls")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("in use by a running machine", done.stderr)


if __name__ == "__main__":
    cases.main()
