#!/usr/bin/python3
"""The README's commands do what it says, in its order, on a disk of their own. Left out, for they run elsewhere or run us:
`make check`, `make mutants`."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))
import cases  # noqa: E402

LEFT_OUT = ("make check", "make mutants")
# What a command must print.
SAYS = {"make run": "All was as it should be.", "make run ARGS=tour": "All was as it should be.",
        "make -s figures": '"farcall_null_instructions"', "make help": "make check"}


def commands():
    text = (ROOT / "README.md").read_text()
    for block in re.findall(r"^```sh\n(.*?)^```", text, re.S | re.M):
        for line in block.splitlines():
            command = re.sub(r"\s+#.*", "", line).strip()
            if command and command not in LEFT_OUT:
                yield command


class Readme(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="postern readme ")
        cls.env = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
        cls.env["POSTERN_DISK"] = str(pathlib.Path(cls.folder.name) / "d.ext4")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def run_command(self, command):
        done = subprocess.run(["bash", "-c", command], cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, errors="replace", timeout=200)
        self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr[-2000:])
        self.assertIn(SAYS.get(command, ""), done.stdout)


for number, command in enumerate(commands()):
    name = "test_%02d_%s" % (number, re.sub(r"\W+", "_", command))
    setattr(Readme, name, lambda self, command=command: self.run_command(command))

if __name__ == "__main__":
    cases.main()
