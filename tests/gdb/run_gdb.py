#!/usr/bin/python3
"""gdb-multiarch against `postern --gdb`, with bare programs and with the kernel and a service.

Arguments: postern, folder of the guests of tests/board, kernel, image and service (ELF) of the SDK's example.
"""
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tools"))
import cases  # noqa: E402

POSTERN, GUESTS, KERNEL, IMAGE, SERVICE = sys.argv[1], *map(pathlib.Path, sys.argv[2:6])
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SCRIPT = ROOT / "machine" / "debug" / "gdb" / "postern.py"
PAGE = ROOT / "docs" / "howto" / "debug-a-system.md"


class Debugged(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.socket = pathlib.Path(self.folder.name) / "gdb"
        self.process = None

    def tearDown(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
                stream.close()
        self.folder.cleanup()

    def start(self, guest, *arguments, address=None):
        self.launch("--bios", "none", GUESTS / f"{guest}.elf", *arguments, address=address)

    def launch(self, *arguments, address=None):
        command = [POSTERN, *arguments, "--gdb", address or f"unix:{self.socket}"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if not address:
            self.wait_for(self.socket.exists)

    def wait_for(self, what):
        for _ in range(200):
            if what():
                return
            time.sleep(0.02)
        self.fail("the server did not come up")

    def gdb(self, guest, *commands, target=None):
        return self.gdb_with(GUESTS / f"{guest}.elf", *commands, target=target)

    def gdb_with(self, elf, *commands, target=None):
        arguments = ["gdb-multiarch", "-nx", "-batch", "-ex", "set confirm off", "-ex", f"target remote {target or self.socket}"]
        for command in commands:
            arguments += ["-ex", command]
        done = subprocess.run([*arguments, str(elf)], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        return done.stdout + done.stderr


class Program(Debugged):
    def test_breakpoints_arguments_and_backtrace(self):
        self.start("debug", "--wait")
        out = self.gdb("debug", "break add_up", "continue", "info args", "backtrace", "finish", "delete", "continue")
        self.assertRegex(out, r"Breakpoint 1, add_up")
        self.assertIn("from = 0\nto = 4" if "from = 0\nto" in out else "to = 4\nfrom = 0", out)
        self.assertRegex(out, r"#1 .* in guest_main")
        self.assertIn("Value returned is $1 = 100", out)
        self.assertIn("exited normally", out)
        self.assertEqual(self.process.wait(5), 0)

    def test_stepping_goes_one_instruction(self):
        self.start("debug", "--wait")
        out = self.gdb("debug", "p/x $pc", "stepi", "p/x $pc", "stepi", "p/x $pc", "p $instret")
        self.assertIn("$1 = 0x80000000", out)
        self.assertIn("$2 = 0x80000004", out)
        self.assertIn("$3 = 0x80000008", out)
        self.assertIn("$4 = 2", out)

    def test_memory_is_read_and_written(self):
        self.start("debug", "--wait")
        out = self.gdb("debug", "p table", "set var table[3] = 99", "p table", "set var table[3] = 40", "x/2gx &table", "x 0",
                       "continue")
        self.assertIn("$1 = {10, 20, 30, 40}", out)
        self.assertIn("$2 = {10, 20, 30, 99}", out)
        self.assertRegex(out, r"0x000000000000000a\s+0x0000000000000014")
        self.assertIn("Cannot access memory at address 0x0", out)
        self.assertEqual(self.process.wait(5), 0)

    def test_a_changed_variable_changes_the_outcome(self):
        self.start("debug", "--wait")
        self.gdb("debug", "set var table[0] = 11", "continue")
        self.assertEqual(self.process.wait(5), 3)

    def test_watchpoints(self):
        self.start("debug", "--wait")
        out = self.gdb("debug", "watch watched", "rwatch table[2]", "continue", "continue", "delete", "continue")
        self.assertRegex(out, r"read watchpoint 2: table\[2\]")
        self.assertRegex(out, r"Old value = 1\s+New value = 42")
        self.assertEqual(self.process.wait(5), 0)

    def test_registers_of_every_feature(self):
        self.start("debug", "--wait")
        out = self.gdb("debug", "p $mstatus", "p/x $misa", "p $fcsr", "p $fa0", "p $xsv", "p/x $xlsp", "p $sg3", "p $sg14.limit",
                       "set $a5 = 77", "p $a5", "info registers segment")
        self.assertRegex(out, r"\$2 = 0x800000000014112d")
        self.assertIn("$4 = {float = 0, double = 0}", out)
        self.assertIn("$7 = {state = [ selector=0 ], generation = 0, base = 0, limit = 0, zero = 0}", out)
        self.assertIn("$8 = 0", out)
        self.assertIn("$9 = 77", out)
        self.assertRegex(out, r"xs2lim\s+0x0")

    def test_monitor(self):
        self.start("debug", "--wait")
        out = self.gdb("debug", "monitor help", "monitor segs", "monitor counters", "monitor hash", "monitor frames", "monitor devices")
        self.assertIn("monitor frames", out)
        self.assertIn("sg1   empty", out)
        self.assertRegex(out, r"far_calls\s+0")
        self.assertRegex(out, r"state [0-9a-f]{16}")

    def test_interrupting_and_detaching(self):
        self.start("echo")
        self.assertEqual(self.process.stdout.readline(), b"ready\n")
        out = self.gdb("echo", "bt", "info threads", "detach")
        self.assertRegex(out, r"in guest_main|guest_main \(")
        self.assertIn("machine", out)
        self.process.stdin.write(b"xq")
        self.process.stdin.flush()
        self.assertEqual(self.process.wait(5), 2)

    def test_kill(self):
        self.start("echo", "--wait")
        self.gdb("echo", "kill")
        self.assertEqual(self.process.wait(5), 0)

    def test_harts_are_threads(self):
        self.start("debug", "--wait", "--harts", "3")
        out = self.gdb("debug", "info threads", "thread 3", "p $mhartid")
        self.assertEqual(len(re.findall(r"Thread \d \(machine\)", out.split("[Switching")[0])), 3, out)
        self.assertIn("$1 = 2", out)

    def test_tcp(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.start("debug", "--wait", address=str(port))
        self.wait_for(lambda: f":{port:04X}" in pathlib.Path("/proc/net/tcp").read_text(encoding="ascii"))
        out = self.gdb("debug", "continue", target=f"localhost:{port}")
        self.assertIn("exited normally", out)


class System(Debugged):
    """The kernel at its sg15 addresses, and a service in the midst of a far call."""

    def setUp(self):
        super().setUp()
        self.launch("--kernel", KERNEL, "--initrd", IMAGE, "--wait")

    def test_the_kernel(self):
        out = self.gdb_with(KERNEL, "break syscall_enter", "continue", "backtrace", "p/x $satp", "info threads", "x/gx $sp",
                            "delete", "continue")
        self.assertRegex(out, r"Breakpoint 1, syscall_enter")
        self.assertRegex(out, r"#1 .* in trap_user")
        self.assertRegex(out, r"\$1 = 0xe[0-9a-f]{15}")
        self.assertIn("(supervisor)", out)
        self.assertRegex(out, r"0xf0000000[0-9a-f]{8}.*:\s+0x")
        self.assertIn("exited normally", out)

    def test_a_service_with_its_segments_and_calls(self):
        out = self.gdb_with(SERVICE, "break gate_greet_make", "continue", "set $service = $xs1", "monitor segs", "monitor frames",
                            "p $sg11", "break greet_make if $xs1 == $service", "continue", "x/s name", "info args", "p/x $xsv",
                            "info threads", "finish", "delete", "continue")
        self.assertRegex(out, r"sg1   selector \d+ +generation \d+ +code")
        self.assertRegex(out, r"sg11 +selector \d+ +generation \d+ +r--- +base 0x[0-9a-f]+ limit 0x[0-9a-f]+ granted")
        self.assertRegex(out, r"#0 +at 0x[0-9a-f]+ call of gate 0 by selector \d+, from pc 0x10[0-9a-f]+")
        self.assertRegex(out, r"#1 +at 0x[0-9a-f]+ bottom")
        self.assertRegex(out, r"\$1 = \{state = \[ selector=\d+ valid r \], generation = \d+, base = \d+, limit = \d+")
        self.assertRegex(out, r'0x2[0-9a-f]{15}:\s+"world"')
        self.assertIn("size = 48", out)
        self.assertIn("(user)", out)
        self.assertIn("Value returned is", out)
        self.assertIn("exited normally", out)

    def test_memory_follows_the_registers(self):
        out = self.gdb_with(SERVICE, "break gate_greet_make", "continue", "x/s $a0", "x/bx 0x3000000000000000",
                            "x/bx 0xF000000080200000")
        self.assertRegex(out, r'0xb[0-9a-f]{15}:\s+"world"')
        self.assertIn("Cannot access memory at address 0x3000000000000000", out)


class Page(Debugged):
    def test_the_pages_commands_work(self):
        page = PAGE.read_text(encoding="utf-8")
        typed = [line for line in re.findall(r"^\(gdb\) (.*)$", page, re.M) if not line.startswith("target")]
        table = [cell for row in re.findall(r"^\|.*\|(.*)\|$", page, re.M) for cell in re.findall(r"`([^`]{4,})`", row)]
        self.assertGreater(len(typed), 6)
        self.assertGreater(len(table), 7)
        self.launch("--kernel", KERNEL, "--initrd", IMAGE, "--wait")
        out = self.gdb_with(KERNEL, *typed, *table, "kill")
        self.assertRegex(out, r"Breakpoint 3, greet_make \(name=0x2[0-9a-f]+ \"world\"")
        for complaint in ("Undefined", "not supported", "not defined", "No symbol", "Error", "Invalid"):
            self.assertNotIn(complaint, out)


class Names(Debugged):
    def test_the_script_names_xseg_instructions(self):
        self.start("xseg", "--wait")
        out = self.gdb("xseg", f"source {SCRIPT}", "x/13i samples")
        for text in ("sg.load sg3, t0", "sg.win a0, a0, a1, sg14, rw", "sg.mov a2, a2, sg4", "sg.chk t0, a0, a1, r",
                     "sg.call t0, t1, 63", "sg.ret", "sg.clr 4095", "sg.qry a0, zero, zero, 6", "sg.loadg sg5, a0, a1",
                     "sg.ldr sg3, 32(a0)", "sg.str sg3, -32(a0)", "sg.inval a0, zero, 3",
                     "sg.dev a0, a1, a2, 15"):
            self.assertIn(text, out)


if __name__ == "__main__":
    cases.main()
