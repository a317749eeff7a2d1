#!/usr/bin/python3
"""The command line as a whole: every option in every text that is made of the table, every way to misspell one. Arguments:
postern, folder of the guests."""
import json
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tools"))
import cases  # noqa: E402

POSTERN, GUESTS = sys.argv[1], pathlib.Path(sys.argv[2])


def run(*arguments, command=(POSTERN,), stdin=""):
    return subprocess.run([*command, *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=60)


def table():
    """(letter or "", long name, argument or "") of every option that --help knows."""
    rows = re.findall(r"^  (?:-(.), |    )--([a-z-]+)(?: (\S+))?", run("--help").stdout, re.M)
    assert len(rows) > 25, rows
    return rows


class Texts(unittest.TestCase):
    def test_help_fits_80_columns_and_leaves_no_blanks(self):
        for line in run("--help").stdout.splitlines():
            self.assertLessEqual(len(line), 80)
            self.assertEqual(line, line.rstrip())

    def test_the_manual_page_is_sound_and_has_every_option(self):
        page = run("--man").stdout
        done = run("-man", "-ww", "-Tutf8", "-rLL=200n", command=("groff",), stdin=page)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        text = re.sub("\x1b\\[[0-9;]*m|.\b", "", done.stdout)
        for letter, name, argument in table():
            self.assertIn((f"-{letter}, " if letter else "") + f"--{name}" + (f" {argument}" if argument else ""), text)

    def test_the_manual_page_tells_all_of_the_counters_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "counters"
            run("--bios", "none", "--counters", path, GUESTS / "timer.elf")
            found = json.loads(path.read_text())
        page = run("--man").stdout.split(".SH COUNTERS")[1]
        told = set(re.findall(r"\\fB(\w+)\\fR", page)) | {"instructions"}
        self.assertEqual(set(found) | set(found["total"]), told)
        self.assertEqual(set(found["harts"][0]), set(found["total"]))


class Completion(unittest.TestCase):
    def bash(self, *words):
        script = (f'source <("{POSTERN}" --completion bash); COMP_WORDS=(postern "$@"); COMP_CWORD=$#; _postern; '
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        done = run(*words, command=("bash", "--norc", "-c", script, "bash"))
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_bash_knows_every_option(self):
        self.assertEqual(sorted(self.bash("--")), sorted(f"--{name}" for _, name, _ in table()))
        self.assertEqual(self.bash("--en"), ["--engine"])

    def test_bash_knows_values_and_files(self):
        self.assertEqual(self.bash("--engine", ""), ["interpreter", "translator"])
        self.assertEqual(self.bash("--engine", "t"), ["translator"])
        self.assertEqual(self.bash("-b", "no"), ["none"])
        self.assertEqual(self.bash("--append", ""), [])
        self.assertEqual(self.bash("--kernel", f"{GUESTS}/timer.e"), [f"{GUESTS}/timer.elf"])
        self.assertEqual(self.bash(f"{GUESTS}/timer.e"), [f"{GUESTS}/timer.elf"])

    def test_zsh_is_told_every_option(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "_postern"
            path.write_text(run("--completion", "zsh").stdout)
            done = run(path, command=("zsh", "-f", "-c", '_arguments() { print -rl -- "$@" }; source $1', "zsh"))
        self.assertEqual(done.stderr, "")
        specs = done.stdout.splitlines()
        for letter, name, argument in table():
            mine = [spec for spec in specs if re.match(rf"(\(-. --{name}\))?--{name}\[", spec)]
            self.assertEqual(len(mine), 1, name)
            self.assertEqual("]:" in mine[0], bool(argument), mine[0])
            self.assertEqual(any(spec.startswith(f"(-{letter} --{name})-{letter}[") for spec in specs), bool(letter), name)
        engine = [spec for spec in specs if spec.startswith("--engine")]
        self.assertTrue(engine[0].endswith(":NAME:( interpreter translator)"), engine)


class Mistakes(unittest.TestCase):
    def expect(self, part, *arguments):
        done = run("--bios", "none", GUESTS / "timer.elf", *arguments)
        lines = [line for line in done.stderr.splitlines() if not line.startswith("Try ")]
        self.assertEqual((done.returncode, len(lines)), (2, 1), (arguments, done.stderr))
        self.assertTrue(lines[0].startswith("postern: ") and part in lines[0], (arguments, lines))
        self.assertEqual(done.stdout, "")

    def test_every_option_without_its_value(self):
        for letter, name, argument in table():
            if argument:
                self.expect(f"--{name}", f"--{name}")
                if letter:
                    self.expect(f"-{letter}", f"-{letter}")

    def test_every_option_with_a_value_too_many(self):
        for _, name, argument in table():
            if not argument:
                self.expect(f"--{name}=x", f"--{name}=x")

    def test_every_option_misspelt(self):
        for _, name, _ in table():
            self.expect(f"--{name}x", f"--{name}x")

    def test_every_option_with_one_dash(self):
        for _, name, argument in table():
            if argument and any(letter == name[0] for letter, _, takes in table() if takes):
                self.expect(f"-{name}: long options begin with two dashes", f"-{name}", "x")

    def test_options_that_need_another(self):
        self.expect("--wait is of use with --gdb only", "--wait")
        self.expect("--signature is of use with --htif only", "--signature", "x")
        self.expect("--signature-granularity is of use with --signature only", "--signature-granularity", 8)
        self.expect("--clock is of use with --timing only", "--clock", "cycles")

    def test_every_number_that_is_none(self):
        for _, name, argument in table():
            if argument in ("N", "SIZE", "SECONDS", "TICKS"):
                for text in ("", "x", "-1", "1.5", "0x10", "99999999999999999999", "1 "):
                    self.expect(f"--{name} {text}", f"--{name}", text)

    def test_every_file_that_cannot_be(self):
        with tempfile.TemporaryDirectory() as folder:
            for _, name, argument in table():
                if argument and argument.startswith("FILE"):
                    # A guest that ran would end with 21.
                    extra = ["--htif"] if name in ("counters", "signature") else []
                    guest = GUESTS / "htif.elf" if extra else GUESTS / "timer.elf"
                    for path in (f"{folder}/absent/file", folder):
                        done = run("--bios", "none", "--kernel", guest, *extra, f"--{name}", path)
                        lines = [line for line in done.stderr.splitlines() if not line.startswith("Try ")]
                        self.assertEqual(len(lines), 1, (name, path, done.stderr))
                        self.assertIn(path, lines[0])
                        self.assertEqual((done.returncode, done.stdout), (2, ""), (name, path))


class Results(unittest.TestCase):
    """Files that are written at the end, and tried at the start."""

    def counters(self, path, *arguments):
        return run("--bios", "none", GUESTS / "timer.elf", "--counters", path, *arguments)

    def test_a_try_leaves_nothing_and_changes_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            new, old, link = (pathlib.Path(folder) / name for name in ("new", "old", "link"))
            old.write_text("mine")
            link.symlink_to("absent")
            for path in new, old, link:
                self.assertEqual(self.counters(path, "--gdb", "x").returncode, 2)
            self.assertFalse(new.exists())
            self.assertEqual(old.read_text(), "mine")
            self.assertTrue(link.is_symlink())

    def test_a_pipe_is_a_file_too(self):
        done = self.counters("/dev/stdout")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn('"exit_code":\t0', done.stdout)


class Socket(unittest.TestCase):
    """--gdb unix:PATH where something is already."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name) / "gdb"
        self.addCleanup(self.folder.cleanup)

    def guest(self):
        return run("--bios", "none", GUESTS / "timer.elf", "--gdb", f"unix:{self.path}")

    def test_a_dead_socket_is_replaced_and_removed(self):
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(self.path))
        done = self.guest()
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertFalse(self.path.exists())

    def test_a_live_socket_is_left_alone(self):
        with socket.socket(socket.AF_UNIX) as live:
            live.bind(str(self.path))
            live.listen()
            done = self.guest()
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"--gdb unix:{self.path}: cannot listen", done.stderr)
        self.assertTrue(self.path.exists())

    def test_a_file_is_left_alone(self):
        self.path.write_text("mine")
        self.assertEqual(self.guest().returncode, 2)
        self.assertEqual(self.path.read_text(), "mine")


if __name__ == "__main__":
    cases.main()
