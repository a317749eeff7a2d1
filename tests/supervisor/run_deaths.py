"""Boots the system of images/postern.yaml with a program beside it that kills every service in turn, the console and the shell
included, twice; then works in the shell as a person would.

    run_deaths.py POSTERN KERNEL

Prints a line per case, and last `N passed, N failed`.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "tools"))
from run_run import PROMPT, Terminal  # noqa: E402

ASSASSIN = """
  assassin:
    elf: build/guest/far/assassin.elf
    quota: 1M
    rights: [debug]
    grants:
"""
VICTIMS = ("console", "block", "fs", "timer", "loader", "shell")


def image(folder):
    text = (ROOT / "images/postern.yaml").read_text().rstrip("\n") + ASSASSIN
    text += "".join(f"      - {{call: {name}, as: kill-{name}, manage: yes, functions: []}}\n" for name in VICTIMS)
    text += "    threads: [{name: assassin, stack: 16K, priority: 26}]\n"
    source, made = folder / "deaths.yaml", folder / "deaths.img"
    source.write_text(text)
    subprocess.run([sys.executable, "tools/mkimage/mkimage.py", str(source), "-o", str(made)], cwd=ROOT, check=True)
    return made


class Score:
    passed = failed = 0

    def case(self, name, holds, why=""):
        self.passed += bool(holds)
        self.failed += not holds
        print(f"{'ok  ' if holds else 'FAIL'} {name}" + ("" if holds else f"\n{why}"))


def work(terminal, score):
    commands = {"cat /lua/hello.lua": "print", "lua /lua/hello.lua": "[Hh]ello", "cp /LICENSE /home/kept": re.escape(PROMPT),
                "ps": "block was made again, 2 times since the boot"}
    for command, answer in commands.items():
        terminal.type(command + "\r")
        try:
            text = terminal.wait_for(answer + r"[\s\S]*" + re.escape(PROMPT) if answer != re.escape(PROMPT) else answer, 60)
            score.case(f"claim_O10_after_all_deaths `{command}` works", True)
        except AssertionError as error:
            text = str(error)
            score.case(f"claim_O10_after_all_deaths `{command}` works", False, text)
    terminal.type("poweroff\r")
    score.case("the machine is switched off by the shell", terminal.ends(60) == 0)


def main():
    score = Score()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        disk = folder / "disk.ext4"
        subprocess.run([ROOT / "tools/disk", "--disk", str(disk), "--size", "24M", "reset"], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        words = [sys.argv[1], "-k", sys.argv[2], "-i", str(image(folder)), "-d", str(disk), "--time-limit", "200000000000"]
        terminal = Terminal(words, dict(os.environ, TERM="xterm"))
        try:
            text = terminal.wait_for(r"assassin: all were killed", 120)
            score.case("the shell greets once for each of its lives", text.count("Type help for what there is") == 3, text)
            terminal.type("\r")
            terminal.wait_for(re.escape(PROMPT), 60)
            work(terminal, score)
        finally:
            terminal.close()
        checked = subprocess.run(["e2fsck", "-fn", str(disk)], env=dict(os.environ, PATH="/usr/sbin:/sbin:" + os.environ.get("PATH", "")),
                                 capture_output=True, text=True, check=False)
        score.case("the host finds the disk clean", checked.returncode == 0, checked.stdout)
    print(f"{score.passed} passed, {score.failed} failed")
    return score.failed > 0


if __name__ == "__main__":
    sys.exit(main())
