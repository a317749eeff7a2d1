"""A booted Postern for the tests: typed at through a terminal of its own, or fed through a pipe."""
import os
import pty
import re
import select
import signal
import subprocess
import time

PROMPT = re.compile(r"(?:^|[\r\n])(/\S*) \$ $")
ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


class Failed(Exception):
    pass


def command(build, disk, *options):
    """What runs the system of `build` (a dictionary of file names) on that disk."""
    return [build["postern"], "--harts", build.get("harts", "1"), "-k", build["kernel"], "-i", build["image"], "-d", str(disk), "--time-limit",
            "40000000000", *options]


class Terminal:
    """The machine on a pseudo-terminal."""

    def __init__(self, words):
        self.text = ""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                os.environ["TERM"] = "xterm"
                os.execv(words[0], words)
            except OSError as error:
                print(f"{words[0]}: {error.strerror}", flush=True)
            os._exit(127)

    def read(self, timeout):
        ready, _, _ = select.select([self.fd], [], [], timeout)
        if not ready:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.text += data.decode("utf-8", "replace")
        return bool(data)

    def wait_until(self, done, what, seconds=20):
        end = time.monotonic() + seconds
        while not done(self.text):
            if not self.read(max(0, end - time.monotonic())):
                if time.monotonic() >= end:
                    raise Failed(f"no {what} within {seconds} s; the terminal shows:\n{self.text[-1500:]}")
                time.sleep(0.02)

    def prompt(self, seconds=20):
        self.wait_until(lambda text: PROMPT.search(ESCAPES.sub("", text)), "prompt", seconds)

    def expect(self, words, seconds=20):
        self.wait_until(lambda text: words in text, f"'{words}'", seconds)

    def type(self, keys):
        self.text = ""
        os.write(self.fd, keys.encode())

    def run(self, line, seconds=20):
        """Types a line; answers what came before the next prompt, without echo, with plain line ends."""
        self.type(line + "\r")
        self.wait_until(lambda text: "\n" in text, "echo", seconds)
        self.prompt(seconds)
        shown = ESCAPES.sub("", self.text).replace("\r", "")
        return shown.split("\n", 1)[1].rsplit("\n", 1)[0] if shown.count("\n") > 1 else ""

    def wait(self, seconds=20):
        """The exit code."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                os.close(self.fd)
                return os.waitstatus_to_exitcode(status)
        self.end()
        raise Failed(f"still running after {seconds} s; the terminal shows:\n{self.text[-1500:]}")

    def end(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            os.close(self.fd)
        except (ProcessLookupError, ChildProcessError, OSError):
            pass


def pipe(words, text, seconds=60):
    """Runs the machine with `text` as its whole input: (exit code, output with plain line ends)."""
    done = subprocess.run(words, input=text.encode(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds)
    return done.returncode, done.stdout.decode("utf-8", "replace").replace("\r", "")
