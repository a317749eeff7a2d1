#!/usr/bin/python3
"""Boots the whole system on a real disk image and uses it as a person would: on a terminal, and through a pipe.

    run_system.py [--harts=N] POSTERN KERNEL IMAGE PROBE [NAME...]      NAME: only these cases
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import traceback

from machine import Failed, Terminal, command, pipe

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SBIN = dict(os.environ, PATH="/usr/sbin:/sbin:" + os.environ.get("PATH", ""))


def same(found, expected):
    if found != expected:
        raise Failed(f"wanted {expected!r}\nfound  {found!r}")


def has(text, *words):
    for word in words:
        if word not in text:
            raise Failed(f"'{word}' is missing in:\n{text}")


class System:
    def __init__(self, build, folder):
        self.build = build
        self.disk = folder / "disk.ext4"
        self.make_disk()

    def make_disk(self):
        subprocess.run([ROOT / "tools/disk", "--disk", str(self.disk), "--size", "24M", "reset"], check=True, cwd=ROOT,
                       stdout=subprocess.DEVNULL)

    def terminal(self, *options):
        terminal = Terminal(command(self.build, self.disk, *options))
        terminal.prompt()
        return terminal

    def pipe(self, text):
        return pipe(command(self.build, self.disk), text)

    def check_disk(self):
        done = subprocess.run(["e2fsck", "-fn", str(self.disk)], env=SBIN, capture_output=True, text=True)
        if done.returncode:
            raise Failed(f"e2fsck -fn says:\n{done.stdout}{done.stderr}")


def prompt_and_help(system):
    t = system.terminal()
    has(t.text, "Postern", "poweroff to leave")
    has(t.run("help"), "ls", "cat", "kill", "poweroff", "Ctrl-C")
    has(t.run("help rm"), "rm [-r] PATH...")
    t.type("poweroff\r")
    same(t.wait(), 0)


def files_are_listed_and_shown(system):
    t = system.terminal()
    has(t.run("ls"), "README.md", "bin/", "docs/", "lua/")
    has(t.run("ls -l /bin"), "lua", "segs")
    same(t.run("cat /lua/hello.lua"), (ROOT / "programs/lua/scripts/hello.lua").read_text().rstrip("\n"))
    same(t.run("cat /LICENSE").split("\n")[:20], (ROOT / "LICENSE").read_text().split("\n")[:20])
    same(t.run("cat /nope"), "cat: /nope: no such file or object")
    same(t.run("cat /docs"), "cat: /docs: is a directory")
    t.end()


def files_are_copied_moved_and_removed(system):
    t = system.terminal()
    same(t.run("echo one two > /a.txt"), "")
    same(t.run("echo three >> /a.txt"), "")
    same(t.run("cat /a.txt"), "one two\nthree")
    same(t.run("cp /a.txt /b.txt"), "")
    same(t.run("mkdir /d"), "")
    same(t.run("mv /b.txt /d"), "")
    same(t.run("cat /d/b.txt"), "one two\nthree")
    same(t.run("ls /d"), "b.txt")
    same(t.run("rmdir /d"), "rmdir: /d: directory not empty")
    same(t.run("rm /d"), "rm: /d: is a directory")
    same(t.run("mkdir /d/e"), "")
    same(t.run("cp /LICENSE /d/e/licence"), "")
    same(t.run("rm -r /d"), "")
    same(t.run("ls /d"), "ls: /d: no such file or object")
    same(t.run("cp /a.txt /a.txt"), "cp: /a.txt: exists already")
    same(t.run("rm /a.txt"), "")
    t.type("poweroff\r")
    same(t.wait(), 0)
    system.check_disk()


def working_directory(system):
    t = system.terminal()
    same(t.run("cd /lua"), "")
    same(t.run("pwd"), "/lua")
    same(t.run("lua hello.lua again"), "Hello from Lua 5.4, again.")
    same(t.run("cd ../nowhere"), "cd: ../nowhere: no such file or object")
    same(t.run("cd"), "")
    same(t.run("pwd"), "/")
    t.end()


def lua_runs_scripts_from_the_disk(system):
    t = system.terminal()
    has(t.run("lua /lua/primes.lua 30000"), "3245 primes up to 30000; the last is 29989")
    has(t.run("lua /lua/words.lua /README.md 3"), "/README.md:", "different words")
    has(t.run("lua /lua/mandelbrot.lua"), "@@@@@@@@")
    same(t.run("lua /lua/table.lua"), "the squares of 1 to 12 add up to 650")
    same(t.run("lua -e 'print(1/3, math.sin(1), 2^53|0)'"), "0.33333333333333\t0.8414709848079\t9007199254740992")
    has(t.run("lua -e 'print(os.date(\"%Y\"), os.time() >= 1767225600)'"), "2026\ttrue")
    has(t.run("lua /nope.lua"), "cannot open /nope.lua")
    has(t.run("lua -e 'error(\"no\")'"), "no", "stack traceback", "exit status 1")
    same(t.run("lua /lua/hello.lua > /out.txt"), "")
    same(t.run("cat /out.txt"), "Hello from Lua 5.4.")
    t.end()


def lua_is_interactive(system):
    t = system.terminal()
    t.type("lua\r")
    t.expect("> ")
    t.type("6 * 7\r")
    t.expect("42")
    t.type("for i = 1, 2 do\r")
    t.expect(">> ")
    t.type("print('i' .. i) end\r")
    t.expect("i2")
    t.type("\x04")
    t.prompt()
    t.end()


def control_c_ends_an_endless_loop(system):
    t = system.terminal()
    t.type("lua /lua/loop.lua\r")
    t.expect("\n")
    t.type("\x03")
    t.expect("^C")
    t.prompt()
    t.type("lua -e 'print(42) while true do end'\r")
    t.expect("\n42")
    t.type("\x03")
    t.prompt()
    has(t.text, "^C")
    same(t.run("echo still here"), "still here")
    t.type("lua\r")
    t.expect("> ")
    t.type("\x03")
    t.prompt()
    same(t.run("echo and here"), "and here")
    t.type("half a line\x03")
    t.prompt()
    same(t.run("echo too"), "too")
    t.type("cat /bin/lua /bin/lua /bin/lua /bin/lua /bin/lua\r")
    t.expect("\n")
    t.type("\x03")
    t.expect("cat: /bin/lua: interrupted")
    t.prompt()
    same(t.run("echo and now"), "and now")
    t.end()


def programs_behind_are_listed_and_killed(system):
    t = system.terminal()
    same(t.run("lua /lua/loop.lua &"), "[1] lua")
    listing = t.run("ps")
    row = next(line for line in listing.split("\n") if " lua " in line)
    same(row.split()[0], "1")
    has(listing, "console", "shell")
    same(t.run("kill 1"), "[1] lua ended\nlua: killed")
    has(t.run("kill 1"), "no program with that ID")
    has(t.run("kill 99"), "no program with that ID")
    if " lua " in t.run("ps"):
        raise Failed("lua is still listed")
    t.end()


def programs_behind_take_no_input(system):
    t = system.terminal()
    has(t.run("lua -e 'print(io.read())' &"), "[1] lua")
    t.expect("nil")
    t.run("lua &")
    has(t.run("echo the shell reads"), "the shell reads\n")
    t.end()


def memory_comes_back_when_programs_end(system):
    def free(text):
        return text.rsplit("\n", 1)[1]  # "N segments, N table entries, N threads; memory: ..."

    t = system.terminal()
    t.run("segs")
    before = free(t.run("segs"))
    for _ in range(12):
        t.run("lua /lua/hello.lua")
    same(free(t.run("segs")), before)
    t.end()


def segs_shows_every_segment(system):
    t = system.terminal()
    shown = t.run("segs")
    has(shown, "console", "block", "fs", "loader", "shell", "uart0", "virtio0", "blockdma", "call gates")
    for line in shown.split("\n"):
        if len(line) > 100:
            raise Failed(f"a line of {len(line)} columns: {line}")
    holders = [line for line in shown.split("\n") if "->  virtio0" in line]
    same(len(holders), 1)
    has(holders[0], "block")
    t.end()


def entries_of(shown, program):
    """{what it reaches: what it may} from the output of segs."""
    rows = [line.split(None, 4) for line in shown.split("\n") if "  ->  " in line]
    return {row[3]: row[4].split("badge")[0].strip() for row in rows if row[0] == program}


def claim_D9_drivers_run_in_user_mode_with_only_what_they_need(system):
    t = system.terminal()
    shown = t.run("segs")
    same(entries_of(shown, "block"), {"virtio0": "read+write", "blockdma": "read+write"})
    same(entries_of(shown, "console"), {"uart0": "read+write", "loader": "call gates 3"})
    same(entries_of(shown, "fs"), {"block": "call gates 0-12"})
    t.end()


def programs_do_not_get_what_is_not_theirs(system):
    subprocess.run([ROOT / "tools/disk", "--disk", str(system.disk), "put", system.build["probe"], "/bin"], check=True, cwd=ROOT,
                   stdout=subprocess.DEVNULL)
    t = system.terminal()
    same(t.run("lua /lua/loop.lua &"), "[1] lua")
    answers = t.run("/bin/probe.elf 1")
    has(answers, "\n0 wrong")
    has(t.run("kill 1"), "lua: killed")
    t.end()


def claim_O4_a_service_outlives_the_end_of_its_caller(system):
    t = system.terminal()
    for _ in range(3):
        t.type("lua\r")
        t.expect("> ")
        t.type("half a line\x03")
        t.prompt()
    t.type("lua -e 'while true do local f = io.open(\"/README.md\") f:read(\"a\") f:close() end'\r")
    t.expect("\n")
    t.read(0.3)
    t.type("\x03")
    t.prompt()
    same(t.run("lua /lua/hello.lua"), "Hello from Lua 5.4.")
    same(t.run("echo the console and the file system answer > /o4"), "")
    same(t.run("cat /o4"), "the console and the file system answer")
    t.type("poweroff\r")
    same(t.wait(), 0)
    system.check_disk()


def a_recorded_session_replays_exactly(system):
    log = system.disk.with_suffix(".log")
    disk = system.disk.read_bytes()
    script = "ls\necho x > /x\nlua /lua/hello.lua\nps\npoweroff\n"
    code, first = pipe(command(system.build, system.disk, "--record", str(log)), script)
    same(code, 0)
    system.disk.write_bytes(disk)
    code, second = pipe(command(system.build, system.disk, "--replay", str(log)), "")
    same(code, 0)
    same(second, first)


def what_cannot_run_is_refused_with_a_reason(system):
    t = system.terminal()
    same(t.run("nonsense"), "nonsense: no such command (help tells what there is)")
    same(t.run("/README.md"), "/README.md: cannot run it: not an ELF file")
    same(t.run("/docs"), "/docs: is a directory")
    has(t.run("cp /bin/segs /short"), "")
    same(t.run("echo 'unclosed"), "a quote is not closed")
    same(t.run("cat"), "usage: cat FILE...")
    t.end()


def line_editing_and_history(system):
    t = system.terminal()
    same(t.run("ecko\x1b[D\x1b[D\x1b[3~h\x05 fixxed\x1b[D\x1b[D\x7f\x01\x05"), "fixed")
    same(t.run("\x1b[A\x17again"), "again")
    same(t.run("echo \u00e4\u20ac"), "\u00e4\u20ac")
    same(t.run("echo \u00e4x\x7f\x7fo"), "o")
    has(t.run("history"), "echo fixed", "echo again")
    t.end()


def works_through_a_pipe(system):
    code, output = system.pipe("echo piped > /p.txt\ncat /p.txt\nls /lua\nlua /lua/hello.lua\npoweroff\n")
    same(code, 0)
    has(output, "/ $ cat /p.txt\npiped\n", "hello.lua", "Hello from Lua 5.4.\n")
    if "\x1b" in output:
        raise Failed("escape sequences in the output of a pipe")
    system.check_disk()


def a_long_script_through_a_pipe_loses_nothing(system):
    lines = [f"echo line {i} of a long script" for i in range(400)]
    code, output = system.pipe("\n".join(lines + ["poweroff", ""]))
    same(code, 0)
    for i in range(400):
        has(output, f"\nline {i} of a long script\n")


def the_disk_survives_a_machine_that_is_switched_off(system):
    t = system.terminal()
    for i in range(5):
        same(t.run(f"echo number {i} > /s{i}.txt"), "")
    same(t.run("sync"), "")
    same(t.run("mkdir /made"), "")
    t.end()
    system.check_disk()  # without a sync: the prompt had come back
    t = system.terminal()
    same(t.run("cat /s4.txt"), "number 4")
    has(t.run("ls /"), "made")
    t.end()


CASES = [prompt_and_help, files_are_listed_and_shown, files_are_copied_moved_and_removed, working_directory,
         lua_runs_scripts_from_the_disk, lua_is_interactive, control_c_ends_an_endless_loop,
         programs_behind_are_listed_and_killed, programs_behind_take_no_input, memory_comes_back_when_programs_end, segs_shows_every_segment,
         claim_D9_drivers_run_in_user_mode_with_only_what_they_need, claim_O4_a_service_outlives_the_end_of_its_caller,
         programs_do_not_get_what_is_not_theirs, a_recorded_session_replays_exactly, what_cannot_run_is_refused_with_a_reason, line_editing_and_history, works_through_a_pipe,
         a_long_script_through_a_pipe_loses_nothing, the_disk_survives_a_machine_that_is_switched_off]


def run_case(case, build):
    with tempfile.TemporaryDirectory() as folder:
        try:
            case(System(build, pathlib.Path(folder)))
        except Failed as failure:
            print(f"FAILED {case.__name__}: {failure}", flush=True)
        except Exception:
            print(f"FAILED {case.__name__}: {traceback.format_exc()}", flush=True)
        else:
            print(f"passed {case.__name__}", flush=True)
            return True
    return False


def main():
    harts = sys.argv.pop(1).partition("=")[2] if sys.argv[1].startswith("--harts=") else "1"
    build = dict(zip(("postern", "kernel", "image", "probe"), (os.path.abspath(word) for word in sys.argv[1:5])))
    build["harts"] = harts
    cases = [case for case in CASES if not sys.argv[5:] or case.__name__ in sys.argv[5:]]
    passed = sum(run_case(case, build) for case in cases)
    print(f"{passed} passed, {len(cases) - passed} failed")
    sys.exit(passed != len(cases))


if __name__ == "__main__":
    main()
